//! Expect: low_speedup
//! Cause: serial
//! Because: tiles, and an ordinary iterator over their rows.

const TILE: usize = 16;

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let compare_row = |row: usize| {
        let top = row * TILE;
        let mut sum = 0;
        for left in (0..=top).step_by(TILE) {
            for i in top..towns.min(top + TILE) {
                for j in left..i.min(left + TILE) {
                    sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
                }
            }
        }
        sum
    };
    (0..towns.div_ceil(TILE)).map(compare_row).sum()
}
