//! The crate on a kernel of its own: never a wrong answer, whatever else runs here.

use speedup::{Answer, Question, functions};
use std::hint::black_box;
use std::thread;

fn spin(rounds: u64) -> u64 {
    (0..rounds).fold(1, |state: u64, round| (state ^ round).rotate_left(7).wrapping_mul(31))
}

fn asked(at_least: f64) -> Question {
    Question::at_least(at_least).expect("a speedup")
}

#[test]
fn two_threads_are_not_too_slow() {
    let serial = || spin(black_box(2_000_000));
    let parallel = || {
        thread::scope(|scope| {
            let other = scope.spawn(|| spin(black_box(1_000_000)));
            spin(black_box(1_000_000)) ^ other.join().expect("no panic")
        })
    };
    let compared = functions(asked(1.3), serial, parallel);
    assert_ne!(compared.answer, Answer::No, "{compared}");
    println!("{compared}");
}

#[test]
fn the_same_work_is_not_faster() {
    let once = || spin(black_box(2_000_000));
    let compared = functions(asked(1.3), once, once);
    assert_ne!(compared.answer, Answer::Yes, "{compared}");
    println!("{compared}");
}

#[test]
fn half_of_the_work_is_told() {
    let compared =
        functions(asked(1.5), || spin(black_box(2_000_000)), || spin(black_box(1_000_000)));
    assert_ne!(compared.answer, Answer::No, "{compared}");
    println!("{compared}");
}
