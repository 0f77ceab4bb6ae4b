//! Each bundle is unpacked and run as its platform does it: in a root with the folders,
//! files and variables that the platform gives, as its user, and without a network. Each
//! leaves what the platform reads, or nothing; never an older result, and no number where
//! nothing was graded.

use crate::bundles::{grade, own_root, unpack};
use crate::container::{Inside, Root};
use crate::course::Ran;
use serde_json::Value;
use std::fs;
use std::path::Path;

const RIGHT: &str = include_str!("../../../solutions/01_my_map/solution.rs");
const WRONG: &str = "pub fn my_map<T, U>(values: &[T], f: impl Fn(&T) -> U) -> Vec<U> {\n    \
                     values.iter().skip(1).map(f).collect()\n}\n";
const NO_RUST: &str = "pub fn my_map(\n";
/// What lies in a result's place before.
const OLDER: &str = "{\"score\": 1, \"older\": true}";
/// Tests do not wait for a quiet machine.
const VARIABLES: [(&str, &str); 2] = [("GRADE_PAUSE_S", "0"), ("JUDGE_TRIES_S", "0")];

/// What is handed in.
#[derive(Clone, Copy, Debug)]
enum HandedIn {
    Right,
    Wrong,
    NoRust,
    Nothing,
    /// A right file, where the machine lacks its compiler.
    WithoutCompiler,
}

/// What a platform takes from a run.
#[derive(Debug, PartialEq)]
enum Taken {
    /// A number of points, of ten.
    Points(f64),
    /// The platform says that the run failed, or that nothing was graded.
    NoPoints,
}

/// Where the compiler lies in a platform's root.
const COMPILER: &str = "/usr/local/toolchain/bin/rustc";

/// A platform: from what is handed in to what it takes.
type Platform<'a> = &'a dyn Fn(&Root, HandedIn) -> (Taken, Ran);

fn check_all(root: &Root, name: &str, platform: Platform) {
    let check = |handed_in, expected: &[Taken]| {
        let lacks_compiler = matches!(handed_in, HandedIn::WithoutCompiler);
        root.link_compiler(if lacks_compiler { "/nowhere" } else { COMPILER });
        let (taken, ran) = platform(root, handed_in);
        root.link_compiler(COMPILER);
        let said = format!("{}\n{}", ran.stdout, ran.stderr);
        assert!(ran.code < 126, "{name}: {handed_in:?}: it was started\n{said}");
        assert!(expected.contains(&taken), "{name}: {handed_in:?}: {taken:?}\n{said}");
        println!("{name}: {handed_in:?}: {taken:?}");
    };
    // Beside other tests, a machine may not be able to tell whether a right file is fast.
    check(HandedIn::Right, &[Taken::Points(10.0), Taken::Points(6.0)]);
    check(HandedIn::Wrong, &[Taken::Points(0.0)]);
    check(HandedIn::NoRust, &[Taken::Points(0.0)]);
    check(HandedIn::Nothing, &[Taken::NoPoints]);
    check(HandedIn::WithoutCompiler, &[Taken::NoPoints]);
}

#[test]
#[ignore = "takes minutes beside other tests; the course's own CI runs it alone"]
fn every_bundle_grades_without_a_network_in_what_its_platform_gives() {
    if let Some(missing) = Root::missing() {
        println!("SKIPPED: bundles are not run in roots of their own: {missing}");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bundle = |platform: &str| {
        let to = folder.path().join(platform);
        let to_text = to.to_str().expect("plain");
        let flag = format!("--{platform}");
        let made = grade(&own_root(), &["export", &flag, to_text, "--exercise", "my_map"]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        to
    };
    let autolab_bundle = bundle("autolab");
    let root = Root::empty();
    root.build(&autolab_bundle.join("image"));
    check_all(&root, "Autolab", &|root, handed_in| autolab(root, &autolab_bundle, handed_in));

    let question = bundle("prairielearn");
    check_all(&root, "PrairieLearn", &|root, handed_in| prairielearn(root, &question, handed_in));
    end_in_the_middle(&root);

    let zip = bundle("gradescope");
    set_up_gradescope(&root, &zip);
    check_all(&root, "Gradescope", &gradescope);

    // Without the solution, as the image has it.
    let _ = fs::remove_dir_all(root.at("course/solutions"));
    let runner = bundle("classroom50");
    check_all(&root, "Classroom 50", &|root, handed_in| classroom50(root, &runner, handed_in));
}

fn json(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    assert!(!text.contains("older"), "{text}");
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// A folder of the root with nothing in it.
fn emptied(root: &Root, path: &str) {
    let _ = fs::remove_dir_all(root.at(path));
    fs::create_dir_all(root.at(path)).expect("ours");
}

fn hand_in(root: &Root, place: &str, handed_in: HandedIn) {
    match handed_in {
        HandedIn::Right | HandedIn::WithoutCompiler => root.write(place, RIGHT),
        HandedIn::Wrong => root.write(place, WRONG),
        HandedIn::NoRust => root.write(place, NO_RUST),
        HandedIn::Nothing => {}
    }
}

/// Tango copies the two files and what was handed in, and runs `make` as an unprivileged
/// user, with few processes and no large file. The scores are in the last line.
fn autolab(root: &Root, bundle: &Path, handed_in: HandedIn) -> (Taken, Ran) {
    let job = "/home/autograde/autolab";
    emptied(root, job);
    let lab = fs::File::open(bundle.join("mymap.tar")).expect("it was written");
    for entry in tar::Archive::new(lab).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a plain name").into_owned();
        let name = match name.file_name().and_then(|name| name.to_str()).expect("a name") {
            "autograde-Makefile" => "Makefile",
            "autograde.tar" => "autograde.tar",
            _ => continue,
        };
        entry.unpack(root.at(job).join(name)).expect("ours");
    }
    hand_in(root, &format!("{job}/student.rs"), handed_in);
    let owner = "chown -R autograde:autograde /home/autograde; id -u autograde";
    let nobody = Inside { folder: "/", user: None, variables: &[] };
    let user = root.run(&nobody, &["sh", "-ec", owner]);
    let user = user.stdout.trim().parse().expect("a number");
    let inside = Inside { folder: job, user: Some(user), variables: &VARIABLES };
    let ran = root.run(&inside, &["bash", "-c", "ulimit -u 100; ulimit -f 102400; exec make"]);
    let last = ran.stdout.lines().last().unwrap_or_default();
    let scores = serde_json::from_str::<Value>(last).ok();
    let scores = scores.as_ref().and_then(|value| value["scores"].as_object());
    let taken = match scores {
        Some(scores) if !scores.is_empty() => {
            Taken::Points(scores.values().map(|score| score.as_f64().expect("a number")).sum())
        }
        _ => Taken::NoPoints,
    };
    (taken, ran)
}

/// The folders of a job below `/grade`, as root. The entry point is made executable first.
fn prairielearn(root: &Root, bundle: &Path, handed_in: HandedIn) -> (Taken, Ran) {
    emptied(root, "/grade");
    let question = bundle.join("questions/my_map");
    for place in ["tests/run.sh", "tests/solution.rs"] {
        let text = fs::read_to_string(question.join(place)).expect("it was written");
        root.write(&format!("/grade/{place}"), &text);
    }
    root.write("/grade/data/data.json", "{}");
    fs::create_dir_all(root.at("/grade/student")).expect("ours");
    hand_in(root, "/grade/student/student.rs", handed_in);
    let result = "/grade/results/results.json";
    root.write(result, OLDER);
    let info = json(&question.join("info.json")).expect("it was written");
    let options = &info["externalGradingOptions"];
    assert!(options["timeout"].as_u64().expect("seconds") <= 600);
    assert_eq!(options["enableNetworking"], false);
    let entry = options["entrypoint"].as_str().expect("a path");
    let started = format!("chmod +x {entry} && {entry}");
    let inside = Inside { folder: "/", user: None, variables: &VARIABLES };
    let ran = root.run(&inside, &["sh", "-c", &started]);
    let value = json(&root.at(result)).expect("there is always one");
    let taken = if value["gradable"] == false {
        assert_eq!(value["score"], Value::Null);
        Taken::NoPoints
    } else {
        Taken::Points(value["score"].as_f64().expect("a share") * 10.0)
    };
    (taken, ran)
}

/// A platform ends what takes too long, without a word: no older result is left.
fn end_in_the_middle(root: &Root) {
    let result = "/grade/results/results.json";
    root.write(result, OLDER);
    root.write("/grade/student/student.rs", RIGHT);
    let inside = Inside { folder: "/", user: None, variables: &VARIABLES };
    let ran = root.run(&inside, &["timeout", "-s", "KILL", "0.3", "/grade/tests/run.sh"]);
    let left = json(&root.at(result));
    // A quick machine may be done by then.
    let older: Value = serde_json::from_str(OLDER).expect("it is JSON");
    assert_ne!(left.as_ref(), Some(&older), "{left:?}\n{}{}", ran.stdout, ran.stderr);
}

/// Everything lies in `source`; the image is made by `setup.sh`, of which the last step can
/// be tried here.
fn set_up_gradescope(root: &Root, zip: &Path) {
    unpack(zip, &root.at("/autograder/source"));
    let target = root.at("/autograder/source/course/target");
    fs::create_dir_all(target.join("release")).expect("ours");
    fs::copy(crate::course::GRADE, target.join("release/grade")).expect("ours");
    std::os::unix::fs::symlink("/course/target/grade", target.join("grade")).expect("ours");
    let script = root.at("/autograder/source/setup.sh");
    let script = fs::read_to_string(script).expect("it was written");
    let last = script.lines().last().expect("a step");
    let folder = "/autograder/source/course";
    let ran = root.run(&Inside { folder, user: None, variables: &[] }, &["bash", "-c", last]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

fn gradescope(root: &Root, handed_in: HandedIn) -> (Taken, Ran) {
    emptied(root, "/autograder/submission");
    hand_in(root, "/autograder/submission/student.rs", handed_in);
    root.write("/autograder/submission_metadata.json", "{}");
    let result = "/autograder/results/results.json";
    root.write(result, OLDER);
    let inside = Inside { folder: "/autograder", user: None, variables: &VARIABLES };
    let ran = root.run(&inside, &["/autograder/source/run_autograder"]);
    let value = json(&root.at(result)).unwrap_or_default();
    let taken = value["score"].as_f64().map_or(Taken::NoPoints, Taken::Points);
    let tests = value["tests"].as_array().into_iter().flatten();
    let summed: f64 = tests.filter_map(|test| test["score"].as_f64()).sum();
    assert!(taken == Taken::NoPoints || taken == Taken::Points(summed), "{value}");
    (taken, ran)
}

/// In the student's repository, which may hold anything, as root in the image's container.
fn classroom50(root: &Root, bundle: &Path, handed_in: HandedIn) -> (Taken, Ran) {
    let repository = "/__w/course/course";
    emptied(root, repository);
    let script = fs::read_to_string(bundle.join("autograder.py")).expect("it was written");
    root.write("/__w/_temp/bundle/autograder.py", &script);
    hand_in(root, &format!("{repository}/exercises/01_my_map/student.rs"), handed_in);
    let result = format!("{repository}/result.json");
    root.write(&result, OLDER);
    // Nothing that lies there is obeyed.
    root.write(&format!("{repository}/rust-toolchain.toml"), "[toolchain]\npath = \"/nowhere\"\n");
    root.write(&format!("{repository}/.cargo/config.toml"), "[build]\nrustc = \"/nowhere\"\n");
    let about = [
        ("CLASSROOM", "parallel"),
        ("ASSIGNMENT", "my_map"),
        ("USERNAME", "ada"),
        ("SUBMISSION_TAG", "submit/2027-01-31T12-00-00Z-a1b2c3d"),
        ("COMMIT_URL", "https://example.org/commit"),
    ];
    let variables = [&VARIABLES[..], &about].concat();
    let inside = Inside { folder: repository, user: None, variables: &variables };
    let ran = root.run(&inside, &["python3", "/__w/_temp/bundle/autograder.py"]);
    let Some(value) = json(&root.at(&result)) else {
        assert_ne!(ran.code, 0, "no result is an error of the runner");
        return (Taken::NoPoints, ran);
    };
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(value["schema"], "classroom50/result/v1");
    assert_eq!((&value["classroom"], &value["owner"]), (&"parallel".into(), &"ada".into()));
    assert_eq!(value["max-score"], 10);
    let tests = value["tests"].as_array().expect("tests");
    let summed: u64 = tests.iter().map(|test| test["score"].as_u64().expect("whole")).sum();
    assert_eq!(value["score"].as_u64(), Some(summed));
    (Taken::Points(summed as f64), ran)
}
