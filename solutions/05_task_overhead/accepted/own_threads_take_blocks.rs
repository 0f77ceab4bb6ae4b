//! Because: it begins serially and gives the rest to threads of its own, which take short blocks from a counter; the blocks are put in order at the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Starting and ending threads costs about as much.
const THREADS_PRICE: Duration = Duration::from_micros(100);
/// The clock is read once for so many values.
const PIECE_SIZE: usize = 16;

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let mut mapped = Vec::with_capacity(values.len());
    let begun = Instant::now();
    for piece in values.chunks(PIECE_SIZE) {
        mapped.extend(piece.iter().map(&f));
        if begun.elapsed() > THREADS_PRICE {
            break;
        }
    }
    let rest = &values[mapped.len()..];
    if rest.is_empty() {
        return mapped;
    }
    let block_size = (rest.len() / 1_000).max(1);
    let blocks: Vec<&[T]> = rest.chunks(block_size).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        // The counter protects nothing but itself.
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some(block) = blocks.get(index)
        {
            done.push((index, block.iter().map(&f).collect::<Vec<U>>()));
        }
        done
    };
    let mut done: Vec<(usize, Vec<U>)> = thread::scope(|scope| {
        let threads = rayon::current_num_threads();
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("no thread panics")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    mapped.extend(done.into_iter().flat_map(|(_, results)| results));
    mapped
}
