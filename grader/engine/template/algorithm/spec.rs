//! What `new_exercise` must do, on which inputs, and how we know.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};

/// The exercise.
pub struct NewExercise;

/// The values lie between this and the same below zero: two of them are seldom equal.
const LARGEST: i64 = 1_000_000_000_000_000;

impl Exercise for NewExercise {
    type Input = Vec<i64>;
    type Output = Option<u64>;

    /// The size is the number of values.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five values", 5),
            Case::hidden("no value", 0),
            Case::hidden("one value", 1),
            Case::hidden("two values", 2),
            Case::hidden("a prime number of values", 1_009),
            Case::timed("many values", 8_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<i64> {
        (0..case.size).map(|_| rng.random_range(-LARGEST..LARGEST)).collect()
    }

    /// Every pair: the program that everybody writes first, as fast as it gets.
    fn baseline(&self, values: &Vec<i64>) -> Option<u64> {
        let rests = values.iter().enumerate().map(|(at, &one)| (one, &values[at + 1..]));
        rests.filter_map(|(one, rest)| rest.iter().map(|other| one.abs_diff(*other)).min()).min()
    }

    fn candidate(&self, values: &Vec<i64>, _threads: usize) -> Option<u64> {
        new_exercise::new_exercise(values)
    }

    /// One value, anywhere, comes to stand on another one.
    fn perturb(&self, values: &Vec<i64>, rng: &mut Rng) -> Option<Vec<i64>> {
        let last = values.len().checked_sub(1).filter(|last| *last > 0)?;
        let at = rng.random_range(0..last);
        let mut values = values.clone();
        values[at + 1] = values[at];
        Some(values)
    }
}

grader_spec::serve!(NewExercise);
