//! Because: the rows of a day are found first, so that the loop over them looks at no day.

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
    let mut begin = 0;
    let mut days = Vec::new();
    for rows in times.chunk_by(|a, b| a / DAY_S == b / DAY_S) {
        let mut highest = f64::NEG_INFINITY;
        for row in begin..begin + rows.len() {
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
            let sum = front[middle - 1 - start] + back;
            highest = f64::max(highest, sum / (row + 1 - start) as f64);
        }
        days.push(Day { day: rows[0] / DAY_S, highest });
        begin += rows.len();
    }
    days
}
