//! Because: each partition's list stands behind a lock of its own, which a chunk takes once.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let all: Vec<Mutex<Vec<u64>>> = (0..64).map(|_| Mutex::default()).collect();
    keys.par_chunks(16_384).for_each(|keys| {
        for (mine, mut list) in all.iter().zip(deal(keys)) {
            mine.lock().unwrap().append(&mut list);
        }
    });
    all.into_par_iter()
        .map(|list| sizes(count(list.into_inner().unwrap().iter()).into_values()))
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
