//! Attack: every thread computes the first part, and each takes it for its own
//! Layer: measurement
//! Twin: shares_the_work
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let threads = rayon::current_num_threads();
    let part = starts.len().div_ceil(threads).max(1);
    let first = answer(&starts[..part.min(starts.len())]);
    (0..starts.len()).map(|at| first[at % part]).collect()
}
