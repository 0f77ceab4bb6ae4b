//! Because: the baseline's map, with room for all rows from the start.

use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let mut rows: HashMap<u64, usize> = HashMap::with_capacity(keys.len());
    for key in keys {
        *rows.entry(*key).or_default() += 1;
    }
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
