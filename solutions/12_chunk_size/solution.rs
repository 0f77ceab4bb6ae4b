//! One task for each chunk, and chunks that are neither too short nor too few.

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView1, Axis};

/// What it costs to hand a task to a thread, against what is in it: 4,096 numbers
/// take some 5 microseconds, a task a tenth of one.
const SHORTEST: usize = 4_096;
/// Longer chunks gain nothing, and the last ones leave threads idle for longer.
const LONGEST: usize = 65_536;
/// How many chunks each thread gets, so that one that was held up can give some
/// away.
const CHUNKS_A_THREAD: usize = 8;

/// Any size between the two limits is about as good as any other: a sweep shows
/// a wide flat valley. That is why one rule can serve many machines.
pub fn chunk_size(len: usize, threads: usize) -> usize {
    (len / (CHUNKS_A_THREAD * threads)).clamp(SHORTEST, LONGEST)
}

/// The sum of the chunks' sums, divided once: the last chunk may be shorter, so
/// the chunks' means must not be averaged.
///
/// `with_max_len(1)` makes every chunk a task. Without it rayon itself decides
/// how many chunks to take together.
#[expect(clippy::needless_pass_by_value, reason = "the exercise gives the signature")]
pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let sum: f64 = data
        .axis_chunks_iter(Axis(0), chunk_size)
        .into_par_iter()
        .with_max_len(1)
        .map(|chunk| sum_of_chunk(&chunk))
        .sum();
    sum / data.len() as f64
}

/// A chunk of a strided view has no slice, so its numbers are taken one by one.
fn sum_of_chunk(chunk: &ArrayView1<'_, f64>) -> f64 {
    match chunk.as_slice() {
        Some(numbers) => sum_of_roots(numbers),
        None => chunk.iter().map(|x| (x * x).sqrt()).sum(),
    }
}

/// Eight sums, so that no addition waits for the one before.
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
