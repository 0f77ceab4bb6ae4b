//! What share of the baseline's work a candidate must do for a given true
//! speedup, measured on the idle machine before anything is judged.

use crate::spin::{BASELINE_S, Kind, Stand};
use crate::support::Ticks;
use grader::measure::Budget;
use grader::stats;
use std::fmt;
use std::time::Duration;

/// Shares of the baseline's rounds that a kind is calibrated at. All that are
/// needed lie between them.
const SHARES: [f64; 2] = [0.5, 0.8];
/// Fresh processes that are gone by for each share: two processes differ by up to
/// 0.6 %, far more than the medians of their runs are off.
const PROCESSES: usize = 5;
/// So many are started at most. The host's work shows in every time, and only
/// the counter of stolen time tells it from the candidate's, so the least
/// disturbed processes are taken.
const TRIES: usize = 12;
/// A process of which the host took less is undisturbed, as a share of all CPU
/// time meanwhile.
const STOLEN_MAX: f64 = 0.01;
/// Nothing forks and joins in less than no time; two medians that are off by
/// 0.2 % each may let it seem so, as a share of the baseline's time.
const OFFSET_MIN: f64 = -0.01;
/// Blocks in each process, at least, and how many of them must count.
const BLOCKS: usize = 30;
const COUNTED_MIN: usize = 9;
const TIME: Duration = Duration::from_secs(5);

/// How long a kind of candidate takes, by its share of the baseline's rounds:
/// a straight line, whose offset is the cost of fork and join, and whose slope
/// is above 1 where cores that all work are slower than one.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    offset: f64,
    slope: f64,
    /// The larger of the two medians' standard errors, as a share.
    pub error: f64,
    /// The share of CPU time that the host took in the worst process gone by.
    stolen: f64,
}

impl Line {
    /// Measures it, both shares by turns. The machine should be idle.
    pub fn measure(stand: &Stand, kind: Kind) -> Result<Self, String> {
        let mut seen = SHARES.map(|_| Vec::new());
        for _ in 0..TRIES {
            for (share, seen) in SHARES.into_iter().zip(&mut seen) {
                seen.extend(Relative::measure(stand, kind, share)?);
            }
            let quiet = |seen: &Vec<Relative>| {
                seen.iter().filter(|relative| relative.stolen <= STOLEN_MAX).count() >= PROCESSES
            };
            if seen.iter().all(quiet) {
                break;
            }
        }
        let least_disturbed = |mut seen: Vec<Relative>| {
            seen.sort_by(|a, b| a.stolen.total_cmp(&b.stolen));
            seen.truncate(PROCESSES);
            let stolen = seen.last().map_or(0.0, |relative| relative.stolen);
            let times: Vec<f64> = seen.into_iter().map(|relative| relative.time).collect();
            Some((stats::median(&times)?, median_error(&times), stolen))
        };
        let [Some(at_low), Some(at_high)] = seen.map(least_disturbed) else {
            let hint = "hint: run again when nothing else runs";
            return Err(format!("the cores were hardly ever all free\n{hint}"));
        };
        let [low, high] = SHARES;
        let slope = (at_high.0 - at_low.0) / (high - low);
        Ok(Self {
            offset: at_low.0 - slope * low,
            slope,
            error: at_low.1.max(at_high.1),
            stolen: at_low.2.max(at_high.2),
        })
    }

    /// The share whose true speedup is `speedup`.
    pub fn share(self, speedup: f64) -> f64 {
        (1.0 / speedup - self.offset) / self.slope
    }

    /// Whether the machine was not idle enough.
    pub fn is_doubtful(self) -> bool {
        self.stolen > STOLEN_MAX || self.offset < OFFSET_MIN
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (offset_us, error) = (1e6 * self.offset * BASELINE_S, 100.0 * self.error);
        let (slope, stolen) = (self.slope, 100.0 * self.stolen);
        write!(
            f,
            "call, fork and join {offset_us:.0} µs, each round {slope:.3} times as long as "
        )?;
        write!(f, "the baseline's; known to ± {error:.2} %, stolen {stolen:.1} %")
    }
}

/// What one process shows.
#[derive(Clone, Copy, Debug)]
struct Relative {
    /// The candidate's time over the baseline's: median of the pairs that count.
    time: f64,
    /// The share of CPU time that the host took.
    stolen: f64,
}

impl Relative {
    /// Measures it in a fresh process. Nothing, if too few pairs count there.
    fn measure(stand: &Stand, kind: Kind, share: f64) -> Result<Option<Self>, String> {
        let before = Ticks::now();
        let timing = stand.measure(kind, share, Budget { time: TIME, blocks_min: BLOCKS })?;
        let stolen = before.elapsed().stolen_share();
        let times: Vec<f64> = timing.counted().iter().map(|block| block.ratio().recip()).collect();
        let time = stats::median(&times).filter(|_| times.len() >= COUNTED_MIN);
        Ok(time.map(|time| Self { time, stolen }))
    }
}

/// Standard error of a median, as a share of it, from the median deviation: one
/// disturbed process in five does not move it much. The factors are those of the
/// normal distribution.
fn median_error(values: &[f64]) -> f64 {
    let Some(median) = stats::median(values) else { return f64::INFINITY };
    let deviations: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
    let deviation = 1.4826 * stats::median(&deviations).unwrap_or_default();
    1.2533 * deviation / (values.len() as f64).sqrt() / median
}
