//! What `parallel_map` must do, on which inputs, and how we know.
//!
//! The arrays come longest first, and most of the work sits in the first half:
//! cutting the list in halves by count gives one thread five sixths of it.
//!
//! The rounds are few, because `sqrt(a) + sin(a)` settles: after some forty
//! rounds every value is 2.27…, and a constant would be the right answer. After
//! five the means still differ in the third digit, and the check sees twelve.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, Role, compare_floats};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct ParallelMap;

/// Arrays of uneven length, and how often the function is applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
            // machine: it holds a seventieth of the work.
            Case::timed("uneven arrays", 1_500),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let longest = if case.role == Role::Timed { LONGEST as f64 } else { 40.0 };
        let length = |index: usize| {
            // Lengths fall off as 1/(1 + 99 i/n): the first half of the arrays
            // holds ln 50.5 / ln 100, about five sixths, of the values.
            let share = 1.0 / (1.0 + 99.0 * index as f64 / case.size as f64);
            let jitter = rng.random_range(0.8..1.0);
            ((longest * share * jitter) as usize).max(1)
        };
        let mut lengths: Vec<usize> = (0..case.size).map(length).collect();
        if case.role == Role::Hidden {
            lengths.iter_mut().skip(1).step_by(5).for_each(|length| *length = 0);
        }
        let rounds = match case.role {
            Role::Timed => 5,
            Role::Hidden => rng.random_range(0..=6),
            Role::Example => 3,
        };
        let mut values = |length| (0..length).map(|_| value(rng)).collect();
        Input { arrays: lengths.into_iter().map(&mut values).collect(), rounds }
    }

    /// Four values at a time: a round has to wait for the one before, but four
    /// values do not wait for each other.
    fn baseline(&self, input: &Input) -> Vec<f64> {
        input.arrays.iter().map(|array| mean_after(array, input.rounds)).collect()
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<f64> {
        parallel_map::parallel_map(&input.arrays, input.rounds)
    }

    /// Another value in one place, or one round more or less.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let filled: Vec<usize> =
            (0..input.arrays.len()).filter(|&index| !input.arrays[index].is_empty()).collect();
        let (&first, &last) = (filled.first()?, filled.last()?);
        let array = match rng.random_range(0..4) {
            0 => first,
            1 => last,
            2 => filled[rng.random_range(0..filled.len())],
            _ => {
                changed.rounds = if changed.rounds > 0 && rng.random() {
                    changed.rounds - 1
                } else {
                    changed.rounds + 1
                };
                return Some(changed);
            }
        };
        let array = &mut changed.arrays[array];
        let place = rng.random_range(0..array.len());
        array[place] = value(rng);
        Some(changed)
    }

    /// A sum of n terms in another order differs by at most n roundings
    /// (Higham, "Accuracy and Stability of Numerical Algorithms", 4.2); the
    /// longest array has at most 7,000 values, and 7,000 × 2⁻⁵² < 2e-12.
    fn check(&self, _: &Input, expected: &Vec<f64>, actual: &Vec<f64>) -> Result<(), Mismatch> {
        // Sums of terms that are not negative: nothing cancels out.
        compare_floats(expected, actual, grader_spec::Tolerance { relative: 2e-12, absolute: 0.0 })
    }
}

/// No array has more values.
const LONGEST: usize = 7_000;

fn value(rng: &mut Rng) -> f64 {
    rng.random_range(0.0..100.0)
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let (rows, rest) = array.as_chunks::<4>();
    let sum: f64 = rows.iter().map(|row| after(*row, rounds).iter().sum::<f64>()).sum();
    let rest: f64 = rest.iter().map(|value| after([*value], rounds)[0]).sum();
    (sum + rest) / array.len() as f64
}

fn after<const N: usize>(mut row: [f64; N], rounds: u32) -> [f64; N] {
    for _ in 0..rounds {
        row = row.map(|a| a.sqrt() + a.sin());
    }
    row
}

grader_spec::serve!(ParallelMap);
