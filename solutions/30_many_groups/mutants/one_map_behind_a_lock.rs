//! Expect: low_speedup
//! Cause: contention
//! Because: all threads count in one map, one row at a time.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let rows: Mutex<HashMap<u64, usize>> = Mutex::default();
    keys.par_iter().for_each(|key| *rows.lock().unwrap().entry(*key).or_default() += 1);
    sizes(rows.into_inner().unwrap().into_values())
}

/// How many keys have one row, how many two, and so on.
fn sizes(counts: impl IntoIterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for rows in counts {
        *sizes.entry(rows).or_default() += 1;
    }
    sizes
}
