//! Honest: attributes behind conditions, as in any file
#![cfg_attr(all(), allow(dead_code))]
#![cfg_attr(any(), feature(test))]

#[cfg_attr(all(), inline(never), must_use)]
pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
