//! Resample: from rows in any order to one mean for each hour, on all cores.
//!
//! Read `lessons/src/19_resample.md`, fill in the function below, then type
//! `cargo grade resample`.
//!
//! Stuck? Type `cargo grade hint resample`.

/// Returns when each hour begins and the mean of its `x`: from the hour of the earliest
/// row to the hour of the latest, in order, with every hour between them. An hour without
/// a row has the mean NaN. Without any row there is no hour.
///
/// Row `i` was measured at `times[i]`, in seconds since 2000-01-01 00:00:00; the two
/// slices have the same length. An hour begins at a multiple of 3,600, and that second
/// belongs to it.
///
/// The rows come in the order in which they arrived. Most are late, some by a day.
pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    todo!("the mean of each hour, from {} times and {} values of x", times.len(), x.len())
}

// Your own tests: `cargo test -p resample`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hours_one_of_them_empty() {
        let hours = resample(&[7_200, 10, 3_599, 9_000], &[5.0, 1.0, 2.0, 6.0]);
        assert_eq!(hours.len(), 3);
        assert_eq!((hours[0], hours[2]), ((0, 1.5), (7_200, 5.5)));
        assert_eq!(hours[1].0, 3_600);
        assert!(hours[1].1.is_nan());
    }
}
