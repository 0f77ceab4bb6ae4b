//! Because: a thread of its own for each core, with a list of sums as long as its rows and their overlap; it begins and ends with whole days.

use std::thread;

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
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    // A part begins with the first row of a day.
    let cut = |part: usize| match times.get(part * x.len() / cores) {
        Some(time) if part > 0 => times.partition_point(|other| other / DAY_S < time / DAY_S),
        Some(_) => 0,
        None => x.len(),
    };
    thread::scope(|scope| {
        let part = |part: usize| {
            let (begin, end) = (cut(part), cut(part + 1));
            scope.spawn(move || {
                let mut first = begin;
                while first > 0 && begin < end && times[begin] - times[first - 1] < window_s {
                    first -= 1;
                }
                days_of(&times[first..end], &x[first..end], window_s, begin - first)
            })
        };
        let parts: Vec<_> = (0..cores).map(part).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

/// The days of all rows but the first ones, which only count.
fn days_of(times: &[u32], x: &[f64], window_s: u32, overlap: usize) -> Vec<Day> {
    let mut to_end = vec![0.0; x.len()];
    let mut sum = 0.0;
    for i in (0..overlap).rev() {
        sum += x[i];
        to_end[i] = sum;
    }
    let (mut start, mut middle, mut back) = (0, overlap, 0.0);
    let mut days: Vec<Day> = Vec::new();
    for row in overlap..x.len() {
        back += x[row];
        while times[row] - times[start] >= window_s {
            start += 1;
        }
        if start >= middle {
            let mut sum = 0.0;
            for i in (start..=row).rev() {
                sum += x[i];
                to_end[i] = sum;
            }
            middle = row + 1;
            back = 0.0;
        }
        let mean = (to_end[start] + back) / (row - start + 1) as f64;
        let day = times[row] / DAY_S;
        match days.last_mut() {
            Some(last) if last.day == day => last.highest = last.highest.max(mean),
            _ => days.push(Day { day, highest: mean }),
        }
    }
    days
}
