//! Block by block: what a block needs is done while it is in the cache, and
//! every number comes from memory once.

use rayon::prelude::*;

/// Numbers in a block, 32 KiB: a block fits into a core's first cache, so that
/// the second loop over it costs the memory nothing. A task of this size takes
/// some microseconds.
const BLOCK: usize = 4_096;

/// What there is to know about an array of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The smallest number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// Population standard deviation (divisor n), as numpy.
    pub std: f64,
}

/// One task for each block, and a tree of merges. Without numbers there is no
/// block, and `reduce_with` says `None` by itself.
pub fn describe(values: &[f64]) -> Option<Summary> {
    values.par_chunks(BLOCK).map(Partial::of).reduce_with(Partial::merge).map(Partial::summary)
}

/// What is kept of some numbers: enough to go on without them.
#[derive(Clone, Copy)]
struct Partial {
    count: f64,
    min: f64,
    max: f64,
    mean: f64,
    /// Sum of squared distances from the mean.
    squares: f64,
}

impl Partial {
    /// Two loops over a block, which fetch it from memory once.
    ///
    /// The distances are taken from the block's own mean. The shorter way, one
    /// loop with Σx² - (Σx)²/n, cancels where the mean is large.
    fn of(block: &[f64]) -> Self {
        let count = block.len() as f64;
        let (min, max, sum) = bounds_and_sum(block);
        let mean = sum / count;
        Self { count, min, max, mean, squares: squares(block, mean) }
    }

    /// T. F. Chan et al., "Updating formulae and a pairwise algorithm for
    /// computing sample variances", Stanford CS-TR-79-773, 1979.
    fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        let between = distance * distance * self.count * other.count / count;
        Self {
            count,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            mean: self.mean + distance * other.count / count,
            squares: self.squares + other.squares + between,
        }
    }

    /// NaN in, NaN out: comparisons overlook it, but no sum does.
    fn summary(self) -> Summary {
        let Self { count, min, max, mean, squares } = self;
        let unless_nan = |bound: f64| if mean.is_nan() { mean } else { bound };
        Summary { min: unless_nan(min), max: unless_nan(max), mean, std: (squares / count).sqrt() }
    }
}

/// Smallest, largest and sum in one loop, eight lanes each: no step waits for
/// the one before, and several are done at once.
fn bounds_and_sum(block: &[f64]) -> (f64, f64, f64) {
    let mut lows = [f64::INFINITY; 8];
    let mut highs = [f64::NEG_INFINITY; 8];
    let mut sums = [0.0; 8];
    let mut take = |row: &[f64]| {
        for (((low, high), sum), &x) in lows.iter_mut().zip(&mut highs).zip(&mut sums).zip(row) {
            *low = if x < *low { x } else { *low };
            *high = if x > *high { x } else { *high };
            *sum += x;
        }
    };
    let (rows, rest) = block.as_chunks::<8>();
    for row in rows {
        take(row);
    }
    take(rest);
    let min = lows.into_iter().fold(f64::INFINITY, f64::min);
    let max = highs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    (min, max, sums.iter().sum())
}

/// The sum of the squared distances from `mean`.
fn squares(block: &[f64], mean: f64) -> f64 {
    let (rows, rest) = block.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum += (x - mean) * (x - mean);
        }
    }
    let rest: f64 = rest.iter().map(|x| (x - mean) * (x - mean)).sum();
    sums.iter().sum::<f64>() + rest
}
