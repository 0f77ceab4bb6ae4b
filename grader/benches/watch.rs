//! From a save to the screen: how long `grade watch` takes to show a type error,
//! a wrong answer and a clear verdict on speed. Prints figures; what it asserts is
//! their order alone.
//!
//! ```text
//! cargo bench -p grader --bench watch
//! ```

#[path = "../tests/suite/course.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod course;
#[path = "../tests/suite/terminal.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod terminal;

use course::Course;
use std::time::Instant;
use terminal::Terminal;

const STUDENT: &str = "exercises/01_spin/student.rs";
const ROUNDS: usize = 11;

/// What is saved, what the screen shows then, and what this is called.
struct Save {
    name: &'static str,
    file: &'static str,
    shown: &'static str,
}

const SAVES: [Save; 4] = [
    Save { name: "type error", file: "candidates/type_error.rs", shown: "E0308" },
    Save {
        name: "wrong answer",
        file: "solutions/01_spin/mutants/drops_the_last.rs",
        shown: "wrong_answer",
    },
    Save { name: "fast enough", file: "solutions/01_spin/solution.rs", shown: "ACCEPTED" },
    Save { name: "too slow", file: "solutions/01_spin/mutants/serial.rs", shown: "low_speedup" },
];

fn main() {
    let (course, _folder) = Course::copy();
    let mut seconds: [Vec<f64>; SAVES.len()] = Default::default();
    let mut unclear = [0; SAVES.len()];
    let terminal = Terminal::start(&course, &["watch", "spin"], (100, 40));
    terminal.see("Next: read the lesson");
    for round in 0..ROUNDS {
        for (at, save) in SAVES.iter().enumerate() {
            // Never seen before: nothing of it is built.
            let text = format!("{}\n// {round} {}\n", course.read(save.file), std::process::id());
            let start = Instant::now();
            course.write(STUDENT, &text);
            let screen = terminal.wait(save.name, |screen| {
                screen.contains(save.shown) && !screen.contains('…')
                    || screen.contains("CANNOT TELL")
            });
            if screen.contains("CANNOT TELL") {
                unclear[at] += 1;
            } else {
                seconds[at].push(start.elapsed().as_secs_f64());
            }
            // Off the screen again, so that it cannot be taken for the next one.
            course.write(STUDENT, &format!("fn unfinished_{round}_{at}("));
            terminal.see("unclosed delimiter");
        }
    }
    println!("from a save to the screen, in seconds, {ROUNDS} times each");
    println!("{:<14} {:>6} {:>6} {:>6}   could not tell", "", "least", "median", "most");
    for ((save, seconds), unclear) in SAVES.iter().zip(&mut seconds).zip(unclear) {
        seconds.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let index = (seconds.len().saturating_sub(1)) as f64 * share;
            seconds.get(index as usize).copied().unwrap_or(f64::NAN)
        };
        let [least, median, most] = [0.0, 0.5, 1.0].map(at);
        println!("{:<14} {least:>6.2} {median:>6.2} {most:>6.2}   {unclear}", save.name);
    }
    let median = |at: usize| seconds[at].get(seconds[at].len() / 2).copied();
    assert!(median(0) < median(1), "what is known first is shown first");
    assert!(median(1) < median(2) || median(2).is_none(), "speed comes after the answers");
}
