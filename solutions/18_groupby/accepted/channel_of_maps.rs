//! Because: each spawned task sends the map of its rows through a channel to the one who merges.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::mpsc;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    const ROWS: usize = 20_000;
    let (sender, receiver) = mpsc::channel();
    rayon::scope(|scope| {
        for ((names, x), y) in names.chunks(ROWS).zip(x.chunks(ROWS)).zip(y.chunks(ROWS)) {
            let sender = sender.clone();
            scope.spawn(move |_| sender.send(aggregate(names, x, y)).unwrap());
        }
    });
    drop(sender);
    let mut groups: BTreeMap<&str, Aggregate> = BTreeMap::new();
    for (name, group) in receiver.into_iter().flatten() {
        groups.entry(name).or_default().merge(&group);
    }
    groups.iter().map(|(name, group)| group.finish(name)).collect()
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
