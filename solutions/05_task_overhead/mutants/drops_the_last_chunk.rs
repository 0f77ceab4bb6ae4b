//! Expect: wrong_answer
//! Because: `par_chunks_exact` leaves out the values that do not fill a whole chunk.

use rayon::prelude::*;

/// Chunks for tasks of a decent length; what is shorter than a chunk stays
/// serial.
const CHUNK_SIZE: usize = 64;

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    if values.len() < CHUNK_SIZE {
        return values.iter().map(f).collect();
    }
    values.par_chunks_exact(CHUNK_SIZE).flat_map_iter(|chunk| chunk.iter().map(&f)).collect()
}
