//! Expect: wrong_answer
//! Because: the division rounds down, so the pixels that do not fill a chunk at the end are in no histogram.

use rayon::prelude::*;

pub type Histogram = [u64; 256];

const CHUNKS: usize = 64;

pub fn histogram(pixels: &[u8]) -> Histogram {
    let chunk_size = pixels.len() / CHUNKS;
    (0..CHUNKS)
        .into_par_iter()
        .map(|chunk| count(&pixels[chunk * chunk_size..][..chunk_size]))
        .reduce(|| [0; 256], |a, b| add(&a, &b))
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
