//! Because: a group keeps sums of x less its first x, and of the squares of that, instead of a running mean.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    const ROWS: usize = 10_000;
    let part = |first: usize| {
        let mut groups: FxHashMap<&str, Shifted> = FxHashMap::default();
        for i in first..names.len().min(first + ROWS) {
            if y[i] > 0.0 {
                groups.entry(&names[i]).or_insert_with(|| Shifted::from(x[i])).add(x[i], y[i]);
            }
        }
        groups
    };
    let parts: Vec<_> =
        (0..names.len().div_ceil(ROWS)).into_par_iter().map(|at| part(at * ROWS)).collect();
    let mut all: FxHashMap<&str, Shifted> = FxHashMap::default();
    for (name, group) in parts.into_iter().flatten() {
        all.entry(name).or_insert_with(|| Shifted::from(group.shift)).merge(&group);
    }
    let mut groups: Vec<Group> = all.into_iter().map(|(name, group)| group.finish(name)).collect();
    groups.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    groups
}

#[derive(Default)]
struct Shifted {
    rows: u64,
    shift: f64,
    sum: f64,
    squares: f64,
    x_sum: f64,
    y_max: f64,
}

impl Shifted {
    fn from(shift: f64) -> Self {
        Self { shift, ..Self::default() }
    }

    fn add(&mut self, x: f64, y: f64) {
        let d = x - self.shift;
        self.rows += 1;
        self.sum += d;
        self.squares += d * d;
        self.x_sum += x;
        self.y_max = self.y_max.max(y);
    }

    /// Moves the other one's sums to this one's shift.
    fn merge(&mut self, other: &Self) {
        let (d, rows) = (other.shift - self.shift, other.rows as f64);
        self.rows += other.rows;
        self.squares += other.squares + 2.0 * d * other.sum + rows * d * d;
        self.sum += other.sum + rows * d;
        self.x_sum += other.x_sum;
        self.y_max = self.y_max.max(other.y_max);
    }

    fn finish(&self, name: &str) -> Group {
        let rows = self.rows as f64;
        let m2 = (self.squares - self.sum * self.sum / rows).max(0.0);
        Group {
            name: name.to_owned(),
            x_std: (m2 / (rows - 1.0)).sqrt(),
            x_sum: self.x_sum,
            y_max: self.y_max,
            rows: self.rows,
        }
    }
}
