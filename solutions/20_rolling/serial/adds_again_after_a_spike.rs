//! Because: a running sum, added up anew whenever a value leaves that is large beside the rest, and every few thousand rows besides.

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
    let (mut start, mut sum) = (0, 0.0);
    let mut days = Vec::new();
    let mut row = 0;
    while row < x.len() {
        let day = times[row] / DAY_S;
        let day_end = (day + 1) * DAY_S;
        let mut highest = f64::NEG_INFINITY;
        while row < x.len() && times[row] < day_end {
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
            highest = highest.max(sum / (row + 1 - start) as f64);
            row += 1;
        }
        days.push(Day { day, highest });
    }
    days
}
