//! What share of the baseline's work a candidate must do for a given true
//! speedup, measured on the idle machine before anything is judged.

use crate::support::Ticks;
use grader::measure::known::{BASELINE_S, Kind, PROCESSES, Testbed, median_error};
use speedup::stats;
use std::fmt;

/// Shares of the baseline's rounds that a kind is calibrated at. All that are
/// needed lie between them.
const SHARES: [f64; 2] = [0.5, 0.8];
/// With this standard error, as a share, no more processes are needed.
const ERROR_ENOUGH: f64 = 0.0025;
/// With more than this, margins of a few percent say little.
const ERROR_MAX: f64 = 0.005;
/// Nothing forks and joins in less than no time; two medians that are off by
/// 0.2 % each may let it seem so, as a share of the baseline's time.
const OFFSET_MIN: f64 = -0.01;

/// How long a kind of candidate takes, by its share of the baseline's rounds:
/// a straight line, whose offset is the cost of fork and join, and whose slope
/// is above 1 where cores that all work are slower than one.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    offset: f64,
    slope: f64,
    /// The larger of the two medians' standard errors, as a share.
    pub error: f64,
    /// The share of CPU time that the host took meanwhile.
    stolen: f64,
}

impl Line {
    /// Measures it, both shares by turns. The machine should be idle.
    pub fn measure(testbed: &Testbed, kind: Kind) -> Result<Self, String> {
        let before = Ticks::now();
        let mut seen = SHARES.map(|_| Vec::new());
        let mut error = f64::INFINITY;
        for _ in 0..*PROCESSES.end() {
            for (share, seen) in SHARES.into_iter().zip(&mut seen) {
                let time = testbed.relative_time(kind, share);
                seen.extend(time.map_err(|fault| fault.to_string())?);
            }
            error = seen.iter().map(|seen| median_error(seen)).fold(0.0, f64::max);
            if error <= ERROR_ENOUGH {
                break;
            }
        }
        let medians = seen.map(|seen| stats::median(&seen));
        let ([Some(at_low), Some(at_high)], true) = (medians, error.is_finite()) else {
            let hint = "hint: run again when nothing else runs";
            return Err(format!("the cores were hardly ever all free\n{hint}"));
        };
        let [low, high] = SHARES;
        let slope = (at_high - at_low) / (high - low);
        let stolen = before.elapsed().stolen_share();
        Ok(Self { offset: at_low - slope * low, slope, error, stolen })
    }

    /// The share whose true speedup is `speedup`.
    pub fn share(self, speedup: f64) -> f64 {
        (1.0 / speedup - self.offset) / self.slope
    }

    /// Whether the machine was not idle enough.
    pub fn is_doubtful(self) -> bool {
        self.error > ERROR_MAX || self.offset < OFFSET_MIN
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
