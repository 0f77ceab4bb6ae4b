//! Expect: wrong_answer
//! Because: keys are told apart by their first 40 bits only.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let dealt: Vec<Vec<Vec<u64>>> = keys.par_chunks(16_384).map(deal).collect();
    (0..64)
        .into_par_iter()
        .map(|partition| {
            let rows = count(dealt.iter().flat_map(|lists| &lists[partition]));
            sizes(rows.into_values())
        })
        .reduce(BTreeMap::new, add)
}

fn deal(keys: &[u64]) -> Vec<Vec<u64>> {
    let mut lists = vec![Vec::new(); 64];
    for &key in keys {
        lists[(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize].push(key);
    }
    lists
}

fn count<'a>(keys: impl Iterator<Item = &'a u64>) -> HashMap<u64, usize> {
    let mut rows: HashMap<u64, usize> = HashMap::new();
    for key in keys {
        *rows.entry(*key >> 24).or_default() += 1;
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
