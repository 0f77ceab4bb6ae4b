//! Because: spawned tasks send what is good of a partition through a channel, and the lists are kept in the order of their arrival.

use std::sync::mpsc;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub id: u32,
    pub x: f64,
    pub y: f64,
}

pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

pub struct Persisted {
    partitions: Vec<Vec<f64>>,
}

pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let (sender, receiver) = mpsc::channel();
    rayon::scope(|scope| {
        for partition in 0..partitions {
            let sender = sender.clone();
            scope.spawn(move |_| {
                let rows = load(partition);
                let mut good = Vec::with_capacity(rows.len() / 2);
                good.extend(rows.iter().filter(|row| row.y > 0.0).map(|row| calibrate(row.x)));
                sender.send(good).unwrap();
            });
        }
    });
    drop(sender);
    Persisted { partitions: receiver.iter().collect() }
}

impl Persisted {
    pub fn count(&self) -> usize {
        self.partitions.iter().map(Vec::len).sum()
    }

    pub fn mean(&self) -> f64 {
        self.sum(|value| value) / self.count().max(1) as f64
    }

    pub fn std(&self) -> f64 {
        let mean = self.mean();
        let squares = self.sum(|value| (value - mean) * (value - mean));
        (squares / self.count().max(1) as f64).sqrt()
    }

    pub fn count_below(&self, limit: f64) -> usize {
        let below = |values: &Vec<f64>| values.iter().filter(|&&value| value < limit).count();
        self.partitions.iter().map(below).sum()
    }

    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        let part = |values: &Vec<f64>| values.iter().map(|&value| of(value)).sum::<f64>();
        self.partitions.iter().map(part).sum()
    }
}

const ROUNDS: u32 = 4;

pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}
