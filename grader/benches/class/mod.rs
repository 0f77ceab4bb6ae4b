//! A class whose results were recorded: runs like those that `grade batch` leaves behind,
//! made in a moment. Tests and a bench collect them.

use grader::batch::journal::{Attempt, Ended, Event, Opened, Token};
use grader::batch::plan::{Fate, HandedIn, Plan, PlannedExercise, Student, Unit};
use grader::batch::run::{Run, hash};
use grader::course::{Course, Exercise, Opponent};
use grader::fault::Fault;
use grader::grade::Graded;
use grader::verdict::Against;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Gradings that were recorded.
pub fn recordings() -> Vec<Graded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence");
    let paths = grader::course::sorted_entries(&folder).expect("our folder");
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("it was recorded");
        serde_json::from_str(&text).expect("it is a result")
    };
    paths.iter().map(read).collect()
}

/// The course that this workspace holds.
pub fn course() -> Course {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the course");
    Course { root: root.to_owned() }
}

/// Its first exercises.
pub fn exercises(number: usize) -> Vec<Exercise> {
    let course = course();
    let names = course.names().expect("the course");
    names.iter().take(number).map(|name| course.read(name).expect("sound")).collect()
}

/// A recorded grading as if it were one of this exercise: the same samples for each of its
/// timed cases.
pub fn fitted(recorded: &Graded, exercise: &Exercise) -> Graded {
    let mut graded = recorded.clone();
    graded.exercise.clone_from(&exercise.name.slug);
    graded.counted.clear();
    graded.timed.clear();
    for (case, samples) in exercise.manifest.timed.iter().zip(recorded.timed.iter().cycle()) {
        let mut attempts = samples.asking_for(case.goal);
        attempts.case.clone_from(&case.case);
        for attempt in &mut attempts.attempts {
            if attempt.timing.against != Against::Solution {
                attempt.timing.against = against(case.against);
            }
        }
        graded.timed.push(attempts);
    }
    (graded.verdict, graded.reason) = graded.judged_again();
    graded
}

fn against(opponent: Opponent) -> Against {
    match opponent {
        Opponent::Baseline => Against::Baseline,
        Opponent::OneThread => Against::OneThread,
        Opponent::BestChoice => Against::BestChoice { best: 64, own: 64, spread: Some(2.0) },
        Opponent::HalfTheSize => Against::HalfTheSize,
    }
}

/// How a made-up class is made.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// The exercises.
    pub exercises: &'a [Exercise],
    /// How many students hand in all exercises.
    pub students: usize,
    /// One file in this many is that of the student before.
    pub alike: usize,
}

/// Writes a run; the result of each unit follows from its key.
pub fn write_run(root: &Path, made: &Made) {
    let run = Run::new(root);
    run.create().expect("a folder of ours");
    let recordings = recordings();
    let plan = plan(made);
    run.write_plan(&plan).expect("a folder of ours");
    let by = "1-1.0.made-up";
    let mut journal = vec![Event::Open(opened(by))];
    for (number, (key, unit)) in (1..).zip(&plan.units) {
        let exercise = made.exercises.iter().find(|exercise| exercise.name.slug == unit.exercise);
        let drawn = usize::from_str_radix(&key[..8], 16).expect("a hash");
        let recorded = &recordings[drawn % recordings.len()];
        let mut graded = fitted(recorded, exercise.expect("it is planned"));
        graded.candidate.unit = Some(key.clone());
        journal.extend(written(&run, by, (number, key), &graded));
    }
    journal.push(Event::Close);
    write_journal(root, by, &journal);
}

/// The events of one unit, whose result is written.
pub fn written(run: &Run, by: &str, (number, key): (u32, &str), graded: &Graded) -> [Event; 2] {
    let text = serde_json::to_string(graded).expect("plain data");
    let result = format!("{key}.{by}-{number}.json");
    fs::write(run.root().join("results").join(&result), &text).expect("a folder of ours");
    let attempt = Attempt { token: Token::default(), by: by.to_owned(), number };
    let key = key.to_owned();
    let ended = Ended {
        key: key.clone(),
        attempt: attempt.clone(),
        verdict: graded.verdict,
        code: graded.reason.code().to_string(),
        took_ms: 1000,
        result,
        hash: hash(text.as_bytes()),
        at_s: 1_700_000_000,
    };
    [Event::Begin { key, attempt }, Event::End(ended)]
}

pub fn write_journal(root: &Path, by: &str, events: &[Event]) {
    let line = |event| serde_json::to_string(event).expect("plain data") + "\n";
    let text: String = events.iter().map(line).collect();
    fs::write(root.join(format!("journal/{by}.jsonl")), text).expect("a folder of ours");
}

pub fn opened(by: &str) -> Opened {
    Opened {
        format: 1,
        by: by.to_owned(),
        token: Token::default(),
        node: "here".to_owned(),
        processor: String::new(),
        cores: 2,
        toolchain: String::new(),
        job: None,
        load_percent: None,
        at_s: 1_700_000_000,
    }
}

/// The plan of that class. One student handed in what cannot be read.
pub fn plan(made: &Made) -> Plan {
    let (mut handed_in, mut units) = (Vec::new(), BTreeMap::new());
    let id = |number: usize| format!("student_{number:04}");
    for number in 1..=made.students {
        for (place, exercise) in made.exercises.iter().enumerate() {
            let slug = exercise.name.slug.clone();
            let is_alike = made.alike > 0 && (number + place).is_multiple_of(made.alike);
            let whose = if is_alike && number > 1 { number - 1 } else { number };
            let key = hash(format!("{slug} {whose}").as_bytes());
            let fate = if number == 3 && place == 0 {
                Fate::NotGraded(Fault::new("student.rs:9 is not UTF-8 text", "save it as UTF-8"))
            } else {
                units.insert(key.clone(), Unit { exercise: slug.clone() });
                Fate::Unit(key)
            };
            let path = format!("{}/{slug}", id(number));
            let (student, exercise) = (id(number), Some(slug));
            handed_in.push(HandedIn { student, exercise, path, at: None, fate });
        }
    }
    let planned = |exercise: &Exercise| PlannedExercise {
        slug: exercise.name.slug.clone(),
        title: exercise.manifest.title.clone(),
        spec: String::new(),
    };
    let student = Student { is_enrolled: true, ..Student::default() };
    Plan {
        format: 1,
        quick: false,
        attempts: 2,
        rounds: 3,
        toolchain: String::new(),
        exercises: made.exercises.iter().map(planned).collect(),
        students: (1..=made.students).map(|number| (id(number), student.clone())).collect(),
        handed_in,
        units,
        ignored: Vec::new(),
    }
}
