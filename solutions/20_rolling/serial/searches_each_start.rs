//! Because: a binary search for the begin of each window, which needs no memory of the one before.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = Vec::with_capacity(x.len());
    let mut front: Vec<f64> = Vec::new();
    let (mut middle, mut back) = (0, 0.0);
    for row in 0..x.len() {
        let start = times[..=row].partition_point(|time| times[row] - time >= window_s);
        back += x[row];
        if start >= middle {
            let mut sum = 0.0;
            front.clear();
            for x in x[start..=row].iter().rev() {
                sum += x;
                front.push(sum);
            }
            (middle, back) = (row + 1, 0.0);
        }
        means.push((front[middle - 1 - start] + back) / (row + 1 - start) as f64);
    }
    means
}
