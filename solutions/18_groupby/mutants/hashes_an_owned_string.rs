//! Expect: low_speedup
//! Cause: overhead
//! Because: the names are cloned before it is known which rows count: a String allocated and freed for every row.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const PARTITION_ROWS: usize = 16_384;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    let columns = (
        names.par_chunks(PARTITION_ROWS),
        x.par_chunks(PARTITION_ROWS),
        y.par_chunks(PARTITION_ROWS),
    );
    let partials: Vec<FxHashMap<String, Aggregate>> =
        columns.into_par_iter().map(|(names, x, y)| aggregate(names, x, y)).collect();

    // A `BTreeMap` hands its entries back in the order of their names.
    let mut groups: BTreeMap<String, Aggregate> = BTreeMap::new();
    for (name, partial) in partials.into_iter().flatten() {
        groups.entry(name).or_default().merge(&partial);
    }
    groups.into_iter().map(|(name, aggregate)| aggregate.finish(&name)).collect()
}

fn aggregate(names: &[String], x: &[f64], y: &[f64]) -> FxHashMap<String, Aggregate> {
    let mut groups: FxHashMap<String, Aggregate> = FxHashMap::default();
    for ((name, &x), &y) in names.iter().cloned().zip(x).zip(y) {
        if y > 0.0 {
            groups.entry(name).or_default().add(x, y);
        }
    }
    groups
}

#[derive(Default)]
struct Aggregate {
    rows: u64,
    mean: f64,
    m2: f64,
    x_sum: f64,
    y_max: f64,
}

impl Aggregate {
    fn add(&mut self, x: f64, y: f64) {
        self.rows += 1;
        let distance = x - self.mean;
        self.mean += distance / self.rows as f64;
        self.m2 += distance * (x - self.mean);
        self.x_sum += x;
        self.y_max = self.y_max.max(y);
    }

    fn merge(&mut self, other: &Self) {
        let (here, there) = (self.rows as f64, other.rows as f64);
        let distance = other.mean - self.mean;
        self.rows += other.rows;
        self.m2 += other.m2 + distance * distance * (here * there / (here + there));
        self.mean += distance * (there / (here + there));
        self.x_sum += other.x_sum;
        self.y_max = self.y_max.max(other.y_max);
    }

    fn finish(&self, name: &str) -> Group {
        Group {
            name: name.to_owned(),
            x_std: (self.m2 / (self.rows as f64 - 1.0)).sqrt(), // 0/0 is NaN: one row
            x_sum: self.x_sum,
            y_max: self.y_max,
            rows: self.rows,
        }
    }
}
