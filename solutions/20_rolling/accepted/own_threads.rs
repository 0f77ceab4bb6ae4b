//! Because: a thread of its own for each core, with a list of sums as long as its rows and their overlap; the answers are joined to one.

use std::thread;

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    if x.is_empty() {
        return Vec::new();
    }
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let rows = x.len().div_ceil(cores);
    let mut means = vec![0.0; x.len()];
    thread::scope(|scope| {
        for (part, means) in means.chunks_mut(rows).enumerate() {
            scope.spawn(move || {
                let begin = part * rows;
                let mut first = begin;
                while first > 0 && times[begin] - times[first - 1] < window_s {
                    first -= 1;
                }
                let end = begin + means.len();
                fill(&times[first..end], &x[first..end], window_s, means);
            });
        }
    });
    means
}

/// The last rows' means; the rows before them only count.
fn fill(times: &[u32], x: &[f64], window_s: u32, means: &mut [f64]) {
    let overlap = x.len() - means.len();
    let mut to_end = vec![0.0; x.len()];
    let mut sum = 0.0;
    for i in (0..overlap).rev() {
        sum += x[i];
        to_end[i] = sum;
    }
    let (mut start, mut middle, mut back) = (0, overlap, 0.0);
    for row in overlap..x.len() {
        back += x[row];
        while times[row] - times[start] >= window_s {
            start += 1;
        }
        if start >= middle {
            let mut sum = 0.0;
            for i in (start..=row).rev() {
                sum += x[i];
                to_end[i] = sum;
            }
            middle = row + 1;
            back = 0.0;
        }
        means[row - overlap] = (to_end[start] + back) / (row - start + 1) as f64;
    }
}
