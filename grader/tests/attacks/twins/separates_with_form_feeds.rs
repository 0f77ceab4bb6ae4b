//! Honest: pages are parted by form feeds, and words by the spaces that Rust knows
@FF@
pub fn spin(starts: &[u64]) -> Vec<u64> {@FF@@NEL@
    answer(starts)@LS@
}
@FF@
