//! Expect: wrong_answer
//! Because: a chunk's counts replace the total instead of being added to it, so only the chunk that ends last is seen.

use rayon::prelude::*;
use std::sync::Mutex;

pub type Histogram = [u64; 256];

const CHUNK_SIZE: usize = 65_536;

pub fn histogram(pixels: &[u8]) -> Histogram {
    let total = Mutex::new([0; 256]);
    pixels.par_chunks(CHUNK_SIZE).for_each(|chunk| {
        let counts = count(chunk);
        *total.lock().expect("no thread panics") = counts;
    });
    total.into_inner().expect("no thread panics")
}

pub fn count(pixels: &[u8]) -> Histogram {
    let mut counts = [0; 256];
    for block in pixels.chunks(1 << 20) {
        let mut tables = [[0_u32; 256]; 8];
        let (rows, rest) = block.as_chunks::<8>();
        for row in rows {
            for (table, &pixel) in tables.iter_mut().zip(row) {
                table[usize::from(pixel)] += 1;
            }
        }
        for &pixel in rest {
            tables[0][usize::from(pixel)] += 1;
        }
        for table in tables {
            for (count, more) in counts.iter_mut().zip(table) {
                *count += u64::from(more);
            }
        }
    }
    counts
}
