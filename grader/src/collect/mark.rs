//! One result as the class sees it: judged by the rules of today, with its points.

use crate::course::Manifest;
use crate::course::plan::Plan;
use crate::fault::Fault;
use crate::grade::Graded;
use crate::grade::again::{Change, Rules, Wanted, change, judged_by};
use crate::score::{Score, Terms, score, without_result};
use crate::verdict::{Cause, Code, Outcome, Reason, Speedup, Verdict};
use crate::words;

/// What results of one exercise are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judging<'a> {
    /// The exercise as it is today.
    pub manifest: &'a Manifest,
    /// Goals that go before those of the manifest.
    pub goals: &'a [Wanted],
    /// The course's plan.
    pub plan: &'a Plan,
}

/// What one result comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason's name.
    pub code: Code,
    /// The reason in words.
    pub text: String,
    /// The timed cases.
    pub speeds: Vec<Speed>,
    /// Why it is slow, if it is.
    pub cause: Option<Cause>,
    /// What the check that failed showed: what it is, and the text.
    pub shown: Vec<(&'static str, String)>,
    /// The points, and how they came about.
    pub score: Score,
    /// How the verdict differs from the one at grading.
    pub change: Option<Change>,
    /// What repeats the hidden inputs.
    pub seed: u64,
}

/// How fast one timed case was.
#[derive(Clone, Debug, PartialEq)]
pub struct Speed {
    /// The case.
    pub case: String,
    /// The speedup, where pairs counted.
    pub speedup: Option<Speedup>,
    /// The speedup to reach on that machine.
    pub goal: Option<f64>,
}

/// How many bytes are kept of each text that a student's program showed.
const SHOWN_BYTES_MAX: usize = 2_000;

/// The mark of a result.
pub fn mark(graded: &Graded, judging: &Judging) -> Mark {
    let rules = Rules { manifest: Some(judging.manifest), goals: judging.goals };
    let again = judged_by(graded, &rules);
    let terms = Terms { manifest: judging.manifest, plan: judging.plan, handed_in: None };
    let text = words::reason(&again.reason);
    let score = if matches!(again.reason, Reason::LimitRaised { .. }) {
        // What comes after the check that stopped it is not known.
        without_result(&again.exercise, &Fault::new(text.clone(), ""), &terms)
    } else {
        score(&again, &terms)
    };
    let timed = again.timed();
    let cause = timed.iter().find_map(|timed| timed.diagnosis.as_ref()?.cause);
    let speed = |timed: &crate::verdict::Timed| Speed {
        case: timed.case.clone(),
        speedup: timed.speedup,
        goal: timed.goal_speedup,
    };
    Mark {
        verdict: again.verdict,
        code: again.reason.code(),
        text,
        speeds: timed.iter().map(speed).collect(),
        cause: cause.filter(|_| again.verdict == Verdict::LowSpeedup),
        shown: shown(&again),
        score,
        change: change(graded, &again),
        seed: again.candidate.seed,
    }
}

/// What the check that decided showed.
fn shown(graded: &Graded) -> Vec<(&'static str, String)> {
    let failed = graded.tests.iter().filter(|test| test.outcome != Outcome::Passed);
    let Some(test) = failed.min_by_key(|test| test.outcome.verdict()) else { return Vec::new() };
    let texts = match &test.outcome {
        Outcome::Wrong { input, mismatch, printed, .. } => vec![
            ("input", input),
            ("expected", &mismatch.expected),
            ("got", &mismatch.got),
            ("it printed", printed),
        ],
        Outcome::TookTooLong { printed, .. }
        | Outcome::OutOfMemory { printed, .. }
        | Outcome::Crashed { printed, .. } => vec![("it printed", printed)],
        Outcome::DoesNotCompile { diagnostics } => vec![("compiler", diagnostics)],
        Outcome::Passed
        | Outcome::UsedTooMuch { .. }
        | Outcome::Starved { .. }
        | Outcome::ChecksTookTooLong { .. }
        | Outcome::SolutionTookTooLong { .. } => vec![],
    };
    let kept = |text: &String| {
        let plain = console::strip_ansi_codes(text).trim_end().to_owned();
        crate::bounded::lines(plain, SHOWN_BYTES_MAX)
    };
    let texts = texts.into_iter().map(|(name, text)| (name, kept(text)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}
