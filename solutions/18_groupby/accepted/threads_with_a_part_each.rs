//! Because: threads of its own take equal parts of the rows, and the maps are merged as the threads are joined.

use rustc_hash::FxHashMap;
use std::thread;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    let part = names.len().div_ceil(rayon::current_num_threads()).max(1);
    let mut groups = Groups::default();
    thread::scope(|scope| {
        let threads: Vec<_> = names
            .chunks(part)
            .zip(x.chunks(part).zip(y.chunks(part)))
            .map(|(names, (x, y))| scope.spawn(move || aggregate(names, x, y)))
            .collect();
        for thread in threads {
            for (name, group) in thread.join().unwrap() {
                groups.entry(name).or_default().merge(&group);
            }
        }
    });
    let mut groups: Vec<Group> = groups.iter().map(|(name, group)| group.finish(name)).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

type Groups<'a> = FxHashMap<&'a str, Aggregate>;

fn aggregate<'a>(names: &'a [String], x: &[f64], y: &[f64]) -> Groups<'a> {
    let mut groups = Groups::default();
    for i in 0..names.len() {
        if y[i] > 0.0 {
            groups.entry(names[i].as_str()).or_default().add(x[i], y[i]);
        }
    }
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
