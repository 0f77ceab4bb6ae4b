//! Rolling: the highest mean of eight hours on each day, on all cores.
//!
//! Read `lessons/src/20_rolling.md`, fill in the function below, then type
//! `cargo grade rolling`.
//!
//! Stuck? Type `cargo grade hint rolling`.

/// Seconds in a day.
pub const DAY_S: u32 = 24 * 60 * 60;

/// A day with a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// Its number: days since 2000-01-01, which is `time / DAY_S` of each of its rows.
    pub day: u32,
    /// The highest mean of a window that ends with one of its rows.
    pub highest: f64,
}

/// Returns each day that has a row, in order, with its highest mean.
///
/// The mean at a row is that of `x` over its window: over all rows up to this one whose
/// time is later than `times[row] - window_s`. A row exactly one window earlier is outside.
/// The row itself is always inside, so every window has a mean. A window may begin on an
/// earlier day.
///
/// `times` are seconds since 2000-01-01, each later than the one before, but not evenly
/// spaced: there may be gaps. Both slices have the same length, and `window_s` is at
/// least 1.
///
/// `x` lies around 0, but single values can be as large as 1e12. While one is in the window
/// it counts. Once it has left, nothing of it may remain: a mean may be off by 1e-9, and by
/// 1e-12 of the highest mean of |x| on the same day.
pub fn highest_means(times: &[u32], x: &[f64], window_s: u32) -> Vec<Day> {
    todo!("means of {} values at {} times over {window_s} s", x.len(), times.len())
}

// Your own tests: `cargo test -p rolling`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_of_ten_seconds() {
        // The means are 1, 2, 4 and, on the next day, 6 and 4.
        let times = [0, 4, 10, DAY_S + 3, DAY_S + 8];
        let days = highest_means(&times, &[1.0, 3.0, 5.0, 6.0, 2.0], 10);
        assert_eq!(days, [Day { day: 0, highest: 4.0 }, Day { day: 1, highest: 6.0 }]);
    }

    #[test]
    fn a_window_from_the_day_before() {
        let days = highest_means(&[DAY_S - 1, DAY_S], &[-1.0, 4.0], 10);
        assert_eq!(days[1], Day { day: 1, highest: 1.5 });
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let days = highest_means(&[0, DAY_S, 2 * DAY_S], &[1e12, 0.3, 0.5], 1);
        assert_eq!((days[1].highest, days[2].highest), (0.3, 0.5));
    }
}
