//! Because: the sine is a polynomial of its own, of which the compiler makes vector instructions.

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
                    *value = size_of_sine(10.0 * *value).sqrt();
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

/// |sin x| for |x| up to 10: the distance from the nearest multiple of π, and
/// Taylor's polynomial.
fn size_of_sine(x: f64) -> f64 {
    const ROUNDER: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²: adding it rounds
    const PI_REST: f64 = 1.224_646_799_147_353_2e-16; // π less its nearest float
    let times = (x * std::f64::consts::FRAC_1_PI + ROUNDER) - ROUNDER;
    let r = (x - times * std::f64::consts::PI) - times * PI_REST;
    let s = r * r;
    let mut sum = 1.0 / 51_090_942_171_709_440_000.0;
    sum = 1.0 / -121_645_100_408_832_000.0 + s * sum;
    sum = 1.0 / 355_687_428_096_000.0 + s * sum;
    sum = 1.0 / -1_307_674_368_000.0 + s * sum;
    sum = 1.0 / 6_227_020_800.0 + s * sum;
    sum = 1.0 / -39_916_800.0 + s * sum;
    sum = 1.0 / 362_880.0 + s * sum;
    sum = 1.0 / -5_040.0 + s * sum;
    sum = 1.0 / 120.0 + s * sum;
    sum = 1.0 / -6.0 + s * sum;
    (r + r * s * sum).abs()
}
