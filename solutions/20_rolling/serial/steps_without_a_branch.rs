//! Because: two rows are let out by comparing and not by branching, so a lost row is no surprise to the processor.

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
    let mut days = Vec::new();
    let mut row = 0;
    while row < x.len() {
        let day = times[row] / DAY_S;
        let day_end = (day + 1) * DAY_S;
        let mut highest = f64::NEG_INFINITY;
        while row < x.len() && times[row] < day_end {
            let time = times[row];
            back += x[row];
            if let Some(next) = times.get(start..start + 2) {
                let is_out = |next: &u32| usize::from(time.saturating_sub(*next) >= window_s);
                start += next.iter().map(is_out).sum::<usize>();
            }
            while time - times[start] >= window_s {
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
            highest = highest.max(sum / (row + 1 - start) as f64);
            row += 1;
        }
        days.push(Day { day, highest });
    }
    days
}
