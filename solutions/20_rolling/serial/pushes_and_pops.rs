//! Because: two stacks as a textbook has them, pushed and popped.

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
    let mut queue = Queue::default();
    let mut start = 0;
    let mut days = Vec::new();
    for row in 0..x.len() {
        queue.push(x[row]);
        while times[row] - times[start] >= window_s {
            queue.pop();
            start += 1;
        }
        add(&mut days, times[row] / DAY_S, queue.sum() / (row + 1 - start) as f64);
    }
    days
}

fn add(days: &mut Vec<Day>, day: u32, mean: f64) {
    match days.last_mut() {
        Some(last) if last.day == day => last.highest = last.highest.max(mean),
        _ => days.push(Day { day, highest: mean }),
    }
}

#[derive(Default)]
struct Queue {
    back: Vec<f64>,
    back_sum: f64,
    /// Each entry is a sum of its value and of all below it.
    front: Vec<f64>,
}

impl Queue {
    fn push(&mut self, x: f64) {
        self.back.push(x);
        self.back_sum += x;
    }

    fn pop(&mut self) {
        if self.front.is_empty() {
            let mut sum = 0.0;
            while let Some(x) = self.back.pop() {
                sum += x;
                self.front.push(sum);
            }
            self.back_sum = 0.0;
        }
        self.front.pop();
    }

    fn sum(&self) -> f64 {
        self.front.last().unwrap_or(&0.0) + self.back_sum
    }
}
