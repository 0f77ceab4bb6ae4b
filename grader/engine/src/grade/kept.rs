//! As much of what a candidate brought about as a result holds. A grading ends at the
//! first check that fails, so one text of each kind bounds the whole result.

use crate::bounded::{DIAGNOSTICS_BYTES_MAX, PRINTED_BYTES_MAX, lines, sentence};
use crate::verdict::Outcome;
use grader_spec::Mismatch;

/// As much of what a candidate printed as a result holds.
pub(super) fn printed(text: String) -> String {
    lines(text, PRINTED_BYTES_MAX)
}

/// An outcome whose texts are short enough to be kept.
pub(super) fn kept(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::DoesNotCompile { diagnostics } => {
            // rustc's words, cut before, and the grader's notes on them.
            Outcome::DoesNotCompile { diagnostics: lines(diagnostics, 2 * DIAGNOSTICS_BYTES_MAX) }
        }
        Outcome::TookTooLong { limit_s, cpu_s, printed: text } => {
            Outcome::TookTooLong { limit_s, cpu_s, printed: printed(text) }
        }
        Outcome::OutOfMemory { limit_mib, printed: text } => {
            Outcome::OutOfMemory { limit_mib, printed: printed(text) }
        }
        Outcome::Crashed { how, signal, printed: text } => {
            Outcome::Crashed { how: sentence(how), signal, printed: printed(text) }
        }
        Outcome::Wrong { input, mismatch, printed: text, right_runs } => {
            let Mismatch { difference, expected, got } = mismatch;
            let [difference, expected, got] = [difference, expected, got].map(sentence);
            let mismatch = Mismatch { difference, expected, got };
            Outcome::Wrong { input: sentence(input), mismatch, printed: printed(text), right_runs }
        }
        short @ (Outcome::Passed
        | Outcome::Starved { .. }
        | Outcome::ChecksTookTooLong { .. }
        | Outcome::SolutionTookTooLong { .. }
        | Outcome::UsedTooMuch { .. }) => short,
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::Form;
    use super::*;

    #[test]
    fn no_outcome_makes_a_large_result() {
        let text = || "x\n".repeat(1 << 20);
        let mismatch = Mismatch { difference: text(), expected: text(), got: text() };
        let outcomes = [
            Outcome::DoesNotCompile { diagnostics: text() },
            Outcome::TookTooLong { limit_s: 1.0, cpu_s: 1.0, printed: text() },
            Outcome::OutOfMemory { limit_mib: 1, printed: text() },
            Outcome::Crashed { how: text(), signal: None, printed: text() },
            Outcome::Wrong { input: text(), mismatch, printed: text(), right_runs: None },
        ];
        for outcome in outcomes {
            let kind = outcome.verdict();
            let kept = kept(outcome);
            assert_eq!(kept.verdict(), kind);
            // JSON writes a line's end as two characters.
            let json = serde_json::to_string(&kept.written()).expect("plain data");
            assert!(json.len() < 100_000, "{kind}: {} bytes", json.len());
        }
    }
}
