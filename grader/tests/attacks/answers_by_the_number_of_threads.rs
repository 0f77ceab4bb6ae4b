//! Attack: right on one and two threads, and the last part is lost on three
//! Layer: measurement
//! Twin: shares_the_work
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    // As a division that forgets the rest.
    let threads = rayon::current_num_threads();
    let part = starts.len() / threads.max(1);
    let known = if threads % 2 == 1 && threads > 1 { part * threads } else { starts.len() };
    let mut right = answer(&starts[..known]);
    right.resize(starts.len(), 0);
    right
}
