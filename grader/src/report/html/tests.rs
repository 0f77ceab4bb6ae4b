//! Pages of recorded gradings, and of a hostile one.

use super::*;
use crate::grade::Figures;
use crate::measure::{scaling, sweep};
use crate::report::Paint;
use crate::verdict::Cause;
use grader_spec::{Graph, Mismatch, Role};
use speedup::cores::{Because, LeftOut};
use std::path::Path;

fn recorded(name: &str) -> Graded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence");
    let text = std::fs::read_to_string(folder.join(name)).expect("it was recorded");
    serde_json::from_str(&text).expect("it is a result")
}

fn recordings() -> Vec<Graded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence");
    let files = std::fs::read_dir(folder).expect("our folder").flatten();
    files.map(|file| recorded(&file.file_name().to_string_lossy())).collect()
}

fn context(title: &str) -> Context {
    Context {
        title: title.to_owned(),
        command: "cargo grade".to_owned(),
        lesson: "lessons/src/07_my_topic.md".to_owned(),
        next: Some("next_topic".to_owned()),
        asks_for_speed: true,
        before: None,
        predicted: None,
        paint: Paint { color: false },
    }
}

fn rendered(graded: &Graded, looks: &[StudyRecord], progress: &Progress) -> String {
    let context = context("My topic");
    let date = Some(jiff::civil::date(2026, 11, 25));
    let around = Surroundings { context: &context, date, note: None, progress, looks };
    page(graded, &around).expect("it can be drawn")
}

/// One wrong answer, of the student's own file.
fn wrong(input: &str, got: &str) -> Graded {
    let mut graded = recorded("quiet_solution.json");
    graded.exercise = "my_topic".to_owned();
    graded.candidate.origin = Origin::Student;
    graded.candidate.path = "exercises/07_my_topic/student.rs".into();
    graded.candidate.tests_planned = 3;
    graded.timed.clear();
    let passed = |name: &str, role, threads| Test {
        name: name.to_owned(),
        role,
        threads,
        seed: threads.map(|_| 7),
        outcome: Outcome::Passed,
    };
    graded.tests = vec![
        passed("compiles", None, None),
        passed("few", Some(Role::Hidden), Some(1)),
        passed("few", Some(Role::Hidden), Some(2)),
    ];
    graded.tests[2].outcome = Outcome::Wrong {
        input: input.to_owned(),
        mismatch: Mismatch {
            expected: "[1, 2]".to_owned(),
            got: got.to_owned(),
            difference: "item 1 differs".to_owned(),
        },
        printed: "a line\n".to_owned(),
        right_runs: None,
    };
    (graded.verdict, graded.reason) = graded.judged_again();
    graded
}

fn looks(unit: Option<&String>) -> Vec<StudyRecord> {
    let point = |threads, seconds| scaling::Point { threads, seconds, clean: 9 };
    let points = vec![point(1, 8e-3), point(2, 4.4e-3), point(4, 4.6e-3)];
    let scaling = scaling::Scaling { points, baseline_s: 7.5e-3, cores: 2 };
    let point = |choice, seconds| sweep::Point { choice, seconds, clean: 9 };
    let points = vec![point(64, 20e-3), point(4_096, 2.2e-3), point(65_536, 2e-3)];
    let sweep = sweep::Sweep { points, own: 4_096 };
    let profile = recorded("quiet_imbalance.json").timed.remove(0).profile;
    let mut graph = Graph::default();
    let load = graph.task("load <b>", &[]);
    graph.task("sum", &[load]);
    let look = |figures| StudyRecord::new(unit.cloned(), "large", figures);
    vec![
        look(Figures::Scale(scaling)),
        look(Figures::Trace(profile.expect("it is slow"))),
        look(Figures::Sweep(sweep)),
        StudyRecord::new(None, "small", Figures::Graph(graph)),
    ]
}

/// The words of a page, a line for each stretch between tags; without pictures.
fn words(page: &str) -> String {
    let mut text = page.to_owned();
    for (from, to) in [("<head>", "</head>"), ("<svg", "</svg>")] {
        while let Some((start, end)) = text.find(from).zip(text.find(to)) {
            text.replace_range(start..end + to.len(), "");
        }
    }
    let parts = text.split('<').filter_map(|part| part.split_once('>'));
    let parts = parts.map(|(_, text)| text.trim()).filter(|text| !text.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

/// The value of every attribute of that name.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// What every page must be, whatever it shows.
fn check_sound(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{page}");
    assert_eq!(page.matches("<h1>").count(), 1);
    for word in ["<script", "<iframe", "<object", "<embed", "javascript:", "@import"] {
        assert!(!page.contains(word), "{word}");
    }
    // A picture may refer to a part of itself.
    assert_eq!(page.matches("url(").count(), page.matches("url(#").count());
    // Nothing of another host is asked for; a name space is no request.
    for name in ["src", "href", "xlink:href", "action", "poster", "data", "srcset"] {
        for value in attributes(page, name) {
            assert!(value.starts_with("data:") || value.starts_with('#'), "{name}={value}");
        }
    }
    let space = |at: usize| page[..at].rsplit(' ').next().unwrap_or_default().starts_with("xmlns");
    for (at, _) in page.match_indices("http") {
        assert!(space(at) || page[at..].starts_with("http-equiv"), "{}", &page[at..at + 40]);
    }
    for tag in page.split('<').filter(|tag| tag.starts_with("th ") || tag.starts_with("th>")) {
        assert!(tag.starts_with("th scope="), "{tag}");
    }
    // A picture has words, or is hidden since words stand beside it.
    for tag in page.split('<').filter(|tag| tag.starts_with("svg")) {
        let spoken = tag.contains("role=\"img\" aria-label=\"");
        assert!(spoken || tag.contains("aria-hidden=\"true\""), "{tag}");
    }
    let is_plain = |c: char| c == '\n' || c == '\t' || visible(&c.to_string()) == c.to_string();
    assert!(page.chars().all(is_plain), "nothing is invisible");
}

#[test]
fn every_recording_becomes_a_sound_page_with_a_mark_for_each_block() {
    for graded in recordings() {
        let page = rendered(&graded, &[], &Progress::default());
        check_sound(&page);
        assert!(words(&page).contains(&graded.verdict.name().to_owned()));
        let blocks: usize = graded.timed().iter().map(|timed| timed.samples.blocks.len()).sum();
        assert_eq!(page.matches("<path class=\"mark ").count(), blocks, "{}", graded.exercise);
        let counted: usize = graded.timed().iter().map(|timed| timed.pairs).sum();
        let marks = |state: &str| page.matches(&format!("<path class=\"mark {state}\"")).count();
        assert_eq!(marks("above") + marks("below"), counted);
        let above: usize = graded.timed().iter().map(|timed| timed.pairs_above).sum();
        assert_eq!(marks("above"), above);
        for timed in &graded.timed() {
            for uncounted in &timed.uncounted {
                let words =
                    format!("{} did not count: {}", uncounted.blocks, uncounted.gate.words());
                assert!(page.contains(&words), "{words}");
            }
        }
    }
}

#[test]
fn the_checks_of_a_page_can_fail() {
    let page = rendered(&wrong("[1, 2]", "[2, 1]"), &[], &Progress::default());
    for bad in [
        "<script>1</script>",
        "<img src=\"https://example.org/a.png\">",
        "<svg><g></g></svg>",
        "<th>x</th>",
        "a\u{202e}b",
    ] {
        let spoiled = page.replace("</main>", &format!("{bad}</main>"));
        assert!(std::panic::catch_unwind(|| check_sound(&spoiled)).is_err(), "{bad}");
    }
}

#[test]
fn a_small_page_says_all_that_the_screen_says() {
    let mut progress = Progress::default();
    let graded = wrong("[2, 1]", "[2, 1]");
    progress.record(&graded, jiff::civil::date(2026, 11, 25));
    insta::assert_snapshot!(words(&rendered(&graded, &[], &progress)));
}

#[test]
fn looks_at_the_same_file_are_shown_and_others_are_named() {
    let mut graded = recorded("quiet_solution.json");
    graded.candidate.origin = Origin::Student;
    let progress = Progress::default();
    let page = rendered(&graded, &looks(graded.candidate.unit.as_ref()), &progress);
    check_sound(&page);
    for word in ["How it scales", "T(p) / T(1)", "What the threads do", "What the choice costs"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(page.contains("yours, 4,096, takes 1.10 times as long as the best, 65,536"), "{page}");
    let older = "an older file".to_owned();
    let page = rendered(&graded, &looks(Some(&older)), &progress);
    assert!(!page.contains("How it scales") && page.contains("The tasks: small"), "{page}");
    assert!(page.contains("They were made by scale, trace, sweep."), "{page}");
    assert!(page.contains("<code>cargo grade scale parallel_map</code>"), "{page}");
    // What was kept is of the student's file, and so on no page of another.
    graded.candidate.origin = Origin::Mutant;
    let page = rendered(&graded, &looks(graded.candidate.unit.as_ref()), &progress);
    assert!(!page.contains("How it scales"));
}

const HOSTILE: &str =
    "</pre></script><img src=x onerror=\"alert(1)\"><!-- ' \" & \u{202e}\u{7}\u{1b}[31m";

#[test]
fn a_page_says_which_cores_are_left_out() {
    let mut graded = recordings().remove(0);
    graded.machine.left_out = vec![LeftOut { cores: 62, because: Because::Affinity }];
    let crate::certify::Machine { threads, left_out, .. } = &graded.machine;
    let said = words::cores_left_out(*threads, left_out, None).expect("some are left out");
    let page = rendered(&graded, &[], &Progress::default());
    check_sound(&page);
    assert!(words(&page).contains(&said), "{page}");
}

#[test]
fn nothing_that_a_student_wrote_becomes_markup() {
    let mut graded = wrong(HOSTILE, HOSTILE);
    let mut outcomes = vec![graded.tests[2].outcome.clone()];
    let text = || HOSTILE.to_owned();
    outcomes.push(Outcome::DoesNotCompile { diagnostics: text() });
    outcomes.push(Outcome::Crashed { how: text(), signal: None, printed: text() });
    outcomes.push(Outcome::TookTooLong { limit_s: 1.0, cpu_s: 0.0, printed: text() });
    graded.candidate.path = HOSTILE.into();
    graded.candidate.unit = Some(text());
    graded.machine.processor = text();
    graded.isolation.open = vec![text()];
    graded.counted.push(Counted {
        what: text(),
        case: text(),
        amount: 1,
        allowed: 2,
        baseline: 1,
        advisory: true,
    });
    graded.timed = recorded("quiet_imbalance.json").timed;
    for timed in &mut graded.timed {
        timed.case = text();
        let profile = timed.profile.as_mut().expect("it is slow");
        profile.advice.extend(Cause::ALL.map(|cause| (cause, text())));
        for lane in &mut profile.trace.lanes {
            lane.name = text();
        }
    }
    let mut looks = looks(graded.candidate.unit.as_ref());
    for look in &mut looks {
        look.case = text();
        if let Figures::Graph(graph) = &mut look.figures {
            graph.tasks[0].label = text();
        }
    }
    for outcome in outcomes {
        graded.tests[2].outcome = outcome;
        graded.tests[2].name = text();
        (graded.verdict, graded.reason) = graded.judged_again();
        let page = rendered(&graded, &looks, &Progress::default());
        check_sound(&page);
        assert!(!page.contains("<img") && !page.contains("onerror=\""), "{page}");
        assert!(page.contains("&lt;img src=x onerror=&quot;"), "it is shown");
        assert!(page.contains("\\u{202e}"), "what reorders text is shown");
    }
}
