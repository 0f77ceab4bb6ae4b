//! Because: it looks at the clock once in 32 values, and hands the rest to rayon as soon as 50 microseconds are over.

use rayon::prelude::*;
use std::time::Instant;

pub fn map<T: Sync, U: Send>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    let begun = Instant::now();
    let mut mapped = Vec::with_capacity(values.len());
    let mut pieces = values.chunks(32);
    for piece in &mut pieces {
        mapped.extend(piece.iter().map(&f));
        if begun.elapsed().as_micros() >= 50 {
            break;
        }
    }
    let rest: Vec<U> = values[mapped.len()..].par_iter().map(&f).collect();
    mapped.extend(rest);
    mapped
}
