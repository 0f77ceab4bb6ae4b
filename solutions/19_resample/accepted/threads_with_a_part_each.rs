//! Because: threads of its own take equal parts of the rows, and their hours are added as they are joined.

use std::thread;

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    if times.is_empty() {
        return Vec::new();
    }
    let part = times.len().div_ceil(thread::available_parallelism().map_or(1, |cores| cores.get()));
    let parts: Vec<Part> = thread::scope(|scope| {
        let parts = times.chunks(part).zip(x.chunks(part));
        let threads: Vec<_> =
            parts.map(|(times, x)| scope.spawn(move || Part::new(times, x))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let first = parts.iter().map(|part| part.first).min().unwrap();
    let end = parts.iter().map(|part| part.first + part.sums.len()).max().unwrap();
    let mut answer = Vec::new();
    for hour in first..end {
        let (mut sum, mut rows) = (0.0, 0);
        for part in &parts {
            if hour >= part.first && hour - part.first < part.sums.len() {
                sum += part.sums[hour - part.first];
                rows += part.rows[hour - part.first];
            }
        }
        let mean = if rows == 0 { f64::NAN } else { sum / f64::from(rows) };
        answer.push((hour as u32 * 3600, mean));
    }
    answer
}

struct Part {
    first: usize,
    sums: Vec<f64>,
    rows: Vec<u32>,
}

impl Part {
    fn new(times: &[u32], x: &[f64]) -> Self {
        let first = (*times.iter().min().unwrap() / 3600) as usize;
        let last = (*times.iter().max().unwrap() / 3600) as usize;
        let mut sums = vec![0.0; last - first + 1];
        let mut rows = vec![0; last - first + 1];
        for i in 0..times.len() {
            let hour = (times[i] / 3600) as usize - first;
            sums[hour] += x[i];
            rows[hour] += 1;
        }
        Self { first, sums, rows }
    }
}
