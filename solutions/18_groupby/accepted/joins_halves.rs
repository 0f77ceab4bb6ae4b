//! Because: the rows are cut in halves down to some ten thousand, and `join` gives back two maps that are merged at once.

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
    let groups = halves(names, x, y);
    let mut groups: Vec<Group> = groups.iter().map(|(name, group)| group.finish(name)).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

fn halves<'a>(names: &'a [String], x: &[f64], y: &[f64]) -> Groups<'a> {
    if names.len() < 20_000 {
        return aggregate(names, x, y);
    }
    let middle = names.len() / 2;
    let (mut left, right) = rayon::join(
        || halves(&names[..middle], &x[..middle], &y[..middle]),
        || halves(&names[middle..], &x[middle..], &y[middle..]),
    );
    for (name, group) in right {
        left.entry(name).or_default().merge(&group);
    }
    left
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
