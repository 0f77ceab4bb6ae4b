//! What sbatch is told: tasks of suitable sizes, and its arguments. Pure.

use crate::batch::journal::Key;
use crate::batch::policy::Todo;
use crate::path::quoted;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How long a task should take, in seconds: long beside the scheduler's own pauses, and
/// short beside what is lost with a node.
const TASK_S: f64 = 300.0;
/// What a task takes beside its units, in seconds: its start, and what is compiled.
const BESIDE_S: f64 = 60.0;

/// How a round is cut into tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// What one unit takes, in seconds.
    pub unit_s: f64,
    /// How many units a person wants in a task.
    pub chunk: Option<usize>,
    /// The most tasks at once.
    pub tasks_max: usize,
}

impl Cut {
    /// The tasks of a round. Suspects are alone, as far as the number of tasks allows.
    pub fn tasks(self, todo: &Todo) -> Vec<Vec<Key>> {
        let tasks_max = self.tasks_max.max(1);
        // One task is for the others, if there are some.
        let has_others = !todo.plain.is_empty() || todo.suspects.len() > tasks_max;
        let alone = todo.suspects.len().min(tasks_max - usize::from(has_others));
        let (alone, together) = todo.suspects.split_at(alone);
        let others: Vec<Key> = todo.plain.iter().chain(together).cloned().collect();
        let room = (tasks_max - alone.len()).max(1);
        let wanted = self.chunk.unwrap_or((TASK_S / self.unit_s.max(0.1)) as usize).max(1);
        let size = wanted.max(others.len().div_ceil(room));
        let chunks = others.chunks(size).map(<[Key]>::to_vec);
        chunks.chain(alone.iter().map(|key| vec![key.clone()])).collect()
    }

    /// The engine's limit on time for the longest of these tasks, in minutes: twice what
    /// is expected. Every unit has limits of its own; this one stands behind them.
    pub fn minutes(self, tasks: &[Vec<Key>]) -> u64 {
        let units = tasks.iter().map(Vec::len).max().unwrap_or(0) as f64;
        (2.0 * (units * self.unit_s + BESIDE_S) / 60.0).ceil() as u64
    }
}

/// One array to submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order<'a> {
    /// This program.
    pub program: &'a Path,
    /// The course, as every node finds it.
    pub course: &'a Path,
    /// The run, as every node finds it.
    pub run: &'a Path,
    /// `require` or `off`.
    pub isolation: &'a str,
    /// What the site asks for before a program runs.
    pub setup: Option<&'a str>,
    /// What a person adds.
    pub arguments: &'a [String],
    /// The job's name.
    pub name: &'a str,
    /// The round.
    pub round: u32,
    /// How many tasks.
    pub tasks: usize,
    /// The limit on time.
    pub minutes: u64,
    /// Nodes that failed.
    pub bad: &'a BTreeSet<String>,
}

impl Order<'_> {
    /// The arguments of sbatch.
    pub fn arguments(&self) -> Vec<OsString> {
        let mut output: OsString = "--output=".into();
        // Percent signs stand for numbers there.
        let logs = self.run.join("logs").to_string_lossy().replace('%', "%%");
        output.push(PathBuf::from(logs).join("%A_%a.out"));
        let mut words: Vec<OsString> = vec![
            "--parsable".into(),
            format!("--job-name={}", self.name).into(),
            format!("--array=1-{}", self.tasks).into(),
            "--exclusive".into(),
            "--no-requeue".into(),
            "--open-mode=append".into(),
            "--mem=0".into(),
            format!("--time={}", self.minutes).into(),
            output,
        ];
        if !self.bad.is_empty() {
            let bad: Vec<&str> = self.bad.iter().map(String::as_str).collect();
            words.push(format!("--exclude={}", bad.join(",")).into());
        }
        words.extend(self.arguments.iter().map(OsString::from));
        words.push("--wrap".into());
        words.push(self.command().into());
        words
    }

    /// What each task does, for a shell.
    fn command(&self) -> String {
        let word = |path: &Path| quoted(&path.to_string_lossy());
        let setup = self.setup.map(|setup| format!("{setup} && ")).unwrap_or_default();
        format!(
            "{setup}exec {} worker --course {} --isolation {} --run {} --round {}",
            word(self.program),
            word(self.course),
            self.isolation,
            word(self.run),
            self.round
        )
    }

    /// The whole line, as a person would type it.
    pub fn line(&self) -> String {
        let words = self.arguments();
        let words = words.iter().map(|word| quoted(&word.to_string_lossy()));
        format!("sbatch {}", words.collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn todo(plain: usize, suspects: usize) -> Todo {
        let keys = |count: usize, mark: &str| (0..count).map(|n| format!("{mark}{n}")).collect();
        Todo { plain: keys(plain, "p"), suspects: keys(suspects, "s") }
    }

    fn sizes(cut: Cut, plain: usize, suspects: usize) -> Vec<usize> {
        let tasks = cut.tasks(&todo(plain, suspects));
        let mut all: Vec<Key> = tasks.iter().flatten().cloned().collect();
        all.sort();
        let mut expected = todo(plain, suspects).all();
        expected.sort();
        assert_eq!(all, expected, "each unit once");
        tasks.iter().map(Vec::len).collect()
    }

    #[test]
    fn tasks_are_neither_long_nor_many_and_suspects_are_alone() {
        let cut = Cut { unit_s: 100.0, chunk: None, tasks_max: 100 };
        assert_eq!(sizes(cut, 7, 2), [3, 3, 1, 1, 1]);
        assert_eq!(sizes(cut, 0, 2), [1, 1]);
        assert_eq!(sizes(cut, 0, 0), [0; 0]);
        assert_eq!(sizes(Cut { tasks_max: 2, ..cut }, 0, 5), [4, 1]);
        let few = Cut { tasks_max: 4, ..cut };
        assert_eq!(sizes(few, 60, 0), [15; 4]);
        assert_eq!(sizes(few, 6, 2), [3, 3, 1, 1]);
        assert_eq!(sizes(few, 6, 9), [12, 1, 1, 1]);
        assert_eq!(sizes(Cut { tasks_max: 1, ..cut }, 6, 2), [8]);
        assert_eq!(sizes(Cut { chunk: Some(2), ..cut }, 5, 0), [2, 2, 1]);
        assert_eq!(sizes(Cut { unit_s: 1e6, ..cut }, 3, 0), [1; 3]);
    }

    #[test]
    fn the_limit_on_time_is_twice_what_is_expected() {
        let cut = Cut { unit_s: 30.0, chunk: None, tasks_max: 100 };
        assert_eq!(cut.minutes(&cut.tasks(&todo(8, 0))), 10);
        assert_eq!(cut.minutes(&[]), 2);
    }

    #[test]
    fn words_are_quoted_for_the_shell_that_reads_them() {
        let bad = BTreeSet::from(["n2".to_owned(), "n7".to_owned()]);
        let added = ["--partition=teach".to_owned(), "--comment=a b".to_owned()];
        let order = Order {
            program: Path::new("/opt/a b/grade"),
            course: Path::new("/home/o'dee/course"),
            run: Path::new("/runs/50% of it"),
            isolation: "require",
            setup: Some("module load rust"),
            arguments: &added,
            name: "grade-1",
            round: 3,
            tasks: 12,
            minutes: 20,
            bad: &bad,
        };
        let words: Vec<String> =
            order.arguments().iter().map(|word| word.to_string_lossy().into_owned()).collect();
        assert_eq!(
            words,
            [
                "--parsable",
                "--job-name=grade-1",
                "--array=1-12",
                "--exclusive",
                "--no-requeue",
                "--open-mode=append",
                "--mem=0",
                "--time=20",
                "--output=/runs/50%% of it/logs/%A_%a.out",
                "--exclude=n2,n7",
                "--partition=teach",
                "--comment=a b",
                "--wrap",
                "module load rust && exec '/opt/a b/grade' worker --course '/home/o'\\''dee/course' \
                 --isolation require --run '/runs/50% of it' --round 3",
            ]
        );
        assert!(order.line().starts_with("sbatch --parsable "));
    }
}
