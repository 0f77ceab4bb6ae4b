//! Because: sums from each row to the end of its block and from the block's begin to each row; a window is the end of one block, whole blocks, and the begin of another.

const BLOCK: usize = 1024;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut to_end = x.to_vec();
    for block in to_end.chunks_mut(BLOCK) {
        for row in (0..block.len() - 1).rev() {
            block[row] += block[row + 1];
        }
    }
    let mut means = Vec::with_capacity(x.len());
    let (mut start, mut from_begin) = (0, 0.0);
    for row in 0..x.len() {
        from_begin = if row % BLOCK == 0 { x[row] } else { from_begin + x[row] };
        while times[row] - times[start] >= window_s {
            start += 1;
        }
        let (first, last) = (start / BLOCK, row / BLOCK);
        let sum = if first == last {
            x[start..=row].iter().sum::<f64>()
        } else {
            let whole = (first + 1..last).map(|block| to_end[block * BLOCK]).sum::<f64>();
            to_end[start] + whole + from_begin
        };
        means.push(sum / (row + 1 - start) as f64);
    }
    means
}
