//! Bundles for platforms: they hold what the platform needs, and their scripts do what it
//! expects, from its folders and files alone.

use crate::course::{GRADE, Ran, ran};
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn own_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("it is there")
}

pub fn grade(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(GRADE);
    command.args(arguments).current_dir(folder).env_remove("CARGO").env("NO_COLOR", "1");
    ran(&command.env("LC_ALL", "C.UTF-8").output().expect("the program starts"))
}

/// Unpacks an archive as its platform does, with the modes that it says.
pub fn unpack(zip: &Path, to: &Path) {
    let file = fs::File::open(zip).expect("it was written");
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let path = to.join(entry.enclosed_name().expect("a plain name"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder of ours");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("it is whole");
        fs::write(&path, bytes).expect("a file of ours");
        let mode = entry.unix_mode().expect("it says its mode");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a file of ours");
    }
}

/// A program in the grader's place, which tells each time one more of these codes and writes
/// what it was asked to write.
fn scripted(course: &Path, codes: &str) {
    let program = course.join("target/release/grade");
    fs::create_dir_all(program.parent().expect("a folder")).expect("a folder of ours");
    let script = format!(
        "#!/bin/bash\necho \"$*\" >> calls\nset -- {codes} \"$@\"\nshift $(($(wc -l < calls) - 1))\n\
         code=$1\nfor word; do case $word in gradescope=*) echo '{{}}' > \"${{word#*=}}\";; esac; done\n\
         exit \"$code\"\n"
    );
    fs::write(&program, script).expect("a file of ours");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a file of ours");
}

#[test]
fn gradescope_gets_an_autograder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let zip = folder.path().join("autograder.zip");
    let arguments = ["export", "--gradescope", zip.to_str().expect("plain"), "--exercise", "1"];
    let made = grade(&own_root(), &arguments);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let again = grade(&own_root(), &arguments);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    let home = folder.path().join("autograder");
    let source = home.join("source");
    unpack(&zip, &source);
    fs::create_dir_all(home.join("submission")).expect("a folder of ours");
    let course = source.join("course");
    let run = || {
        let mut command = Command::new("bash");
        command.arg(source.join("run_autograder")).env("AUTOGRADER", &home);
        ran(&command.env("GRADE_PAUSE_S", "0").output().expect("bash starts"))
    };
    let result = home.join("results/results.json");
    // Two runs that could not tell, and one that could.
    scripted(&course, "3 3 1");
    let ran = run();
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(result.is_file());
    let calls = fs::read_to_string(course.join("calls")).expect("it was called");
    assert_eq!(calls.lines().count(), 3, "{calls}");
    let asked = format!(
        "my_map --file {0}/submission --isolation require --write gradescope={0}/results/results.json",
        home.display()
    );
    assert!(calls.lines().all(|line| line == asked), "{calls}");
    // A grader that is not there leaves no older result.
    fs::remove_file(course.join("target/release/grade")).expect("a file of ours");
    assert_eq!(run().code, 1);
    assert!(!result.exists());
    for script in ["setup.sh", "run_autograder"] {
        let mut bash = Command::new("bash");
        assert!(bash.arg("-n").arg(source.join(script)).status().expect("bash starts").success());
    }

    // The course in it grades, with the solution as the control.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exported_target");
    fs::create_dir_all(&target).expect("a folder of ours");
    fs::remove_dir_all(course.join("target")).expect("a folder of ours");
    std::os::unix::fs::symlink(target, course.join("target")).expect("a folder of ours");
    let graded = grade(&course, &["my_map", "--solution", "--quick"]);
    assert_eq!(graded.code, 0, "{}", graded.stderr);
    for absent in ["solutions/01_my_map/mutants", "exercises/01_my_map/stub.rs", "README.md"] {
        assert!(!course.join(absent).exists(), "{absent}");
    }
    assert_eq!(fs::read_dir(course.join("exercises")).expect("ours").count(), 1);
}

#[test]
fn github_gets_two_repositories_with_sound_workflows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = folder.path().join("both");
    let made = grade(&own_root(), &["export", "--github", to.to_str().expect("plain")]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(!to.join("student/solutions").exists());
    assert!(to.join("grading/solutions/01_my_map/solution.rs").is_file());
    assert!(!to.join("grading/solutions/01_my_map/mutants").exists());
    let mut bash = Command::new("bash");
    bash.arg("-n").arg(to.join("student/.github/grade_what_changed"));
    assert!(bash.status().expect("bash starts").success());
    let workflows = [
        "student/.github/workflows/practice.yml",
        "grading/.github/workflows/grade.yml",
        "grading/.github/workflows/class.yml",
    ];
    for workflow in workflows {
        check_workflow(&to.join(workflow));
    }
    // What is said of an action is not linted, but its steps are.
    let action = to.join("grading/.github/actions/grade/action.yml");
    let action = fs::read_to_string(action).expect("it was written");
    let as_workflow = folder.path().join("action.yml");
    fs::write(&as_workflow, workflow_of(&action)).expect("ours");
    check_workflow(&as_workflow);
}

/// A job with the steps of a composite action, and with its inputs.
fn workflow_of(action: &str) -> String {
    let (about, steps) = action.split_once("  steps:\n").expect("a composite action");
    let inputs = about.split_once("inputs:\n").and_then(|(_, rest)| rest.split_once("outputs:\n"));
    let inputs = inputs.expect("inputs and outputs").0;
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let named = inputs.lines().filter(is_name);
    let input = |line: &str| format!("    {line}\n        type: string\n");
    let inputs: String = named.map(input).collect();
    let steps = format!("  {}\n", steps.trim_end().replace('\n', "\n  "));
    format!(
        "on:\n  workflow_call:\n    inputs:\n{inputs}jobs:\n  a:\n    runs-on: ubuntu-24.04\n    \
         steps:\n{steps}"
    )
}

/// actionlint finds nothing, and every step of bash is one.
fn check_workflow(file: &Path) {
    let Some(actionlint) = crate::pages::found(&["actionlint"], "actionlint") else { return };
    let said = Command::new(actionlint).arg(file).output().expect("it starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}

/// A script of a workflow that is not bash is found only where it runs.
#[test]
fn every_script_of_a_workflow_is_bash() {
    let copies = Path::new(env!("CARGO_MANIFEST_DIR")).join("copies");
    let files = [
        "export/practice.yml",
        "bundle/github/grade.yml",
        "bundle/github/class.yml",
        "bundle/github/action.yml",
        "../../.github/workflows/release.yml",
    ];
    for file in files {
        let text = fs::read_to_string(copies.join(file)).expect("ours");
        let scripts = scripts_of(&text);
        assert!(!scripts.is_empty(), "{file}");
        for script in scripts {
            let mut bash = Command::new("bash");
            bash.args(["-n", "-c", &script]);
            assert!(bash.status().expect("bash starts").success(), "{file}:\n{script}");
        }
    }
}

/// The scripts of steps: after `run: |` all lines that are further in.
fn scripts_of(workflow: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = workflow.lines().collect();
    let script = |(at, line): (usize, &&str)| {
        let rest = line.trim_start().trim_start_matches("- ").strip_prefix("run: ")?;
        if rest != "|" {
            return Some(rest.to_owned());
        }
        let is_inside = |next: &&&str| next.trim().is_empty() || indent(next) > indent(line);
        let inside = lines[at + 1..].iter().take_while(is_inside);
        Some(inside.copied().collect::<Vec<_>>().join("\n"))
    };
    lines.iter().enumerate().filter_map(script).collect()
}

#[test]
fn an_export_without_a_place_or_an_exercise_is_typed_wrongly() {
    let check = |arguments: &[&str], says: &str| {
        let ran = grade(&own_root(), &[&["export"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains(says), "{arguments:?}: {}", ran.stderr);
    };
    check(&[], "where to?\nhint: ");
    check(&["--gradescope", "a.zip"], "--exercise");
    check(&["--gradescope", "a.zip", "--exercise", "nothing"], "there is no exercise `nothing`");
    check(&["one", "--github", "two"], "cannot be used with");
    check(&["--autolab", "a"], "--exercise");
    check(&["--autolab", "a", "--prairielearn", "b", "--exercise", "1"], "cannot be used with");
    check(&["--classroom50", "a", "--exercise", "1", "--image", "a b"], "docker pull");
    check(&["a", "--exercise", "1"], "");
}
