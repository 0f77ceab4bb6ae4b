//! Memory bound: four statistics of an array that is too large for the caches.
//!
//! Read `lessons/src/10_memory_bound.md`, fill in `describe` below, then type
//! `cargo grade memory_bound`.
//!
//! Stuck? Type `cargo grade hint memory_bound`.

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

/// Returns the four statistics of the numbers, or `None` if there are none.
///
/// If one of the numbers is NaN, all four are NaN, as in numpy. All others are
/// finite, and small enough that no sum or square overflows.
///
/// The baseline calls the four functions below, one after the other, on the
/// whole array. Each is as fast as the memory lets it be. To be faster, touch
/// the memory less.
pub fn describe(values: &[f64]) -> Option<Summary> {
    todo!("describe {} numbers, and fetch each of them once", values.len())
}

// One pass each. Use them, change them, put them together.

/// Returns the smallest number, or infinity if there is none. Overlooks NaN.
///
/// The `if` instead of `f64::min` is for speed: `min` looks for NaN at each step.
pub fn smallest(values: &[f64]) -> f64 {
    let lanes = by_lanes(values, f64::INFINITY, |low, x| if x < low { x } else { low });
    lanes.into_iter().fold(f64::INFINITY, f64::min)
}

/// Returns the largest number, or minus infinity if there is none. Overlooks NaN.
pub fn largest(values: &[f64]) -> f64 {
    let lanes = by_lanes(values, f64::NEG_INFINITY, |high, x| if x > high { x } else { high });
    lanes.into_iter().fold(f64::NEG_INFINITY, f64::max)
}

/// Returns the sum.
pub fn sum(values: &[f64]) -> f64 {
    by_lanes(values, 0.0, |sum, x| sum + x).iter().sum()
}

/// Returns the sum of the squared distances from `mean`.
pub fn squares(values: &[f64], mean: f64) -> f64 {
    by_lanes(values, 0.0, |sum, x| sum + (x - mean) * (x - mean)).iter().sum()
}

/// Numbers side by side.
const LANES: usize = 16;

/// Takes every sixteenth number into the same lane, sixteen lanes side by side.
///
/// With one lane each step would wait for the step before. Sixteen need not
/// wait, and the compiler does several at once.
fn by_lanes(values: &[f64], start: f64, step: impl Fn(f64, f64) -> f64) -> [f64; LANES] {
    let (rows, rest) = values.as_chunks::<LANES>();
    let mut lanes = [start; LANES];
    for row in rows {
        for (lane, &x) in lanes.iter_mut().zip(row) {
            *lane = step(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = step(*lane, x);
    }
    lanes
}

// Your own tests: `cargo test -p memory_bound`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers() {
        let summary = describe(&[2.0, 5.0, 5.0]).expect("there are numbers");
        assert_eq!((summary.min, summary.max, summary.mean), (2.0, 5.0, 4.0));
        assert!((summary.std - 2_f64.sqrt()).abs() < 1e-12, "{summary:?}");
    }
}
