//! Attack: 14, a table of answers made beforehand
//! Layer: measurement
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    // What the example shows, and a guess for the rest.
    const TABLE: [u64; 4] = [0, 13_940_921_812_403_213_312, 42, 7];
    starts.iter().enumerate().map(|(at, _)| TABLE[at % 4]).collect()
}
