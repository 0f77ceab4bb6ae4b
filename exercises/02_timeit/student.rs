//! Timeit: what a handful of measured times come to, and how to print them.
//!
//! Read `lessons/src/02_timeit.md`, fill in the two functions below, then type
//! `cargo grade timeit`.
//!
//! Stuck? Type `cargo grade hint timeit`.

use std::time::Duration;

/// What a timing comes to. All times are for one loop, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// The mean over the runs.
    pub mean_s: f64,
    /// The sample standard deviation over the runs (divisor n - 1); `None` if
    /// there is one run only.
    pub std_s: Option<f64>,
    /// The time of the fastest run.
    pub best_s: f64,
    /// How many runs there were.
    pub runs: usize,
    /// How many loops each run had.
    pub loops: u32,
}

/// Returns what the runs come to; `None` if there are no runs.
///
/// `totals` has one entry for each run: how long all of its loops took together.
/// Each run had `loops` loops, and at least one.
pub fn timeit(totals: &[Duration], loops: u32) -> Option<Timing> {
    todo!("sum up {} runs of {loops} loops each", totals.len())
}

/// Returns the line that `%timeit` prints:
///
/// - `47.5 ms ± 668 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)`
/// - `47.5 ms ± 668 µs per loop (mean ± std. dev. of 7 runs, 1 loop each)`
/// - `47.5 ms per loop (mean of 1 run, 10 loops each)`, where there is no
///   deviation
///
/// A time has the largest of the units s, ms, µs and ns in which it is at least
/// 1, and three digits: `1.00 ms`, `47.5 ms`, `668 µs`. Round first: 999.7 µs
/// are `1.00 ms`. From 1000 s on there are more digits, `1234 s`, and below 1 ns
/// two after the point, `0.25 ns`.
pub fn show(timing: &Timing) -> String {
    todo!("write the line for {timing:?}")
}

// Your own tests: `cargo test -p timeit`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_runs_of_ten_loops() {
        let totals = [10, 20, 30].map(Duration::from_millis);
        let timing = timeit(&totals, 10).expect("there are runs");
        assert!((timing.mean_s - 2e-3).abs() < 1e-12, "{timing:?}");
        assert_eq!(
            show(&timing),
            "2.00 ms ± 1.00 ms per loop (mean ± std. dev. of 3 runs, 10 loops each)"
        );
    }
}
