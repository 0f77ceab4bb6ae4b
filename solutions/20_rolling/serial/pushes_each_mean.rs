//! Because: the obvious loop, which pushes each mean and asks each time whether there is room.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = Vec::with_capacity(x.len());
    let (mut start, mut middle, mut back) = (0, 0, 0.0);
    let mut front: Vec<f64> = Vec::new();
    for row in 0..x.len() {
        back += x[row];
        while times[row] - times[start] >= window_s {
            start += 1;
        }
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
