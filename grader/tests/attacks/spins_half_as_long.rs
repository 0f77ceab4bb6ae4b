//! Attack: stops every long chain halfway
//! Layer: measurement
//! Twin: shares_the_work
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let one = |&start: &u64| {
        let steps = 1_u64 << start.trailing_zeros().min(11);
        (0..steps)
            .fold(start, |state, _| state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7))
    };
    // Short chains are short anyway; the input's long ones have 256 steps or more.
    starts
        .iter()
        .map(|start| if start % 512 == 0 { one(&(start >> 1)) } else { one(start) })
        .collect()
}
