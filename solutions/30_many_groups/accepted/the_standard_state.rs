//! Because: the hash of the standard map itself, for the partition as well, and eight partitions.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let state = RandomState::new();
    let dealt: Vec<Vec<Vec<u64>>> =
        keys.par_chunks(10_000).map(|keys| deal(keys, &state)).collect();
    (0..8)
        .into_par_iter()
        .map(|partition| {
            let rows = count(dealt.iter().flat_map(|lists| &lists[partition]));
            sizes(rows.into_values())
        })
        .reduce(BTreeMap::new, add)
}

fn deal(keys: &[u64], state: &RandomState) -> Vec<Vec<u64>> {
    let mut lists = vec![Vec::new(); 8];
    for &key in keys {
        lists[(state.hash_one(key) % 8) as usize].push(key);
    }
    lists
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
