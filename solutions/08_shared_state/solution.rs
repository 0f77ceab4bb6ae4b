//! A private histogram for each chunk, and one merge at the end: no thread
//! ever touches what another one writes.

use rayon::prelude::*;

/// At each brightness, from 0 (black) to 255 (white), how many pixels have it.
pub type Histogram = [u64; 256];

/// Pixels in a chunk: some 35 microseconds of counting, against a quarter of a
/// microsecond for adding a histogram to another.
const CHUNK_SIZE: usize = 65_536;

/// Counts are added, and it does not matter in which order or in which groups.
/// That is all that `reduce` asks for.
pub fn histogram(pixels: &[u8]) -> Histogram {
    pixels.par_chunks(CHUNK_SIZE).map(count).reduce(|| [0; 256], |a, b| add(&a, &b))
}

fn add(a: &Histogram, b: &Histogram) -> Histogram {
    std::array::from_fn(|brightness| a[brightness] + b[brightness])
}

/// Does the same on one thread.
///
/// Eight tables instead of one: neighbours are often equal, and with one table
/// each addition would have to wait for the one before, in the same place. The
/// tables' counters are small, so a table takes no more than 2²⁰ pixels.
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
