//! Rolling: the mean of the last day at every row, on all cores.
//!
//! Read `lessons/src/20_rolling.md`, fill in the function below, then type
//! `cargo grade rolling`.
//!
//! Stuck? Type `cargo grade hint rolling`.

/// Returns for each row the mean of `x` over its window: over all rows up to this one
/// whose time is later than `times[row] - window_s`. A row exactly one window earlier is
/// outside. The row itself is always inside, so every window has a mean.
///
/// `times` are seconds since 2000-01-01, each later than the one before, but not evenly
/// spaced: there may be gaps. Both slices have the same length, and `window_s` is at
/// least 1.
///
/// `x` lies around 0, but single values can be as large as 1e12. While one is in the window
/// it counts. Once it has left, nothing of it may remain: a mean may be off by 1e-9, and by
/// 1e-12 of the mean of |x| over the same window.
pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    todo!("{} means of {} values over windows of {window_s} s", times.len(), x.len())
}

// Your own tests: `cargo test -p rolling`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_of_ten_seconds() {
        let times = [0, 4, 10, 13, 40];
        let means = rolling(&times, &[1.0, 3.0, 5.0, 7.0, 9.0], 10);
        assert_eq!(means, [1.0, 2.0, 4.0, 5.0, 9.0]);
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let means = rolling(&[0, 1, 2], &[1e12, 0.3, 0.5], 1);
        assert_eq!(means[1..], [0.3, 0.5]);
    }
}
