//! Because: a running sum that keeps what rounding took away (Neumaier), instead of a queue.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = Vec::with_capacity(x.len());
    let (mut sum, mut lost, mut start) = (0.0, 0.0, 0);
    let mut add = |x: f64| {
        let next: f64 = sum + x;
        let x_part = next - sum;
        lost += (sum - (next - x_part)) + (x - x_part);
        sum = next;
        sum + lost
    };
    for row in 0..x.len() {
        let mut all = add(x[row]);
        while times[row] - times[start] >= window_s {
            all = add(-x[start]);
            start += 1;
        }
        means.push(all / (row + 1 - start) as f64);
    }
    means
}
