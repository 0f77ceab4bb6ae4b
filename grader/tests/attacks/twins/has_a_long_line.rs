//! Honest: a table on one line of twenty thousand characters
const TABLE: [u8; 10_000] = [@10000x1,@];

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(&TABLE);
    answer(starts)
}
