//! What `parallel_map` must do, on which inputs, and how we know.
//!
//! The arrays come longest first, and most of the work sits in the first half:
//! cutting the list in halves by count gives one thread four fifths of it.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, Role, compare_floats};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct ParallelMap;

/// Arrays of uneven length, and how often the function is applied.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    arrays: Vec<Vec<f64>>,
    rounds: u32,
}

impl Exercise for ParallelMap {
    type Input = Input;
    type Output = Vec<f64>;

    /// The size is the number of arrays.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three arrays", 3),
            Case::example("one array", 1),
            Case::hidden("no array", 0),
            Case::hidden("two arrays", 2),
            Case::hidden("a prime number of arrays", 17),
            Case::hidden("many arrays", 101),
            // Many arrays, so that the longest one is no limit on a large
            // machine: it holds a thirtieth of the work.
            Case::timed("uneven arrays", 256),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let longest = if case.role == Role::Timed { 250.0 } else { 40.0 };
        let length = |index: usize| {
            // Lengths fall off as 1/(1 + 24 i/n): the first half of the arrays
            // holds ln 13 / ln 25, about four fifths, of the values.
            let share = 1.0 / (1.0 + 24.0 * index as f64 / case.size as f64);
            let jitter = rng.random_range(0.8..1.0);
            (longest * share * jitter) as usize
        };
        let mut lengths: Vec<usize> = (0..case.size).map(length).collect();
        if case.role == Role::Hidden {
            lengths.iter_mut().skip(1).step_by(5).for_each(|length| *length = 0);
        }
        let mut values = |length| (0..length).map(|_| rng.random_range(0.0..100.0)).collect();
        Input {
            arrays: lengths.into_iter().map(&mut values).collect(),
            rounds: if case.role == Role::Timed { 40 } else { 3 },
        }
    }

    /// One pass per array, nothing stored: the idiomatic serial program.
    fn baseline(&self, input: &Input) -> Vec<f64> {
        input.arrays.iter().map(|array| mean_after(array, input.rounds)).collect()
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<f64> {
        parallel_map::parallel_map(&input.arrays, input.rounds)
    }

    /// A sum of n terms in another order differs by at most n roundings
    /// (Higham, "Accuracy and Stability of Numerical Algorithms", 4.2); the
    /// longest array has at most 250 values, and 250 × 2⁻⁵² < 1e-12.
    fn check(&self, _: &Input, expected: &Vec<f64>, actual: &Vec<f64>) -> Result<(), Mismatch> {
        // Sums of terms that are not negative: nothing cancels out.
        compare_floats(expected, actual, grader_spec::Tolerance { relative: 1e-12, absolute: 0.0 })
    }
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}

grader_spec::serve!(ParallelMap);
