//! Because: one pass; the list of hours grows at either end when a row needs it.

use std::collections::VecDeque;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let Some(mut first) = times.first().map(|time| time / 3600) else {
        return Vec::new();
    };
    let mut hours: VecDeque<(f64, f64)> = VecDeque::new();
    for (time, x) in times.iter().zip(x) {
        let hour = time / 3600;
        while hour < first {
            hours.push_front((0.0, 0.0));
            first -= 1;
        }
        let at = (hour - first) as usize;
        while at >= hours.len() {
            hours.push_back((0.0, 0.0));
        }
        hours[at].0 += x;
        hours[at].1 += 1.0;
    }
    let means = hours.iter().map(|(sum, rows)| sum / rows);
    (first..).map(|hour| hour * 3600).zip(means).collect()
}
