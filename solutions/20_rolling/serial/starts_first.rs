//! Because: a pass that finds where each window begins, and then the queue, so that neither waits for the other.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut start = 0;
    let starts: Vec<usize> = times
        .iter()
        .map(|time| {
            while time - times[start] >= window_s {
                start += 1;
            }
            start
        })
        .collect();
    let mut means = vec![0.0; x.len()];
    let mut front = vec![0.0; x.len()];
    let (mut middle, mut back) = (0, 0.0);
    for row in 0..x.len() {
        back += x[row];
        let start = starts[row];
        if start >= middle {
            let mut sum = 0.0;
            for at in (start..=row).rev() {
                sum += x[at];
                front[at] = sum;
            }
            (middle, back) = (row + 1, 0.0);
        }
        means[row] = (front[start] + back) / (row + 1 - start) as f64;
    }
    means
}
