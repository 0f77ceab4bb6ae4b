//! Expect: wrong_answer
//! Because: each chunk of rows has groups of its own, and a key that two chunks share is counted as two.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    keys.par_chunks(4_096)
        .map(|keys| sizes(count(keys.iter()).into_values()))
        .reduce(BTreeMap::new, add)
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

fn add(mut all: BTreeMap<usize, usize>, part: BTreeMap<usize, usize>) -> BTreeMap<usize, usize> {
    for (rows, keys) in part {
        *all.entry(rows).or_default() += keys;
    }
    all
}
