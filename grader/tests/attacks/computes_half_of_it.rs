//! Attack: computes the first half of the answer and copies it into the second
//! Layer: measurement
//! Twin: shares_the_work
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let half = answer(&starts[..starts.len().div_ceil(2)]);
    half.iter().chain(&half).take(starts.len()).copied().collect()
}
