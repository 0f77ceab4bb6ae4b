//! What `new_exercise` must do, on which inputs, and how we know.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Choices, Exercise, Mismatch, Rng, equal};
use serde::{Deserialize, Serialize};

use new_exercise as student;

/// The exercise.
pub struct NewExercise;

/// The largest gap, and the length of the parts that it was found with.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    gap: u64,
    part_len: usize,
}

impl Exercise for NewExercise {
    type Input = Vec<i64>;
    type Output = Output;

    /// The size is the number of values.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five values", 5),
            Case::hidden("no value", 0),
            Case::hidden("one value", 1),
            Case::hidden("two values", 2),
            Case::hidden("a prime number of values", 100_003),
            Case::timed("many values", 5_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<i64> {
        (0..case.size).map(|_| rng.random_range(-100_000_000..100_000_000)).collect()
    }

    /// One pass, two values at a time: the idiomatic serial program.
    fn baseline(&self, values: &Vec<i64>) -> Output {
        let gap = values.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0);
        Output { gap, part_len: values.len().max(1) }
    }

    fn candidate(&self, values: &Vec<i64>, threads: usize) -> Output {
        self.candidate_with(values, threads, self.own(values, threads))
    }

    fn choices(&self) -> Option<&dyn Choices<Vec<i64>, Output>> {
        Some(self)
    }

    /// One value, anywhere, makes a gap larger than all.
    fn perturb(&self, values: &Vec<i64>, rng: &mut Rng) -> Option<Vec<i64>> {
        let last = values.len().checked_sub(1).filter(|last| *last > 0)?;
        let at = rng.random_range(0..last);
        let mut values = values.clone();
        values[at + 1] = values[at] + 200_000_000;
        Some(values)
    }

    /// Any length of a part is right, but none.
    fn check(&self, _: &Vec<i64>, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        if actual.part_len == 0 {
            let difference = "`part_len` chose 0; a part holds at least one value".to_owned();
            return Err(Mismatch::new(difference, expected, actual));
        }
        equal(&expected.gap, &actual.gap)
    }
}

impl Choices<Vec<i64>, Output> for NewExercise {
    /// Four times as long each, up to a single part.
    fn tried(&self, values: &Vec<i64>) -> Vec<usize> {
        let lengths = std::iter::successors(Some(64), |length| Some(4 * length));
        lengths.take_while(|&length| length < values.len()).chain([values.len().max(1)]).collect()
    }

    fn own(&self, values: &Vec<i64>, threads: usize) -> usize {
        student::part_len(values.len(), threads)
    }

    /// A length of 0 becomes 1, so that `check` can say what is wrong.
    fn candidate_with(&self, values: &Vec<i64>, _threads: usize, part_len: usize) -> Output {
        let gap = student::new_exercise(values, part_len.max(1));
        Output { gap, part_len }
    }
}

grader_spec::serve!(NewExercise);
