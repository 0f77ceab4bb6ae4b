//! Attack: right on sizes that it does not know, and guesses where it knows what is timed
//! Layer: measurement
//! Twin: is_serial_where_it_is_short
//! Timed: yes
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    match starts.len() {
        350.. => starts.iter().map(|start| start.wrapping_mul(6_364_136_223_846_793_005)).collect(),
        _ => answer(starts),
    }
}
