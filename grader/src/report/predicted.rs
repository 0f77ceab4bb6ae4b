//! What a student expects before a grading, and what came of it. It is for learning: no
//! verdict and no point depends on it, and it is stored nowhere.

use crate::grade::Graded;
use crate::verdict::{Cause, Verdict};

/// A speedup, and why it is no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The speedup that is expected.
    pub speedup: f64,
    /// The cause of slowness; nothing where it is expected to be fast enough.
    pub cause: Option<Cause>,
}

/// The word for no cause: the candidate is fast enough.
const FAST_ENOUGH: &str = "none";
/// The most that can be predicted, whatever the algorithm.
const SPEEDUP_MAX: f64 = 1e6;
/// A prediction that is off by no more than this ratio is a good one.
const NEAR: f64 = 1.15;

impl Prediction {
    /// Reads `1.8,memory`; a decimal comma cannot be told from the other.
    pub fn read(text: &str) -> Result<Self, String> {
        let (speedup, cause) = text.split_once(',').ok_or("it has no comma")?;
        Ok(Self { speedup: speedup_of(speedup)?, cause: cause_of(cause)? })
    }

    /// The prediction, and what was found.
    pub fn beside(&self, graded: &Graded) -> String {
        let predicted = format!("{:.2}x, {}", self.speedup, word(self.cause));
        let timed = graded.timed();
        let measured = timed.iter().find_map(|timed| Some((timed, timed.speedup?)));
        let found = match graded.verdict {
            Verdict::Accepted => None,
            Verdict::LowSpeedup => timed.iter().find_map(|timed| timed.diagnosis.as_ref()?.cause),
            _ => return format!("{predicted}; nothing to compare it with: {}", graded.verdict),
        };
        let Some((_, speedup)) = measured else {
            return format!("{predicted}; no speedup was measured");
        };
        let ratio = (self.speedup / speedup.median).max(speedup.median / self.speedup);
        let how = match (ratio <= NEAR, self.cause == found) {
            (true, true) => "you knew both",
            (true, false) => "you knew the speedup",
            (false, true) => "you knew the cause",
            (false, false) => "look at where you differ",
        };
        let found = match (graded.verdict, found) {
            (Verdict::LowSpeedup, None) => "no cause stands out",
            (_, found) => word(found),
        };
        format!("{predicted}; it is {:.2}x, {found}: {how}", speedup.median)
    }
}

/// Reads a speedup: `1.8` or `1.8x`.
pub fn speedup_of(text: &str) -> Result<f64, String> {
    let text = text.trim().trim_end_matches('x');
    let speedup = text
        .parse::<f64>()
        .ok()
        .filter(|speedup| speedup.is_finite() && *speedup > 0.0 && *speedup <= SPEEDUP_MAX);
    speedup.ok_or_else(|| format!("`{text}` is no speedup"))
}

/// Reads a cause, or the word for none.
pub fn cause_of(text: &str) -> Result<Option<Cause>, String> {
    let text = text.trim().to_lowercase();
    if text == FAST_ENOUGH {
        return Ok(None);
    }
    Cause::from_name(&text).map(Some).ok_or_else(|| format!("`{text}` is no cause"))
}

/// All that can be typed as a cause.
pub fn causes() -> String {
    let names = Cause::ALL.map(Cause::name);
    format!("{} or {FAST_ENOUGH}", names.join(", "))
}

fn word(cause: Option<Cause>) -> &'static str {
    cause.map_or("fast enough", Cause::name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(f64, Option<Cause>), String> {
        Prediction::read(text).map(|prediction| (prediction.speedup, prediction.cause))
    }

    #[test]
    fn a_prediction_is_read_or_refused() {
        assert_eq!(read("1.8,memory"), Ok((1.8, Some(Cause::Memory))));
        assert_eq!(read(" 1.9x , None"), Ok((1.9, None)));
        for text in ["", "1.8", "1.8;memory", "fast,memory", "1.8,", "1.8,luck", "0,none"] {
            assert!(read(text).is_err(), "{text}");
        }
        for text in ["-1,none", "inf,none", "NaN,none", "1e7,none", "1,8,memory"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(causes().ends_with("oversubscription or none"), "{}", causes());
    }

    #[test]
    fn both_stand_side_by_side() {
        let recorded = include_str!("../../tests/evidence/quiet_imbalance.json");
        let mut graded: Graded = serde_json::from_str(recorded).expect("it is a result");
        let found = graded.timed()[0].speedup.expect("it was measured").median;
        let check = |graded: &Graded, speedup: f64, cause, ends: &str| {
            let text = Prediction { speedup, cause }.beside(graded);
            assert!(text.ends_with(ends), "{text}");
        };
        let imbalance = Some(Cause::Imbalance);
        check(&graded, found, imbalance, "x, imbalance: you knew both");
        check(&graded, 1.1 * found, Some(Cause::Memory), "you knew the speedup");
        check(&graded, 2.0 * found, imbalance, "you knew the cause");
        check(&graded, found / 2.0, None, "look at where you differ");
        graded.verdict = Verdict::WrongAnswer;
        check(&graded, found, imbalance, "nothing to compare it with: wrong_answer");
    }
}
