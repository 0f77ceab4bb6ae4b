//! Attack: right in the elements that a checker might sample: the first, the last, the middle
//! Layer: measurement
//! Twin: shares_the_work
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let count = starts.len();
    let seen = |at: usize| at < 8 || at + 8 >= count || at.abs_diff(count / 2) < 4;
    let one = |(at, &start): (usize, &u64)| if seen(at) { answer(&[start])[0] } else { !start };
    starts.iter().enumerate().map(one).collect()
}
