//! What `histogram` must do, on which pictures, and how we know.
//!
//! The timed picture is a scanned page, three quarters of it white: most
//! pixels want the same counter, so a shared one is fought over.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct SharedState;

/// A picture's pixels, each a brightness.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    pixels: Vec<u8>,
}

impl Exercise for SharedState {
    type Input = Input;
    type Output = Vec<u64>;

    /// The size is the number of pixels.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten pixels", 10),
            Case::example("a small page", 10_000),
            Case::hidden("no pixels", 0),
            Case::hidden("one pixel", 1),
            Case::hidden("two pixels", 2),
            Case::hidden("a prime number of pixels", 1_009),
            Case::hidden("every brightness", 200_003),
            // More than any 16-bit counter holds, in eight tables too.
            Case::hidden("a black picture", 1_000_003),
            Case::timed("a scanned page", 6_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let pixels = (0..case.size).map(|_| match case.name.as_str() {
            "a black picture" => 0,
            "every brightness" | "ten pixels" => rng.random(),
            _ => page(rng.random()),
        });
        Input { pixels: pixels.collect() }
    }

    /// Eight tables of 32-bit counters, added up at the end: the fastest of
    /// the serial programs that we tried.
    fn baseline(&self, input: &Input) -> Vec<u64> {
        count(&input.pixels).to_vec()
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<u64> {
        shared_state::histogram(&input.pixels).to_vec()
    }
}

/// A pixel of a scanned page: white, or with a chance of one in four anything.
fn page(random: u32) -> u8 {
    let [which, brightness, ..] = random.to_le_bytes();
    if which < 192 { 255 } else { brightness }
}

/// The same as the one in the stub; a student's own may differ.
fn count(pixels: &[u8]) -> [u64; 256] {
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

grader_spec::serve!(SharedState);
