//! Because: sums of distances from the first value instead of a running mean: no division for each row.

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
    let mut groups: FxHashMap<&str, Shifted> = FxHashMap::default();
    for ((name, &x), &y) in names.iter().zip(x).zip(y) {
        if y > 0.0 {
            let new = || Shifted { shift: x, ..Shifted::default() };
            let group = groups.entry(name).or_insert_with(new);
            let d = x - group.shift;
            group.rows += 1;
            group.sum += d;
            group.squares += d * d;
            group.x_sum += x;
            group.y_max = group.y_max.max(y);
        }
    }
    let finish = |(name, group): (&str, Shifted)| {
        let rows = group.rows as f64;
        let m2 = (group.squares - group.sum * group.sum / rows).max(0.0);
        Group {
            name: name.to_owned(),
            x_std: (m2 / (rows - 1.0)).sqrt(),
            x_sum: group.x_sum,
            y_max: group.y_max,
            rows: group.rows,
        }
    };
    let mut groups: Vec<Group> = groups.into_iter().map(finish).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
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
