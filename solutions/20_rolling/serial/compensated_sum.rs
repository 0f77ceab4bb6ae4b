//! Because: a running sum that keeps what rounding took away (Neumaier), instead of a queue.

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
    let mut days = Vec::new();
    let (mut sum, mut lost, mut start) = (0.0, 0.0, 0);
    let mut enter = |x: f64| {
        let next: f64 = sum + x;
        let x_part = next - sum;
        lost += (sum - (next - x_part)) + (x - x_part);
        sum = next;
        sum + lost
    };
    for row in 0..x.len() {
        let mut all = enter(x[row]);
        while times[row] - times[start] >= window_s {
            all = enter(-x[start]);
            start += 1;
        }
        add(&mut days, times[row] / DAY_S, all / (row + 1 - start) as f64);
    }
    days
}

fn add(days: &mut Vec<Day>, day: u32, mean: f64) {
    match days.last_mut() {
        Some(last) if last.day == day => last.highest = last.highest.max(mean),
        _ => days.push(Day { day, highest: mean }),
    }
}
