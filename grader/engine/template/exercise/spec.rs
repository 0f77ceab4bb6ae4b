//! What `new_exercise` must do, on which inputs, and how we know.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};

/// The exercise.
pub struct NewExercise;

impl Exercise for NewExercise {
    type Input = Vec<i64>;
    type Output = u64;

    /// The size is the number of values.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five values", 5),
            Case::hidden("no value", 0),
            Case::hidden("one value", 1),
            Case::hidden("two values", 2),
            Case::hidden("a prime number of values", 1_009),
            Case::timed("many values", 5_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<i64> {
        (0..case.size).map(|_| rng.random_range(-100_000_000..100_000_000)).collect()
    }

    /// One pass, two values at a time: the idiomatic serial program.
    fn baseline(&self, values: &Vec<i64>) -> u64 {
        values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
    }

    fn candidate(&self, values: &Vec<i64>, _threads: usize) -> u64 {
        new_exercise::new_exercise(values)
    }

    /// One value, anywhere, makes a gap larger than all.
    fn perturb(&self, values: &Vec<i64>, rng: &mut Rng) -> Option<Vec<i64>> {
        let last = values.len().checked_sub(1).filter(|last| *last > 0)?;
        let at = rng.random_range(0..last);
        let mut values = values.clone();
        values[at + 1] = values[at] + 200_000_000;
        Some(values)
    }
}

grader_spec::serve!(NewExercise);
