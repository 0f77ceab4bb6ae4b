//! Because: threads of its own deal the rows and send the lists through channels to the threads that own the partitions.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc;
use std::thread;

pub fn many_groups(keys: &[u64]) -> BTreeMap<usize, usize> {
    let threads = rayon::current_num_threads();
    let part = keys.len().div_ceil(threads).max(1);
    let (senders, receivers): (Vec<_>, Vec<_>) =
        (0..threads).map(|_| mpsc::channel::<(usize, Vec<u64>)>()).unzip();
    thread::scope(|scope| {
        for keys in keys.chunks(part) {
            let senders = senders.clone();
            scope.spawn(move || {
                for (number, list) in deal(keys).into_iter().enumerate() {
                    senders[number % threads].send((number, list)).unwrap();
                }
            });
        }
        drop(senders);
        let owners: Vec<_> =
            receivers.into_iter().map(|lists| scope.spawn(move || own(lists))).collect();
        owners.into_iter().map(|owner| owner.join().unwrap()).fold(BTreeMap::new(), add)
    })
}

fn own(received: mpsc::Receiver<(usize, Vec<u64>)>) -> BTreeMap<usize, usize> {
    let mut lists: BTreeMap<usize, Vec<Vec<u64>>> = BTreeMap::new();
    for (number, list) in received {
        lists.entry(number).or_default().push(list);
    }
    lists
        .into_values()
        .map(|lists| sizes(count(lists.iter().flatten()).into_values()))
        .fold(BTreeMap::new(), add)
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
