//! Because: as many partitions as threads, which is what comes to mind first: nothing to merge, though the maps are large.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let partitions = rayon::current_num_threads();
    let chunk = keys.len().div_ceil(partitions).max(1);
    let deal = |keys: &[u64]| {
        let mut lists = vec![Vec::new(); partitions];
        for &key in keys {
            let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            lists[mixed as usize * partitions >> 32].push(key);
        }
        lists
    };
    let dealt: Vec<Vec<Vec<u64>>> = keys.par_chunks(chunk).map(deal).collect();
    let counted: Vec<HashMap<u64, usize>> = (0..partitions)
        .into_par_iter()
        .map(|partition| count(dealt.iter().flat_map(|lists| &lists[partition])))
        .collect();
    sizes(counted.into_iter().flat_map(HashMap::into_values))
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
