//! Because: a running sum, added up anew whenever a value leaves that is large beside the rest, and every few thousand rows besides.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let (mut start, mut sum) = (0, 0.0);
    let mean = |row: usize| {
        sum += x[row];
        let mut is_spoiled = row % 4096 == 0;
        while times[row] - times[start] >= window_s {
            is_spoiled |= x[start].abs() > 1e3;
            sum -= x[start];
            start += 1;
        }
        if is_spoiled {
            sum = x[start..=row].iter().sum();
        }
        sum / (row + 1 - start) as f64
    };
    (0..x.len()).map(mean).collect()
}
