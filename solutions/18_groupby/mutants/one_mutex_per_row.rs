//! Expect: low_speedup
//! Cause: contention
//! Because: every row takes the lock of the one map that all threads share; they wait for each other instead of working.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Mutex;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    let groups: Mutex<FxHashMap<&str, Aggregate>> = Mutex::default();
    let rows = (names, x, y).into_par_iter();
    rows.filter(|&(_, _, &y)| y > 0.0).for_each(|(name, &x, &y)| {
        let mut groups = groups.lock().expect("no thread panics with the lock held");
        groups.entry(name).or_default().add(x, y);
    });
    let groups = groups.into_inner().expect("all threads are done");
    let mut groups: Vec<Group> =
        groups.into_iter().map(|(name, aggregate)| aggregate.finish(name)).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
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
