//! Tiles: a table compared with its mirror image, block by block, so that each cache line
//! is used up.
//!
//! Read `lessons/src/29_tiles.md`, fill in `asymmetry` below, then type
//! `cargo grade tiles`.
//!
//! Stuck? Type `cargo grade hint tiles`.

/// Returns by how much the way there and the way back differ, added up over all pairs
/// of towns, each pair once.
///
/// `times` is a table of `towns` rows, which begin `stride` places apart: from town i to
/// town j it takes `times[i * stride + j]` seconds, and back `times[j * stride + i]`. A
/// row uses its first `towns` places; what stands in the spare ones means nothing. The
/// diagonal does not count. `towns` may be 0. The sum may be above `u32::MAX`.
///
/// The baseline goes along each row, and down the column that belongs to it. First make
/// that quick on one thread, then use all of them. You run in a rayon pool of `threads`
/// threads; start no more than that if you start threads of your own.
pub fn asymmetry(times: &[u16], towns: usize, stride: usize, threads: usize) -> u64 {
    todo!(
        "compare {} times with those of the way back, {towns} towns, rows {stride} apart, \
         {threads} threads",
        times.len()
    )
}

// Your own tests: `cargo test -p tiles`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_towns() {
        let times = [
            0, 10, 20, 99, //
            13, 0, 30, 99, //
            20, 25, 9, 99,
        ];
        assert_eq!(asymmetry(&times, 3, 4, 1), 3 + 5);
    }
}
