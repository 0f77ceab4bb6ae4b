//! Because: a table with places of its own, found by the first and the last eight letters; then the whole name is compared.

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub x_std: f64,
    pub x_sum: f64,
    pub y_max: f64,
    pub rows: u64,
}

pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    // The number of a group, counted from 1. There are twice as many places as rows.
    let mut table = vec![0_usize; (2 * names.len()).next_power_of_two()];
    let mask = table.len() - 1;
    let mut found: Vec<(&str, Aggregate)> = Vec::new();
    for ((name, &x), &y) in names.iter().zip(x).zip(y) {
        if y <= 0.0 {
            continue;
        }
        let mut place = mixed(name.as_bytes()) & mask;
        loop {
            match table[place] {
                0 => {
                    let mut group = Aggregate::default();
                    group.add(x, y);
                    found.push((name, group));
                    table[place] = found.len();
                    break;
                }
                number if found[number - 1].0 == name => {
                    found[number - 1].1.add(x, y);
                    break;
                }
                _ => place = (place + 1) & mask,
            }
        }
    }
    let mut groups: Vec<Group> = found.iter().map(|(name, group)| group.finish(name)).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

fn mixed(name: &[u8]) -> usize {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |&bytes| u64::from_le_bytes(bytes));
    let short = name.iter().take(8).fold(0, |word, &letter| word << 8 | u64::from(letter));
    let (first, last) = match name.len() {
        ..8 => (short, 0),
        _ => (word(name.first_chunk()), word(name.last_chunk())),
    };
    let mixed =
        (first.rotate_left(23) ^ last ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize
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
