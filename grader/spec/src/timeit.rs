//! Times a piece of your own code, and prints what `%timeit` would. For
//! experiments only: no verdict ever rests on it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many runs there are, as in `IPython`.
const RUNS: usize = 7;
/// How long a run takes at least, as in `IPython`: the clock's own error is then
/// lost in it.
const RUN_MIN: Duration = Duration::from_millis(200);
/// The most loops of a run, as in `IPython`.
const LOOPS_MAX: u32 = 1_000_000_000;

/// Times `work`, prints a line and returns its figures:
///
/// ```text
/// label: 47.5 ms ± 668 µs per loop (mean ± std. dev. of 7 runs, 10 loops each)
/// ```
///
/// A run has 1, 10, 100, … loops: the first of these with which it takes 0.2 s.
/// There are 7 such runs, so this takes from 1.6 s to about 16 s, or eight times
/// as long as `work` if that is slow. Where a result is costly to drop, that is
/// timed, too.
///
/// The line is that of `IPython`'s `%timeit` but for two rules, those of
/// [`Timing`].
///
/// ```no_run
/// let numbers: Vec<u64> = (0..1_000_000).collect();
/// let one = grader_spec::timeit("one sum", || numbers.iter().sum::<u64>());
/// let two = grader_spec::timeit("two sums", || {
///     let (left, right) = numbers.split_at(500_000);
///     left.iter().sum::<u64>() + right.iter().sum::<u64>()
/// });
/// println!("{:.2} times as fast", one.best_s / two.best_s);
/// ```
pub fn timeit<T>(label: &str, mut work: impl FnMut() -> T) -> Timing {
    let timing = measure(|loops| {
        let start = Instant::now();
        for _ in 0..loops {
            // The result is not used; the compiler must not notice.
            black_box(work());
        }
        start.elapsed()
    });
    println!("{label}: {timing}");
    timing
}

/// Finds the number of loops, then makes the runs. `run` makes one of so many
/// loops and says how long it took.
fn measure(mut run: impl FnMut(u32) -> Duration) -> Timing {
    let mut loops = 1;
    while run(loops) < RUN_MIN && loops < LOOPS_MAX {
        loops *= 10;
    }
    let totals = [(); RUNS].map(|()| run(loops));
    Timing::of(&totals, loops).expect("there are runs")
}

/// What a handful of runs comes to. All times are for one loop, in seconds.
///
/// Shown, it is the line that `IPython` prints (`TimeitResult`, version 9.18),
/// but for two rules:
///
/// - The deviation is the sample's: the divisor is one less than the number of
///   runs, since they are a sample of all the runs that could be made. `IPython`
///   divides by the number of runs, which for seven makes it 7 % smaller.
/// - There are always three digits, `1.00 ms` and not `1 ms`; and they are
///   rounded before the unit is chosen, so there is no `1e+03 µs`.
///
/// ```
/// use grader_spec::Timing;
/// use std::time::Duration;
///
/// let totals = [10, 20, 30].map(Duration::from_millis);
/// let timing = Timing::of(&totals, 10).expect("there are runs");
/// assert_eq!(
///     timing.to_string(),
///     "2.00 ms ± 1.00 ms per loop (mean ± std. dev. of 3 runs, 10 loops each)"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// The mean over the runs.
    pub mean_s: f64,
    /// The sample standard deviation over the runs; `None` if there is one run
    /// only.
    pub std_s: Option<f64>,
    /// The time of the fastest run.
    pub best_s: f64,
    /// How many runs there were.
    pub runs: usize,
    /// How many loops each run had.
    pub loops: u32,
}

impl Timing {
    /// Sums up runs of `loops` loops each, at least one. `totals` says how long
    /// all loops of a run took together; if there are none, there is nothing to
    /// sum up.
    pub fn of(totals: &[Duration], loops: u32) -> Option<Self> {
        let times = || totals.iter().map(|total| total.as_secs_f64() / f64::from(loops));
        let best_s = times().reduce(f64::min)?;
        let runs = totals.len();
        let mean_s = times().sum::<f64>() / runs as f64;
        let squares: f64 = times().map(|time_s| (time_s - mean_s).powi(2)).sum();
        let std_s = (runs > 1).then(|| (squares / (runs - 1) as f64).sqrt());
        Some(Self { mean_s, std_s, best_s, runs, loops })
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { mean_s, std_s, runs, loops, .. } = *self;
        let mean = shown(mean_s);
        let each = if loops == 1 { "loop each" } else { "loops each" };
        match std_s {
            Some(std_s) => {
                let std = shown(std_s);
                write!(
                    f,
                    "{mean} ± {std} per loop (mean ± std. dev. of {runs} runs, {loops} {each})"
                )
            }
            None => write!(f, "{mean} per loop (mean of {runs} run, {loops} {each})"),
        }
    }
}

/// Three digits and a unit. Below 999.5 of a unit, rounding does not make 1000
/// of it.
fn shown(time_s: f64) -> String {
    let units = [("ns", 1e9), ("µs", 1e6), ("ms", 1e3)];
    let scaled = units.map(|(unit, scale)| (unit, time_s * scale));
    let fits = scaled.into_iter().find(|(_, number)| *number < 999.5);
    let (unit, number) = fits.unwrap_or(("s", time_s));
    let decimals = if number < 9.995 { 2 } else { usize::from(number < 99.95) };
    format!("{number:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_line(totals_ns: &[u64], loops: u32, expected: Option<&str>) {
        let totals: Vec<Duration> = totals_ns.iter().copied().map(Duration::from_nanos).collect();
        let line = Timing::of(&totals, loops).map(|timing| timing.to_string());
        assert_eq!(line.as_deref(), expected);
    }

    #[test]
    fn runs_become_the_lectures_line() {
        check_line(&[], 10, None);
        check_line(&[475_000_000], 10, Some("47.5 ms per loop (mean of 1 run, 10 loops each)"));
        let two = "1.00 s ± 1.41 s per loop (mean ± std. dev. of 2 runs, 1 loop each)";
        check_line(&[0, 2_000_000_000], 1, Some(two));
        let parts_of_ns = "3.50 ns ± 0.00 ns per loop (mean ± std. dev. of 2 runs, 10 loops each)";
        check_line(&[35, 35], 10, Some(parts_of_ns));
    }

    #[test]
    fn figures_are_the_samples() {
        let totals = [10, 20, 60].map(Duration::from_secs);
        let timing = Timing::of(&totals, 10).expect("there are runs");
        let expected = Timing {
            mean_s: 3.0,
            // Squares of 2, 1 and 3, divided by 2 and not by 3.
            std_s: Some(7.0_f64.sqrt()),
            best_s: 1.0,
            runs: 3,
            loops: 10,
        };
        assert_eq!(timing, expected);
    }

    fn check_shown(time_s: f64, expected: &str) {
        assert_eq!(shown(time_s), expected, "{time_s:?} s");
    }

    #[test]
    fn a_time_has_three_digits_and_a_unit() {
        check_shown(0.0, "0.00 ns");
        check_shown(0.25e-9, "0.25 ns");
        check_shown(668e-6, "668 µs");
        check_shown(999.4e-6, "999 µs");
        check_shown(999.7e-6, "1.00 ms");
        check_shown(9.998e-6, "10.0 µs");
        check_shown(99.97e-3, "100 ms");
        check_shown(1234.0, "1234 s");
    }

    /// Plays a program whose loops all take as long, and writes down how many
    /// loops each run was asked for.
    fn check_loops(loop_ns: u64, expected: &[u32]) {
        let mut asked = Vec::new();
        let timing = measure(|loops| {
            asked.push(loops);
            Duration::from_nanos(loop_ns) * loops
        });
        let loops = *expected.last().expect("a number of loops");
        let runs = expected.iter().copied().chain([loops; RUNS]);
        assert_eq!(asked, runs.collect::<Vec<_>>(), "{loop_ns} ns for a loop");
        assert_eq!((timing.loops, timing.runs), (loops, RUNS));
        assert!((timing.best_s - loop_ns as f64 * 1e-9).abs() < 1e-15, "{timing:?}");
    }

    #[test]
    fn a_run_has_as_many_loops_as_it_needs() {
        check_loops(3_000_000_000, &[1]);
        check_loops(200_000_000, &[1]);
        check_loops(199_999_999, &[1, 10]);
        check_loops(50_000_000, &[1, 10]);
        check_loops(2_000_000, &[1, 10, 100]);
        check_loops(20, &[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]);
        let all: Vec<u32> = (0..10).map(|power| 10_u32.pow(power)).collect();
        check_loops(0, &all);
    }
}
