//! Because: no map and no partition: a parallel sort brings equal keys together.

use rayon::prelude::*;
use std::collections::BTreeMap;

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let mut keys = keys.to_vec();
    keys.par_sort_unstable();
    sizes(keys.chunk_by(|a, b| a == b).map(<[u64]>::len))
}

/// How many keys have one row, how many two, and so on.
fn sizes(counts: impl IntoIterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for rows in counts {
        *sizes.entry(rows).or_default() += 1;
    }
    sizes
}
