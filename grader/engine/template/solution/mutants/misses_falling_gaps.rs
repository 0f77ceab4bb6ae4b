//! Expect: wrong_answer
//! Because: the difference is taken in one direction only.

use rayon::prelude::*;

/// Where the values fall, the difference is below 0 and is taken for none.
pub fn new_exercise(values: &[i64]) -> u64 {
    let rise = |pair: &[i64]| u64::try_from(pair[1] - pair[0]).unwrap_or(0);
    values.par_windows(2).map(rise).max().unwrap_or(0)
}
