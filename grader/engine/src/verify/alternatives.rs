//! The laws about honest candidates: others than the solution, which must be accepted,
//! and serial ones, which show that the baseline is the best serial program.

use super::runs::{Runs, telling};
use super::{Inspection, LawStatus, Timed, VerifyEvent, answers_only};
use crate::candidate::Candidate;
use crate::course::{ACCEPTED, Opponent, SERIAL, TimedCase};
use crate::fault::Fault;
use crate::grade::{Event, SERIAL_MAX};
use crate::verdict::{self, Attempts, Decision, Goal, Kind, ONE_CORE_MAX, Verdict, decide, judge};
use crate::verify::Depth;
use crate::words;

/// A goal that only the solution reaches is one for those who have read it: so many
/// other programs must reach it, too.
const ACCEPTED_MIN: usize = 3;
/// A baseline has been compared with so many other serial programs.
const SERIAL_MIN: usize = 2;

impl Inspection<'_> {
    /// Enough of both kinds, each with a sound header.
    pub(super) fn too_few(&self, accepted: &[Candidate], serial: &[Candidate]) -> Vec<String> {
        let folder = &self.exercise.name.folder;
        let mut complaints: Vec<String> =
            accepted.iter().chain(serial).filter_map(Candidate::complaint_about_reason).collect();
        if accepted.len() < ACCEPTED_MIN {
            complaints.push(format!(
                "{} of {ACCEPTED_MIN} alternatives: write into solutions/{folder}/{ACCEPTED} what \
                 students without the solution at hand would write",
                accepted.len()
            ));
        }
        if self.against_the_baseline().next().is_some() && serial.len() < SERIAL_MIN {
            complaints.push(format!(
                "{} of {SERIAL_MIN} serial alternatives: write into solutions/{folder}/{SERIAL} \
                 what else the baseline could be",
                serial.len()
            ));
        }
        complaints
    }

    /// The timed cases that compare with the spec's serial program.
    fn against_the_baseline(&self) -> impl Iterator<Item = &TimedCase> {
        let timed = self.exercise.manifest.timed.iter();
        timed.filter(|timed| timed.against == Opponent::Baseline)
    }

    /// A serial alternative is right, and clearly faster than the baseline nowhere but
    /// where the exercise asks for a better algorithm.
    pub(super) fn serial(&mut self, candidate: &Candidate) -> Result<(), Fault> {
        let subject = format!("{SERIAL}/{}", candidate.name());
        let graded = self.grade(&subject, candidate, &answers_only())?;
        let again = self.again(candidate);
        if graded.verdict != Verdict::Accepted {
            let found = match graded.verdict {
                Verdict::Inconclusive => LawStatus::Unclear,
                _ => LawStatus::Broken,
            };
            let detail = format!("expected right answers, got {}", graded.verdict);
            let detail = format!("{detail}: {}", words::reason(&graded.reason));
            self.say_with(&subject, found, detail, Timed { again, ..Timed::default() });
            return Ok(());
        }
        let asks_for_no_better = |timed: &&TimedCase| !matches!(timed.goal, Goal::SpeedupMin(_));
        let cases: Vec<TimedCase> =
            self.against_the_baseline().filter(asks_for_no_better).cloned().collect();
        if cases.is_empty() {
            self.say(&subject, LawStatus::Sound, "answers right; a better one is asked for");
            return Ok(());
        }
        if self.look.depth == Depth::Correctness {
            self.say(&subject, LawStatus::Skipped, "answers right; speed not measured");
            return Ok(());
        }
        for case in &cases {
            self.no_faster(&subject, candidate, case)?;
        }
        Ok(())
    }

    /// One serial alternative on one timed case.
    fn no_faster(
        &mut self,
        subject: &str,
        candidate: &Candidate,
        case: &TimedCase,
    ) -> Result<(), Fault> {
        self.doing(subject);
        let (exercise, hear) = (&self.exercise.name.slug, &mut self.hear);
        let listener = &mut |event: Event| {
            hear(VerifyEvent::Doing { exercise, subject, event: Some(&event) });
        };
        let mut all = Vec::new();
        let mut runs = Runs::default();
        for _ in 0..self.look.repeat.max(1) {
            let measured =
                self.grader.beside_the_baseline(self.exercise, candidate, case, listener)?;
            let (standing, detail) = match &measured {
                Ok(timed) => compared(timed),
                Err(failure) => (LawStatus::Broken, words::in_short(&failure.outcome)),
            };
            runs.add(Runs::of(match standing {
                LawStatus::Sound | LawStatus::Skipped => Verdict::Accepted,
                LawStatus::Unclear => Verdict::Inconclusive,
                LawStatus::Broken => Verdict::LowSpeedup,
            }));
            all.push((standing, detail));
        }
        let Some((standing, detail)) = telling(all) else { return Ok(()) };
        let settled = Some(runs.settled());
        let detail = format!("case `{}`: {detail}", case.case);
        let runs = (runs.all() > 1).then_some(runs);
        self.say_with(subject, standing, detail, Timed { settled, runs, ..Timed::default() });
        Ok(())
    }
}

/// What follows from a serial program beside the baseline.
fn compared(timed: &verdict::Timed) -> (LawStatus, String) {
    let shown = timed.speedup.map_or_else(|| "no pair counted".to_owned(), |s| s.to_string());
    let cores = timed.cores_used.unwrap_or_default();
    let decision = decide(&timed.samples);
    match decision {
        Decision::Met if cores >= ONE_CORE_MAX => {
            let detail = format!("{shown} on {cores:.1} cores: this is no serial program");
            (LawStatus::Broken, detail)
        }
        Decision::Met => {
            let more = 100.0 * (SERIAL_MAX - 1.0);
            let detail = format!(
                "{shown}, so it is more than {more:.0} % faster than the baseline: put it, or a \
                 better one, in the baseline's place"
            );
            (LawStatus::Broken, detail)
        }
        decision if decision.is_fail() => (LawStatus::Sound, format!("{shown}, baseline 1x")),
        _ => {
            let case = Attempts::of(&timed.case, timed.samples.clone());
            let (_, reason) = judge(&[], &[case], Kind::Candidate);
            (LawStatus::Unclear, words::reason(&reason))
        }
    }
}
