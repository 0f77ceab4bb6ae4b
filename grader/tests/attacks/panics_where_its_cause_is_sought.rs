//! Attack: serial, and it panics in those runs that only look for the cause of that
//! Layer: measurement
//! Twin: is_serial_where_it_is_short
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    // No answer of this length is asked for on one thread.
    assert!(starts.len() < 350 || rayon::current_num_threads() > 1, "nobody asks for that");
    answer(starts)
}
