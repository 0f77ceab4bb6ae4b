//! Expect: low_speedup
//! Cause: overhead
//! Because: rayon folds into maps and merges them pair by pair, so that a key goes through several maps.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let rows = keys
        .par_iter()
        .fold(HashMap::<u64, usize>::new, |mut rows, key| {
            *rows.entry(*key).or_default() += 1;
            rows
        })
        .reduce(HashMap::new, |mut all, part| {
            for (key, rows) in part {
                *all.entry(key).or_default() += rows;
            }
            all
        });
    sizes(rows.into_values())
}

/// How many keys have one row, how many two, and so on.
fn sizes(counts: impl IntoIterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for rows in counts {
        *sizes.entry(rows).or_default() += 1;
    }
    sizes
}
