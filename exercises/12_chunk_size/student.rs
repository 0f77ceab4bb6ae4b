//! Chunk size: one task for each chunk, and how long a chunk should be.
//!
//! Read `lessons/src/12_chunk_size.md`, fill in the two functions below, then
//! type `cargo grade chunk_size`.
//!
//! Stuck? Type `cargo grade hint chunk_size`.

use ndarray::ArrayView1;

/// Returns the chunk size that you found best for `len` numbers on `threads`
/// threads. It is at least 1, even if there are no numbers.
///
/// Find it by measuring: `cargo grade sweep chunk_size` tries many chunk sizes.
pub fn chunk_size(len: usize, threads: usize) -> usize {
    todo!("choose a chunk size for {len} numbers on {threads} threads")
}

/// Returns the mean of `sqrt(x²)` over all numbers `x`. The mean of no numbers
/// is 0.
///
/// The numbers are taken chunk by chunk, and *every chunk is one task*: that is
/// why its size matters. The last chunk may be shorter, and `chunk_size` may be
/// larger than the data. The view may be strided: then its numbers do not stand
/// side by side in memory.
#[allow(
    clippy::needless_pass_by_value,
    reason = "a view is small: a pointer, a length and a stride"
)]
pub fn mean_root_square(data: ArrayView1<'_, f64>, chunk_size: usize) -> f64 {
    todo!("take the mean of {} numbers in chunks of {chunk_size}", data.len())
}

/// Returns the sum of `sqrt(x²)` over numbers that stand side by side. This one
/// is done for you, and it is as fast as the baseline's.
///
/// Eight sums instead of one: the processor need not wait for one addition
/// before it starts the next, and can add several numbers at once.
pub fn sum_of_roots(numbers: &[f64]) -> f64 {
    let (rows, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x * x).sqrt();
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| (x * x).sqrt()).sum::<f64>()
}

// Your own tests: `cargo test -p chunk_size`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_in_chunks_of_two() {
        let mean = mean_root_square(ndarray::aview1(&[-3.0, 1.0, 5.0]), 2);
        assert!((mean - 3.0).abs() < 1e-12, "{mean}");
    }
}
