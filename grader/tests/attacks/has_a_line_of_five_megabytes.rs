//! Attack: a line of five megabytes, with an error at its end
//! Layer: report
//! Twin: has_a_long_line
//! Expect: refused
pub fn spin(starts: &[u64]) -> Vec<u64> {
    /* @5000000x @ */ let none: u8 = "none"; /* @200000x.@ */
    answer(starts)
}
