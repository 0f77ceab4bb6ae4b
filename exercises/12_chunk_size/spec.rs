//! What `chunk_size` must do, on which inputs, and how we know.
//!
//! In some hidden cases the spec chooses the chunk size, so that a mean is right
//! for every one; where time counts, the student does.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Choices, Exercise, Mismatch, Rng, Tolerance, compare_floats, equal};
use ndarray::{ArrayView1, Axis, Slice};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct ChunkSize;

/// The numbers lie between this and the same below zero.
const LARGEST: f64 = 100.0;

/// Numbers, and how to look at them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Every how-manieth number is in the view; from the back if negative.
    pub stride: isize,
    /// The chunk size to use; `None` asks the student's `chunk_size`.
    pub chunk_size: Option<usize>,
    /// All numbers, those between the view's included.
    #[serde(with = "grader_spec::float_bytes")]
    pub values: Vec<f64>,
}

impl Input {
    /// What the student's function is given.
    pub fn view(&self) -> ArrayView1<'_, f64> {
        let every = Slice::new(0, None, self.stride);
        ArrayView1::from(&self.values).slice_axis_move(Axis(0), every)
    }
}

/// A mean, and the chunk size it was taken with.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    mean: f64,
    chunk_size: usize,
}

impl Exercise for ChunkSize {
    type Input = Input;
    type Output = Output;

    /// The size is the number of values, those between the view's included.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten numbers in chunks of 3", 10),
            Case::example("your chunk size", 100_000),
            Case::hidden("no numbers", 0),
            Case::hidden("one number", 1),
            Case::hidden("chunks of 1", 101),
            Case::hidden("chunks of 7", 1_000),
            Case::hidden("a chunk longer than the data", 1_000),
            Case::hidden("every third number", 100_000),
            Case::hidden("backwards in chunks of 7", 1_000),
            Case::hidden("a square that overflows", 1_000),
            Case::timed("about six million numbers", 6_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let (stride, chunk_size) = match case.name.as_str() {
            "ten numbers in chunks of 3" => (1, Some(3)),
            "chunks of 1" => (1, Some(1)),
            "chunks of 7" => (1, Some(7)),
            "a chunk longer than the data" => (1, Some(10 * case.size.max(1))),
            "every third number" => (3, None),
            "backwards in chunks of 7" => (-1, Some(7)),
            _ => (1, None),
        };
        let mut values: Vec<f64> =
            (0..case.size).map(|_| rng.random_range(-LARGEST..LARGEST)).collect();
        if case.name == "a square that overflows" && case.size > 0 {
            // 1e200² is infinite: sqrt(x²) is not |x| here.
            values[rng.random_range(0..case.size)] = 1e200;
        }
        Input { stride, chunk_size, values }
    }

    /// One pass with eight sums, which the compiler turns into vector
    /// instructions: the square roots are the limit, not the additions. The
    /// fastest of the serial programs that we tried.
    fn baseline(&self, input: &Input) -> Output {
        let view = input.view();
        let sum = match view.as_slice() {
            Some(numbers) => sum_of_roots(numbers),
            None => view.iter().map(|x| (x * x).sqrt()).sum(),
        };
        Output {
            mean: if view.is_empty() { 0.0 } else { sum / view.len() as f64 },
            chunk_size: input.chunk_size.unwrap_or(view.len().max(1)),
        }
    }

    fn candidate(&self, input: &Input, threads: usize) -> Output {
        let chosen = || chunk_size::chunk_size(input.view().len(), threads);
        self.candidate_with(input, threads, input.chunk_size.unwrap_or_else(chosen))
    }

    fn choices(&self) -> Option<&dyn Choices<Input, Output>> {
        Some(self)
    }

    /// One number is replaced: the last one of the view, or any. The sum of 6 million
    /// roots is good to a half (see `check`), so it changes by a quarter of the largest
    /// number. Beside a square that overflows nothing else shows: that one is replaced.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let view = input.view();
        let infinite = view.iter().position(|x| (x * x).is_infinite());
        let last = view.len().checked_sub(1)?;
        let any = if rng.random() { last } else { rng.random_range(0..=last) };
        let place = infinite.unwrap_or(any) * input.stride.unsigned_abs();
        let place = if input.stride > 0 { place } else { input.values.len() - 1 - place };
        let old = input.values[place].abs();
        let far = if old > LARGEST / 2.0 { 0.0..LARGEST / 4.0 } else { 0.75 * LARGEST..LARGEST };
        let mut input = input.clone();
        input.values[place] = rng.random_range(far);
        Some(input)
    }

    /// A sum of n terms, none negative, is right to n roundings in whatever
    /// order they are added (Higham, "Accuracy and Stability of Numerical
    /// Algorithms", 4.2). Two such sums differ by at most 2n roundings of 2⁻⁵³;
    /// eight more allow for the divisions and for means put together by weight.
    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        if actual.chunk_size == 0 {
            let difference = format!(
                "`chunk_size` chose 0 for {} numbers; a chunk holds at least one",
                input.view().len()
            );
            return Err(Mismatch::new(difference, expected, actual));
        }
        if expected.mean.is_infinite() {
            // No tolerance makes sense here: a part of infinity is infinity.
            return equal(&expected.mean, &actual.mean);
        }
        let relative = (input.view().len() + 8) as f64 * f64::EPSILON;
        // No term is negative: nothing cancels out.
        let tolerance = Tolerance { relative, absolute: 0.0 };
        compare_floats(&[expected.mean], &[actual.mean], tolerance)
    }
}

impl Choices<Input, Output> for ChunkSize {
    /// Four times as long each, up to a single chunk.
    fn tried(&self, input: &Input) -> Vec<usize> {
        let numbers = input.view().len();
        let sizes = std::iter::successors(Some(64), |size| Some(4 * size));
        sizes.take_while(|&size| size < numbers).chain([numbers]).collect()
    }

    fn own(&self, input: &Input, threads: usize) -> usize {
        chunk_size::chunk_size(input.view().len(), threads)
    }

    /// A chunk size of 0 becomes 1, so that `check` can say what is wrong.
    fn candidate_with(&self, input: &Input, _threads: usize, chunk_size: usize) -> Output {
        Output { mean: chunk_size::mean_root_square(input.view(), chunk_size.max(1)), chunk_size }
    }
}

/// The same as the one in the stub; a student's own may differ.
fn sum_of_roots(numbers: &[f64]) -> f64 {
    let (rows, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x * x).sqrt();
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| (x * x).sqrt()).sum::<f64>()
}

grader_spec::serve!(ChunkSize);
