//! What a scheduler may do that a real one hardly does when asked: scripts on the PATH
//! stand for Slurm's commands. (`tests/slurm/run` has a real one.)

use crate::batch::{Class, journals};
use crate::course::{Ran, ran};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use tempfile::TempDir;

/// Writes down what it was told, and runs its tasks one after the other in the background.
/// `refuse` has what it says in their place, as often as that has lines. A task that `lose`
/// names is not run.
const SBATCH: &str = r#"
echo "$*" >>"$FAKE/submitted"
if [ -s "$FAKE/refuse" ]; then
    head -n 1 "$FAKE/refuse" >&2; sed -i 1d "$FAKE/refuse"; exit 1
fi
for word; do case "$word" in --array=1-*) tasks=${word#--array=1-};; esac; wrap=$word; done
job=$(wc -l <"$FAKE/submitted"); export SLURM_ARRAY_JOB_ID=$job
touch "$FAKE/job.$job"
( for task in $(seq "$tasks"); do
    node=n$((task % 2 + 1))
    echo "${job}_$task|RUNNING|None|$node" >"$FAKE/queue.$job.$task"
    if grep -qx "$job $task" "$FAKE/lose" 2>/dev/null; then
        echo "${job}_$task|NODE_FAIL|NodeDown|$node" >"$FAKE/queue.$job.$task"; continue
    fi
    SLURM_ARRAY_TASK_ID=$task SLURMD_NODENAME=$node sh -c "$wrap" >>"$FAKE/log" 2>&1
    echo "${job}_$task|COMPLETED|None|$node" >"$FAKE/queue.$job.$task"
done; rm "$FAKE/job.$job" ) </dev/null >/dev/null 2>&1 &
echo "$job;teaching"
"#;

/// Says how the tasks stand. `silent` has as many lines as it does not answer; `odd` is put
/// before its answer.
const SQUEUE: &str = r#"
if [ -s "$FAKE/silent" ]; then
    sed -i 1d "$FAKE/silent"
    echo 'slurm_load_jobs error: Socket timed out on send/recv operation' >&2; exit 1
fi
cat "$FAKE/odd" 2>/dev/null
for job in "$FAKE"/job.*; do
    [ -e "$job" ] && echo "${job##*.}_[8-9%1]|PENDING|Resources|"
done
cat "$FAKE"/queue.* 2>/dev/null
exit 0
"#;

/// Slurm, as far as we ask it.
struct Fake {
    folder: TempDir,
    class: Class,
}

impl Fake {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scripts = [
            ("sbatch", SBATCH),
            ("squeue", SQUEUE),
            ("scontrol", "echo 'MaxArraySize = 1001'"),
            ("sinfo", "printf 'n1\\nn2\\nn3\\n'"),
        ];
        for (name, text) in scripts {
            let path = folder.path().join(name);
            fs::write(&path, format!("#!/bin/bash\n{text}\n")).expect("ours");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
        }
        Self { folder, class: Class::made(4, &["total"]) }
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("ours");
    }

    fn run_folder(&self) -> PathBuf {
        self.class.path("run")
    }

    fn batch(&self, more: &[&str]) -> Ran {
        let cluster = [&["--engine", "slurm", "--chunk", "2"], more].concat();
        let mut command = self.class.command(&self.run_folder(), &cluster);
        let path = std::env::var("PATH").expect("there is a PATH");
        command.env("PATH", format!("{}:{path}", self.folder.path().display()));
        command.env("FAKE", self.folder.path());
        ran(&command.output().expect("the program starts"))
    }

    /// What was submitted, a line each.
    fn submitted(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("submitted")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// The run is whole, and says what one on this machine says.
    fn check_whole(&self, ran: &Ran) {
        assert!([0, 3].contains(&ran.code), "{}: {}{}", ran.code, ran.stdout, ran.stderr);
        let here = self.class.path("here");
        self.class.batch(&here, &[]);
        assert_eq!(self.class.results(&[&self.run_folder()]), self.class.results(&[&here]));
    }
}

#[test]
fn a_slow_controller_and_odd_answers_change_nothing() {
    let fake = Fake::new();
    fake.put("silent", "1\n2\n3\n");
    let odd =
        "squeue: warning: something\n|||\n1_1|STAGE_OUT|None\nno line of ours|x\n\n\u{fffd}\n";
    fake.put("odd", odd);
    let ran = fake.batch(&[]);
    fake.check_whole(&ran);
    assert_eq!(fake.submitted().len(), 1, "{:?}", fake.submitted());
    assert!(fake.submitted()[0].contains("--exclusive --no-requeue --open-mode=append"));
    // Once more, and nothing is submitted.
    fake.batch(&[]);
    assert_eq!(fake.submitted().len(), 1);
}

#[test]
fn a_busy_controller_is_asked_again() {
    let fake = Fake::new();
    let busy =
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n";
    fake.put("refuse", busy);
    let ran = fake.batch(&[]);
    fake.check_whole(&ran);
    assert_eq!(fake.submitted().len(), 2);
}

#[test]
fn a_refusal_is_told_and_the_same_command_goes_on() {
    let fake = Fake::new();
    fake.put("refuse", "sbatch: error: invalid partition specified: teaching\n");
    let ran = fake.batch(&["--slurm-arg=--partition=teaching"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    for words in ["invalid partition specified", "--slurm-arg", "sbatch --parsable"] {
        assert!(ran.stderr.contains(words), "`{words}` in {}", ran.stderr);
    }
    assert!(journals(&fake.run_folder()).is_empty());
    let ran = fake.batch(&[]);
    fake.check_whole(&ran);
}

#[test]
fn what_a_node_lost_comes_again_elsewhere() {
    let fake = Fake::new();
    fake.put("lose", "1 1\n");
    let ran = fake.batch(&[]);
    fake.check_whole(&ran);
    let submitted = fake.submitted();
    assert_eq!(submitted.len(), 2, "{submitted:?}");
    assert!(submitted[1].contains("--exclude=n2"), "{}", submitted[1]);
}

#[test]
fn what_was_submitted_and_left_is_adopted() {
    let fake = Fake::new();
    let ran = fake.batch(&["--detach"]);
    assert_eq!(ran.code, 75, "{}", ran.stderr);
    let ran = fake.batch(&[]);
    fake.check_whole(&ran);
    assert_eq!(fake.submitted().len(), 1);
    let jobs = fs::read_to_string(fake.run_folder().join("jobs.jsonl")).expect("it is there");
    assert!(jobs.contains("\"job\":\"1\""), "of several clusters theirs comes behind: {jobs}");
}

#[test]
fn tasks_that_never_begin_end_the_command() {
    let fake = Fake::new();
    fake.put("lose", "1 1\n1 2\n2 1\n2 2\n3 1\n3 2\n4 1\n4 2\n");
    let ran = fake.batch(&[]);
    assert_eq!(ran.code, 75, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("3 arrays ended without a single result"), "{}", ran.stderr);
    let ran = fake.batch(&[]);
    assert!([0, 3, 75].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
}
