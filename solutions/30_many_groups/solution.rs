//! The rows dealt into partitions by a hash of the key, then a map for each partition:
//! what engines call the shuffle.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Partitions. With some hundred thousand groups the map of each has a few thousand and
/// fits into a core's own cache, and there are more than enough for every core.
const PARTITIONS: usize = 1 << PARTITION_BITS;
const PARTITION_BITS: u32 = 6;

/// Rows in a chunk: a task of some tens of microseconds.
const CHUNK: usize = 16_384;

/// For each number of rows, how many keys have so many.
type Sizes = BTreeMap<usize, usize>;

/// First all chunks of rows are dealt out, side by side. Then all partitions are counted,
/// side by side. Every row of a key is in the same partition, so no two maps share a key.
/// What is left to merge are a few numbers for each partition.
pub fn many_groups(keys: &[u64]) -> Sizes {
    let dealt: Vec<Vec<Vec<u64>>> = keys.par_chunks(CHUNK).map(deal).collect();
    let keys_of = |partition: usize| dealt.iter().flat_map(move |lists| &lists[partition]);
    (0..PARTITIONS)
        .into_par_iter()
        .map(|partition| sizes(keys_of(partition)))
        .reduce(Sizes::new, merge)
}

/// The rows of a chunk, a list for each partition.
fn deal(keys: &[u64]) -> Vec<Vec<u64>> {
    // A little more room than an even share, so that hardly any list has to grow.
    let room = keys.len() / PARTITIONS * 5 / 4;
    let mut lists: Vec<_> = (0..PARTITIONS).map(|_| Vec::with_capacity(room)).collect();
    for &key in keys {
        lists[partition(key)].push(key);
    }
    lists
}

/// The first bits of the key times 2⁶⁴ over the golden ratio, which spreads keys that differ
/// in a few bits anywhere (D. Knuth, "The Art of Computer Programming" 3, 6.4).
fn partition(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - PARTITION_BITS)) as usize
}

fn sizes<'a>(keys: impl Iterator<Item = &'a u64>) -> Sizes {
    let mut rows: HashMap<u64, usize> = HashMap::new();
    for key in keys {
        *rows.entry(*key).or_default() += 1;
    }
    let mut sizes = Sizes::new();
    for rows in rows.into_values() {
        *sizes.entry(rows).or_default() += 1;
    }
    sizes
}

fn merge(mut all: Sizes, part: Sizes) -> Sizes {
    for (rows, keys) in part {
        *all.entry(rows).or_default() += keys;
    }
    all
}
