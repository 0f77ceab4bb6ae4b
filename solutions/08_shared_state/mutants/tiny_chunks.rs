//! Expect: low_speedup
//! Cause: overhead
//! Because: a histogram for every 256 pixels: clearing it and adding it up costs more than the pixels.

use rayon::prelude::*;

pub type Histogram = [u64; 256];

const CHUNK_SIZE: usize = 256;

pub fn histogram(pixels: &[u8]) -> Histogram {
    pixels.par_chunks(CHUNK_SIZE).map(count).reduce(|| [0; 256], |a, b| add(&a, &b))
}

fn add(a: &Histogram, b: &Histogram) -> Histogram {
    std::array::from_fn(|brightness| a[brightness] + b[brightness])
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
