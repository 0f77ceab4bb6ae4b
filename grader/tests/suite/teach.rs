//! What instructors type: a new exercise is sound, and a failed one was never
//! there.

use crate::course::Course;
use crate::terminal::Terminal;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file of a course, what is built left out.
fn files(course: &Course) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![course.root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("a folder of ours").path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.is_file() {
                let bytes = fs::read(&path).expect("a file of ours");
                files.insert(path, bytes);
            }
        }
    }
    files
}

/// Whether cargo is content with the lock file as it is.
fn is_locked(root: &Path) -> bool {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["update", "--workspace", "--offline", "--locked"]).current_dir(root);
    cargo.output().expect("cargo starts").status.success()
}

#[test]
fn a_new_exercise_is_sound_at_once() {
    let (course, _folder) = Course::copy();
    let slug = &format!("{:a<40}", "a_name_as_long_as_it_may_be_");
    let made = course.grade(&["new", slug, "--number", "7", "--title", "The largest gap"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.contains(&format!("exercises/07_{slug}/")), "{}", made.stdout);
    assert!(is_locked(&course.root));
    let summary = course.read("lessons/src/SUMMARY.md");
    let line = format!("- [Total](02_total.md)\n- [07 The largest gap](07_{slug}.md)\n");
    assert!(summary.ends_with(&line), "{summary}");
    let ran = course.grade(&["verify", "--correctness", slug]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("\n12 sound, 0 broken, 0 unclear, 9 skipped\n"), "{}", ran.stdout);
    // The next one comes after it.
    let made = course.grade(&["new", "largest_gap"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    insta::assert_snapshot!("new_exercise", made.stdout);
    let spec = course.read("exercises/08_largest_gap/spec.rs");
    assert!(spec.contains("impl Exercise for LargestGap"), "{spec}");
    let left = fs::read_dir(&course.root).expect("ours").flatten().map(|entry| entry.file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".new")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// An exercise of each kind: what it asks for, and that its laws hold.
#[test]
fn each_kind_of_exercise_is_sound_at_once() {
    let (course, _folder) = Course::copy();
    let mut manifests = String::new();
    for (slug, flags) in [
        ("scaled", &["--goal", "scaling"][..]),
        ("closest", &["--goal", "growth"]),
        ("parts", &["--goal", "sweep"]),
        ("lean", &["--counted", "memory"]),
        ("folders", &["--files"]),
    ] {
        let made = course.grade(&[&["new", slug], flags].concat());
        assert_eq!(made.code, 0, "{slug}: {}", made.stderr);
        let ran = course.grade(&["verify", "--correctness", slug]);
        assert_eq!(ran.code, 0, "{slug}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains(" 0 broken, 0 unclear"), "{}", ran.stdout);
        let folder = made.stdout.split("exercises/").nth(1).expect("its folder");
        let folder = folder.split('/').next().expect("its folder");
        let manifest = course.read(&format!("exercises/{folder}/exercise.toml"));
        let asked = manifest.split("repeats = 3\n").nth(1).expect("goals");
        manifests += &[&flags.join(" "), asked].join("\n");
    }
    insta::assert_snapshot!("new_exercises_of_each_kind", manifests);
    // Where nobody can answer, nothing is asked; what no template has is told.
    check_refused(&course, &[], "a new exercise needs a name\nhint: name it: `grade new my_topic`");
    check_refused(&course, &["odd", "--goal", "speed", "--files"], "no template has files with");
}

#[test]
fn an_exercise_can_begin_as_another_one() {
    let (course, _folder) = Course::copy();
    let made = course.grade(&["new", "twirl", "--like", "spin", "--title", "A twirl"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.contains("Its problem is that of\n`spin`. Put yours"), "{}", made.stdout);
    let spec = course.read("exercises/03_twirl/spec.rs");
    assert!(spec.contains("twirl::spin(") && !spec.contains(" spin::"), "{spec}");
    let manifest = course.read("exercises/03_twirl/exercise.toml");
    assert!(manifest.contains("title = \"A twirl\""), "{manifest}");
    let ran = course.grade(&["verify", "--correctness", "twirl"]);
    // Sound as the other is: the fixture's own pages have no pitfalls.
    let other = course.grade(&["verify", "--correctness", "spin"]);
    assert_eq!(ran.code, other.code, "{}{}", ran.stdout, ran.stderr);
    let subjects = |text: &str, slug: &str| text.replace(slug, "_").matches("ok      _").count();
    assert_eq!(subjects(&ran.stdout, "twirl"), subjects(&other.stdout, "spin"), "{}", ran.stdout);
}

#[test]
fn a_new_exercise_is_asked_for_in_a_terminal() {
    let (course, _folder) = Course::copy();
    let mut terminal = Terminal::start(&course, &["new"], (100, 40));
    terminal.see("Its name, such as");
    terminal.press("loop\r");
    terminal.see("`loop` is a keyword of Rust");
    terminal.press("wide_gap\r");
    terminal.see("The title that people read");
    terminal.press("A wide gap\r");
    terminal.see_all(&["sweep", "(Enter: cores)"]);
    terminal.press("scaling\r");
    terminal.see("folders of files? [y/N]");
    terminal.press("\r");
    terminal.see("memory have a limit? [y/N]");
    terminal.press("y\r");
    terminal.see("grade calibrate wide_gap");
    assert!(terminal.end().status.success());
    let manifest = course.read("exercises/03_wide_gap/exercise.toml");
    for asked in ["title = \"A wide gap\"", "against = \"one_thread\"", "MiB of memory"] {
        assert!(manifest.contains(asked), "{asked} in {manifest}");
    }
}

#[test]
fn a_prediction_is_asked_for_and_stands_beside_what_was_found() {
    let (course, folder) = Course::copy();
    let arguments = ["spin", "--mutant", "serial", "--predict"];
    let mut terminal = Terminal::start(&course, &arguments, (100, 60));
    terminal.see("What speedup do you expect?");
    terminal.press("much\r");
    terminal.see("`much` is no speedup");
    terminal.press("1.0x\r");
    terminal.see("what is it that keeps it from more");
    terminal.press("serial\r");
    terminal.see_all(&["predicted", "1.00x, serial; ", "Next:"]);
    terminal.end();
    let page = folder.path().join("page.html");
    let out = page.to_str().expect("a plain path");
    let ran = course.grade(&["spin", "--solution", "--predict", "1.9,none", "--out", out]);
    assert!(ran.stdout.contains("  predicted   1.90x, fast enough; "), "{}", ran.stdout);
    let page = fs::read_to_string(page).expect("the page");
    assert!(page.contains("<strong>Predicted: </strong>1.90x, fast enough; "), "{page}");
}

/// Asks for an exercise that cannot be; the course must stay as it is.
fn check_refused(course: &Course, arguments: &[&str], says: &str) {
    let before = files(course);
    let ran = course.grade(&[&["new"], arguments].concat());
    assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
    assert!(ran.stderr.contains(says), "{arguments:?}: {}", ran.stderr);
    assert!(files(course) == before, "{arguments:?} changed something");
}

#[test]
fn what_cannot_be_made_leaves_no_trace() {
    let (course, _folder) = Course::copy();
    course.write("lessons/src/03_left.md", "");
    let long = "a".repeat(61);
    for (arguments, says) in [
        (&["Largest-Gap"][..], "`Largest-Gap` is not the name of a crate\nhint: "),
        (&["../spin"], "`../spin` is not the name of a crate"),
        (&["loop"], "`loop` is a keyword of Rust\nhint: choose another name, such as `my_loop`"),
        (&["vec"], "Rust, cargo or the spec needs the name `vec`"),
        (&["sweep"], "`sweep` is a command of this program"),
        (&["help"], "`help` is a command of this program"),
        (&["rayon"], "`rayon` is the name of another package"),
        (&["proc_macro2"], "`proc_macro2` is the name of another package"),
        (&["spin"], "`spin` is taken by exercises/01_spin"),
        (&["gap", "--number", "1"], "the number 1 is taken by exercises/01_spin\nhint: leave"),
        (&["gap", "--like", "nothing"], "there is no exercise `nothing`"),
        (&["left"], "lessons/src/03_left.md is already there"),
        (&["gap", "--title", "[Gap](x)"], "`[Gap](x)` cannot be a title"),
        (&["gap", "--title", &long], "a title is plain text of up to 60 letters"),
        (&["gap", "--number", "100"], "100 is not in 1..=99"),
        (&["gap", "--like", "spin", "--files"], "cannot be used with '--files'"),
    ] {
        check_refused(&course, arguments, says);
    }
}

#[test]
fn a_change_that_fails_half_way_is_taken_back() {
    let (course, _folder) = Course::copy();
    course.change("Cargo.toml", "criterion", "another_one");
    check_refused(&course, &["gap"], "cargo cannot update Cargo.lock:\n");
    course.change("Cargo.toml", "another_one", "criterion");
    // For root nothing is read-only; but a file is no folder.
    let (solutions, moved) = (course.root.join("solutions"), course.root.join("moved"));
    fs::rename(&solutions, moved).expect("a folder of ours");
    fs::write(solutions, "in the way").expect("a file of ours");
    check_refused(&course, &["gap"], "cannot write ");
    fs::remove_file(course.root.join("lessons/src/SUMMARY.md")).expect("a file of ours");
    check_refused(&course, &["gap"], "SUMMARY.md: No such file");
}

/// On whatever machine this is: the figures are there, and belong together.
#[test]
fn goals_are_calibrated() {
    let (course, folder) = Course::copy();
    for mutant in ["one_lock", "sixteen_threads_a_core", "spins_earlier_ones_too", "serial"] {
        let path = format!("solutions/01_spin/mutants/{mutant}.rs");
        fs::remove_file(course.root.join(path)).expect("a file of ours");
    }
    let path = folder.path().join("placings.json");
    let json = path.to_str().expect("a plain path");
    let ran = course.grade(&["calibrate", "--rounds", "1", "--json", json]);
    let text = fs::read_to_string(&path).expect("the figures were written");
    let placings: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let placings = placings.as_array().expect("one for each timed case");
    assert_eq!(placings.len(), 1, "{text}");
    assert_eq!(placings[0]["lineup"]["case"], "large");
    let members = placings[0]["lineup"]["members"].as_array().expect("an array");
    let names: Vec<&str> = members.iter().filter_map(|member| member["name"].as_str()).collect();
    let alternatives = ["fills_in_place", "halves_by_join", "own_threads"];
    assert_eq!(names, [&["solution"], &alternatives[..], &["twice_the_work"]].concat());
    let (well, bad) = match (placings[0]["standing"].as_str(), &placings[0]["sizes"]) {
        (_, sizes) if sizes != &serde_json::json!([]) => (0, 1),
        (Some("well"), _) => (1, 0),
        (Some("thin"), _) => (0, 1),
        _ => (0, 0),
    };
    assert_eq!(ran.code, if bad > 0 { 1 } else { 3 * (1 - well) }, "{}", ran.stdout);
    let summary =
        format!("\nGoals: {well} well placed, {bad} to change, {} unclear\n", 1 - well - bad);
    assert!(ran.stdout.ends_with(&summary), "{}", ran.stdout);
    for words in ["Spin  case `large`", "  twice_the_work  ", "  the baseline  ", "  goal  "] {
        assert!(ran.stdout.contains(words), "{words} in {}", ran.stdout);
    }
}

/// A baseline that spins every second start twice, and a serial alternative that is none.
/// This machine sees it, or says that it cannot tell.
#[test]
fn a_baseline_that_is_not_the_best_is_never_sound() {
    let (course, _folder) = Course::copy();
    for folder in ["mutants", "accepted"] {
        let folder = course.root.join("solutions/01_spin").join(folder);
        fs::remove_dir_all(&folder).expect("a folder of ours");
        fs::create_dir(&folder).expect("a folder of ours");
    }
    let solution = course.read("solutions/01_spin/solution.rs");
    let parallel = solution.replace("//! One task", "//! Because: of nothing.\n//! One task");
    course.write("solutions/01_spin/serial/pushes_each.rs", &parallel);
    course.change(
        "exercises/01_spin/spec.rs",
        "starts.iter().map(|&start| spin(start)).collect()",
        "let twice = |start| (spin(start), std::hint::black_box(spin(start))).0;
        let one = |&start: &u64| if (start >> 20) % 2 == 0 { twice(start) } else { spin(start) };
        starts.iter().map(one).collect()",
    );
    let ran = course.grade(&["verify", "spin"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    // What is wrong may stand on the lines below.
    let place = |subject: &str| {
        let at = ran.stdout.lines().position(|line| line.contains(subject))?;
        let mut lines = ran.stdout.lines().skip(at);
        let first = lines.next()?.to_owned();
        let below: Vec<&str> =
            lines.take_while(|line| line.starts_with(' ')).map(str::trim).collect();
        Some(format!("{first} {}", below.join(" ")))
    };
    for (subject, says) in [
        ("serial/pushes_each", "cores: this is no serial program"),
        ("serial/steps_in_a_loop", "more than 10 % faster than the baseline"),
    ] {
        let line = place(subject).unwrap_or_else(|| panic!("{subject} in {}", ran.stdout));
        let is_found = line.starts_with("BROKEN") && line.contains(says);
        assert!(is_found || line.starts_with("unclear"), "{line}");
    }
}

#[test]
fn what_cannot_be_calibrated_is_a_fault() {
    let (course, _folder) = Course::copy();
    let check = |arguments: &[&str], says: &str| {
        let ran = course.grade(&[&["calibrate"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains(says), "{arguments:?}: {}", ran.stderr);
    };
    check(&["nothing"], "there is no exercise `nothing`");
    check(&["spin", "--rounds", "0"], "0 is not in 1..=99");
    let mutant = "solutions/01_spin/mutants/one_lock.rs";
    let text = course.read(mutant);
    course.write(mutant, &format!("{text}\nfn odd() -> u8 {{ \"\" }}\n"));
    check(&["spin"], "one_lock.rs does not compile");
    course.change(mutant, "spun.into_inner().expect(\"nobody panics\")\n", "Vec::new()\n");
    course.change(mutant, "\nfn odd() -> u8 { \"\" }\n", "");
    check(&["spin", "--rounds", "1"], "`one_lock` of `spin` failed while it was timed: ");
}

/// What is broken is told with its place and its mend, in each form.
#[test]
fn a_broken_law_names_its_place_in_every_form() {
    let (course, _folder) = Course::copy();
    let mutant = "solutions/01_spin/mutants/one_lock.rs";
    course.change(mutant, "//! Expect: low_speedup", "//! Expect: wrong_answer");
    course.change(mutant, "//! Cause: contention\n", "");
    let ran = course.grade(&["verify", "--correctness", "spin", "--format", "junit"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("<?xml "), "{}", ran.stdout);
    let case =
        format!("<testcase name=\"one_lock\" classname=\"spin\" time=\"0\" file=\"{mutant}\"");
    assert!(ran.stdout.contains(&case), "{}", ran.stdout);
    assert!(ran.stderr.contains(&format!("at: {mutant}:1")), "{}", ran.stderr);
    assert!(ran.stderr.contains("to mend it: let cases, `check` or the goal catch it"));
    let ran = course.grade(&["verify", "--correctness", "spin", "--format", "github"]);
    let command = format!("::error file={mutant},line=1,title=spin one_lock::");
    assert!(ran.stdout.contains(&command), "{}", ran.stdout);
    let refused = course.grade(&["verify", "--correctness", "--repeat", "3"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    let fault = course.grade(&["verify", "nothing", "--format", "junit"]);
    assert!(fault.code == 2 && fault.stdout.contains("there is no exercise `nothing`"));
}

/// Whatever this machine says, each timed candidate is counted so often.
#[test]
fn timed_candidates_are_repeated_and_counted() {
    let (course, _folder) = Course::copy();
    for folder in ["mutants", "accepted", "serial"] {
        let folder = course.root.join("solutions/01_spin").join(folder);
        fs::remove_dir_all(&folder).expect("a folder of ours");
        fs::create_dir(&folder).expect("a folder of ours");
    }
    let ran = course.grade(&["verify", "spin", "--repeat", "2"]);
    let table = ran.stdout.split("Verdicts on each timed candidate").nth(1);
    let table = table.unwrap_or_else(|| panic!("{}{}", ran.stdout, ran.stderr));
    let all = table.lines().find(|line| line.starts_with("  all ")).expect("a sum");
    let sum: u32 = all.split_whitespace().filter_map(|word| word.parse::<u32>().ok()).sum();
    assert_eq!(sum, 4, "solution and baseline, twice each: {table}");
}

/// A goal that no machine can reach is moved, or left alone with the reason.
#[test]
fn goals_are_written_or_not_at_all() {
    let (course, _folder) = Course::copy();
    for mutant in ["one_lock", "sixteen_threads_a_core", "spins_earlier_ones_too", "serial"] {
        let path = format!("solutions/01_spin/mutants/{mutant}.rs");
        fs::remove_file(course.root.join(path)).expect("a file of ours");
    }
    let manifest = "exercises/01_spin/exercise.toml";
    let text = course.read(manifest);
    let at = text.find("goal = {").expect("a goal");
    let end = at + text[at..].find('\n').expect("a line");
    let odd = format!("{}goal = {{  efficiency = 1.0 }} # mine{}", &text[..at], &text[end..]);
    course.write(manifest, &odd);
    let ran = course.grade(&["calibrate", "spin", "--rounds", "1", "--write"]);
    assert!([0, 1, 3].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
    let written = course.read(manifest);
    let shown = ran.stdout.split(manifest).nth(1).expect("what became of it");
    if shown.contains(" becomes ") {
        let number = written[at..].split("efficiency = ").nth(1).and_then(|t| t.split(' ').next());
        assert_ne!(number, Some("1.0"), "{written}");
        let same = written.replace(number.expect("a number"), "1.0");
        assert_eq!(same, odd.replace(number.expect("a number"), "1.0"), "nothing else changed");
    } else {
        assert!(shown.contains(" stays"), "{shown}");
        assert_eq!(written, odd);
    }
}
