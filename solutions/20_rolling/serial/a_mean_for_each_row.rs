//! Because: all means first, as pandas does it, and then the highest of each day.

/// Seconds in a day.
const DAY_S: u32 = 24 * 60 * 60;

/// A day with a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// Its number: days since 2000-01-01.
    pub day: u32,
    /// The highest mean of a window that ends in it.
    pub highest: f64,
}

pub fn highest_means(times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    let (mut start, mut middle, mut back) = (0, 0, 0.0);
    let mut front: Vec<f64> = Vec::new();
    let mean = |row: usize| {
        back += x[row];
        while times[row] - times[start] >= window_s {
            start += 1;
        }
        if start >= middle {
            let mut sum = 0.0;
            front.clear();
            front.extend(x[start..=row].iter().rev().map(|x| {
                sum += x;
                sum
            }));
            (middle, back) = (row + 1, 0.0);
        }
        (front[middle - 1 - start] + back) / (row + 1 - start) as f64
    };
    let means: Vec<f64> = (0..x.len()).map(mean).collect();
    let mut means = means.into_iter();
    let days = times.chunk_by(|a, b| a / DAY_S == b / DAY_S);
    days.map(|rows| {
        let means = means.by_ref().take(rows.len());
        Day { day: rows[0] / DAY_S, highest: means.fold(f64::NEG_INFINITY, f64::max) }
    })
    .collect()
}
