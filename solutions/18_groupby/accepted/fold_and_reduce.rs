//! Because: rayon folds the zipped columns into maps, as many as it likes, and reduces the maps pair by pair.

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
    let groups = names
        .par_iter()
        .zip(x.par_iter().zip(y))
        .filter(|(_, (_, y))| **y > 0.0)
        .fold(FxHashMap::<&str, Aggregate>::default, |mut groups, (name, (&x, &y))| {
            groups.entry(name).or_default().add(x, y);
            groups
        })
        .reduce(FxHashMap::default, |mut all, part| {
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
