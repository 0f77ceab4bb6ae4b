//! Because: a recursion by `rayon::join`; a short piece is done with two stacks as a textbook has them, pushed and popped.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let mut means = vec![0.0; x.len()];
    halves(0, &mut means, times, x, window_s);
    means
}

fn halves(begin: usize, means: &mut [f64], times: &[u32], x: &[f64], window_s: u32) {
    if means.len() > 100_000 {
        let half = means.len() / 2;
        let (one, other) = means.split_at_mut(half);
        rayon::join(
            || halves(begin, one, times, x, window_s),
            || halves(begin + half, other, times, x, window_s),
        );
        return;
    }
    if means.is_empty() {
        return;
    }
    let mut start = times[..begin].partition_point(|time| times[begin] - time >= window_s);
    let mut queue = Queue::default();
    for x in &x[start..begin] {
        queue.push(*x);
    }
    for row in begin..begin + means.len() {
        queue.push(x[row]);
        while times[row] - times[start] >= window_s {
            queue.pop();
            start += 1;
        }
        means[row - begin] = queue.sum() / (row + 1 - start) as f64;
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
