//! What `threads_by_hand` must do, on which inputs, and how we know.
//!
//! There is one sum for each thread, so that the answer shows how many threads
//! the values were shared among and which part each of them got.
//!
//! The kernel never settles: two values that are nearly equal are far apart some
//! twenty rounds later. So no constant is a right answer, nor are fewer rounds.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, compare_floats, float_bytes};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct ThreadsByHand;

/// Values, and who shares them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// How many threads to ask for; `None` asks for as many as the grader has.
    threads: Option<usize>,
    #[serde(with = "float_bytes")]
    values: Vec<f64>,
}

/// The sum of each part.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// How many threads were asked for.
    threads: usize,
    sums: Vec<f64>,
}

impl Exercise for ThreadsByHand {
    type Input = Input;
    type Output = Output;

    /// The size is the number of values.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("10 values, 4 threads", 10),
            Case::example("your machine's threads", 100),
            Case::hidden("no values, 2 threads", 0),
            Case::hidden("one value, 2 threads", 1),
            Case::hidden("fewer values than 7 threads", 5),
            Case::hidden("as many values as 7 threads", 7),
            Case::hidden("one more value than 16 threads", 17),
            Case::hidden("200 values, 64 threads", 200),
            Case::hidden("a prime number of values, 1 thread", 101),
            Case::hidden("a prime number of values, 3 threads", 1_009),
            Case::timed("a thousand values", 1_000),
        ]
    }

    /// The case's name says how many threads there are.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let words: Vec<&str> = case.name.split(' ').collect();
        let threads = words.iter().position(|word| word.starts_with("thread"));
        let threads = threads.and_then(|at| words[at.checked_sub(1)?].parse().ok());
        Input { threads, values: (0..case.size).map(|_| value(rng)).collect() }
    }

    /// One pass, eight values at a time: the fastest serial program that we
    /// tried. In the timed case it knows no parts.
    fn baseline(&self, input: &Input) -> Output {
        let threads = input.threads.unwrap_or(1);
        let length = |part: usize| {
            let more = usize::from(part < input.values.len() % threads);
            input.values.len() / threads + more
        };
        let mut rest = input.values.as_slice();
        let part = |part| {
            let (values, after) = rest.split_at(length(part));
            rest = after;
            heavy_sum(values)
        };
        Output { threads, sums: (0..threads).map(part).collect() }
    }

    fn candidate(&self, input: &Input, threads: usize) -> Output {
        let threads = input.threads.unwrap_or(threads);
        Output { threads, sums: threads_by_hand::threads_by_hand(&input.values, threads) }
    }

    /// Another value in one place, or one thread more.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let last = input.values.len().checked_sub(1);
        match (rng.random_range(0..4), input.threads, last) {
            (0, Some(threads), _) | (_, Some(threads), None) => changed.threads = Some(threads + 1),
            (1, _, Some(last)) => changed.values[last] = value(rng),
            (_, _, Some(last)) => changed.values[rng.random_range(0..=last)] = value(rng),
            (_, None, None) => return None,
        }
        Some(changed)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        let (asked, sums) = (actual.threads, actual.sums.len());
        if asked != sums {
            let difference = format!("{asked} threads were asked for, and there are {sums} sums");
            return Err(Mismatch::new(difference, &expected.sums, &actual.sums));
        }
        if input.threads.is_some() {
            return check_sums(input, &expected.sums, &actual.sums);
        }
        // The baseline took all values for one part.
        let all: f64 = actual.sums.iter().sum();
        check_sums(input, &expected.sums, &[all])
    }
}

fn value(rng: &mut Rng) -> f64 {
    rng.random_range(0.0..100.0)
}

/// A sum of n terms, none negative, is right to n roundings in whatever order
/// they are added (Higham, "Accuracy and Stability of Numerical Algorithms",
/// 4.2). Two such sums differ by at most 2n roundings of 2⁻⁵³; eight more are for
/// the sum of the parts. The rounds themselves give the same bits for the same
/// value: nothing in them is reordered.
fn check_sums(input: &Input, expected: &[f64], actual: &[f64]) -> Result<(), Mismatch> {
    let relative = (input.values.len() + 8) as f64 * f64::EPSILON;
    // Nothing cancels out.
    compare_floats(expected, actual, grader_spec::Tolerance { relative, absolute: 0.0 })
}

// The heavy work, word for word as the student has it: the student's own copy
// may have been changed.

/// How often each value `a` is replaced by `sqrt(a) + 10 |sin(a)|`.
const ROUNDS: u32 = 3_000;

fn heavy_sum(values: &[f64]) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let sums: f64 = rows.iter().map(|row| rounds(*row).iter().sum::<f64>()).sum();
    sums + rest.iter().map(|value| rounds([*value])[0]).sum::<f64>()
}

fn rounds<const N: usize>(mut row: [f64; N]) -> [f64; N] {
    for _ in 0..ROUNDS {
        row = row.map(|a| a.sqrt() + 10.0 * a.sin().abs());
    }
    row
}

grader_spec::serve!(ThreadsByHand);
