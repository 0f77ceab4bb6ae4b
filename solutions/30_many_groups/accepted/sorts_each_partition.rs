//! Because: no map: each partition is sorted, and equal keys stand side by side.

use rayon::prelude::*;
use std::collections::BTreeMap;

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let dealt: Vec<Vec<Vec<u64>>> = keys.par_chunks(20_000).map(deal).collect();
    let parts: Vec<BTreeMap<usize, usize>> = (0..64)
        .into_par_iter()
        .map(|partition| {
            let lists = dealt.iter().map(|lists| lists[partition].as_slice());
            let mut keys = lists.collect::<Vec<_>>().concat();
            keys.sort_unstable();
            sizes(keys.chunk_by(|a, b| a == b).map(<[u64]>::len))
        })
        .collect();
    parts.into_iter().fold(BTreeMap::new(), add)
}

fn deal(keys: &[u64]) -> Vec<Vec<u64>> {
    let mut lists = vec![Vec::new(); 64];
    for &key in keys {
        lists[(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize].push(key);
    }
    lists
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
