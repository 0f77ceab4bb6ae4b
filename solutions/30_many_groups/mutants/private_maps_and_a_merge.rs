//! Expect: low_speedup
//! Cause: serial
//! Because: a map for each thread, as for 26 names, and then one thread puts each key into one map once more.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let part = keys.len().div_ceil(rayon::current_num_threads()).max(1);
    let maps: Vec<HashMap<u64, usize>> =
        keys.par_chunks(part).map(|keys| count(keys.iter())).collect();
    let mut maps = maps.into_iter();
    let mut all = maps.next().unwrap_or_default();
    for (key, rows) in maps.flatten() {
        *all.entry(key).or_default() += rows;
    }
    sizes(all.into_values())
}

fn count<'a>(keys: impl Iterator<Item = &'a u64>) -> HashMap<u64, usize> {
    let mut rows: HashMap<u64, usize> = HashMap::new();
    for key in keys {
        *rows.entry(*key).or_default() += 1;
    }
    rows
}

/// How many keys have one row, how many two, and so on.
fn sizes(counts: impl IntoIterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for rows in counts {
        *sizes.entry(rows).or_default() += 1;
    }
    sizes
}
