//! Because: the map that everybody knows, one for each part and a merge: right and parallel, though its hash takes nearly half of the time.

use rayon::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    const ROWS: usize = 16_384;
    let columns = (names.par_chunks(ROWS), x.par_chunks(ROWS), y.par_chunks(ROWS));
    let groups = columns
        .into_par_iter()
        .map(|(names, x, y)| {
            let mut groups: HashMap<&str, Aggregate> = HashMap::new();
            for ((name, &x), &y) in names.iter().zip(x).zip(y) {
                if y > 0.0 {
                    groups.entry(name).or_default().add(x, y);
                }
            }
            groups
        })
        .reduce(HashMap::new, |mut all, part| {
            for (name, group) in part {
                all.entry(name).or_default().merge(&group);
            }
            all
        });
    let mut groups: Vec<Group> = groups.iter().map(|(name, group)| group.finish(name)).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

#[derive(Clone, Default)]
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
            x_std: (self.m2 / (self.rows as f64 - 1.0)).sqrt(),
            x_sum: self.x_sum,
            y_max: self.y_max,
            rows: self.rows,
        }
    }
}
