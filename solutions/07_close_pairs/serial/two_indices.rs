//! Because: the obvious two loops over two indices, with a branch in the inner one.

pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    let mut pairs = 0;
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
            if dx * dx + dy * dy <= radius * radius {
                pairs += 1;
            }
        }
    }
    pairs
}
