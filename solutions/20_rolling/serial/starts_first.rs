//! Because: a pass that finds where each window begins, and then the queue, so that neither waits for the other.

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
    let mut start = 0;
    let starts: Vec<usize> = times
        .iter()
        .map(|time| {
            while time - times[start] >= window_s {
                start += 1;
            }
            start
        })
        .collect();
    let mut days = Vec::new();
    let mut front = vec![0.0; x.len()];
    let (mut middle, mut back) = (0, 0.0);
    for row in 0..x.len() {
        back += x[row];
        let start = starts[row];
        if start >= middle {
            let mut sum = 0.0;
            for at in (start..=row).rev() {
                sum += x[at];
                front[at] = sum;
            }
            (middle, back) = (row + 1, 0.0);
        }
        add(&mut days, times[row] / DAY_S, (front[start] + back) / (row + 1 - start) as f64);
    }
    days
}

fn add(days: &mut Vec<Day>, day: u32, mean: f64) {
    match days.last_mut() {
        Some(last) if last.day == day => last.highest = last.highest.max(mean),
        _ => days.push(Day { day, highest: mean }),
    }
}
