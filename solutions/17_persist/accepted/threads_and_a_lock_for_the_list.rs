//! Because: threads of its own take the next partition from a counter, calibrate it alone, and hold the lock of the common list only to append.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub id: u32,
    pub x: f64,
    pub y: f64,
}

pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

pub struct Persisted {
    values: Vec<f64>,
}

pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|| {
                loop {
                    let partition = next.fetch_add(1, Ordering::Relaxed);
                    if partition >= partitions {
                        break;
                    }
                    let mut good = Vec::new();
                    for row in load(partition) {
                        if row.y > 0.0 {
                            good.push(calibrate(row.x));
                        }
                    }
                    all.lock().unwrap().append(&mut good);
                }
            });
        }
    });
    Persisted { values: all.into_inner().unwrap() }
}

impl Persisted {
    pub fn count(&self) -> usize {
        self.values.len()
    }

    pub fn mean(&self) -> f64 {
        if self.values.is_empty() {
            return 0.0;
        }
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    pub fn std(&self) -> f64 {
        if self.values.is_empty() {
            return 0.0;
        }
        let mean = self.mean();
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / self.values.len() as f64).sqrt()
    }

    pub fn count_below(&self, limit: f64) -> usize {
        self.values.iter().filter(|&&value| value < limit).count()
    }
}

const ROUNDS: u32 = 4;

pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}
