//! Because: the good readings are gathered first, without a branch, and calibrated from a list of their own, round after round, so that many are in flight.

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
    let mut values = Vec::new();
    for partition in 0..partitions {
        let rows = load(partition);
        let mut good = vec![0.0; rows.len() + 1];
        let mut count = 0;
        for row in &rows {
            good[count] = row.x;
            count += usize::from(row.y > 0.0);
        }
        good.truncate(count);
        for block in good.chunks_mut(64) {
            for _ in 0..ROUNDS {
                for value in &mut *block {
                    *value = (10.0 * *value).sin().abs().sqrt();
                }
            }
        }
        values.append(&mut good);
    }
    Persisted { values }
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
