//! Whether a run of `grade verify` decided enough. A grader that says of everything that
//! it cannot tell is never wrong, and worth nothing: where no other program uses the machine,
//! it must decide.

use super::{Finding, LawStatus, Settled};
use crate::fault::Fault;
use crate::grade::Grader;
use crate::measure::probe::{Condition, is_calm, probe};
use crate::measure::ticks::{BUSY_SHARE, Ticks};

/// The smallest share of timed verdicts that must be decided on a quiet machine. Of a
/// few hundred all were, whenever it was idle.
const SHARE_MIN: f64 = 0.8;
/// Of fewer verdicts a share says little.
const VERDICTS_MIN: usize = 10;

/// What the law is called, where findings are listed.
const SUBJECT: &str = "decided";

/// Timed verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    decided: usize,
    of: usize,
}

impl Tally {
    /// Counts a finding, if it rests on time.
    pub(super) fn add(&mut self, finding: &Finding) {
        if let Some(runs) = finding.runs {
            self.decided += runs.decided();
            self.of += runs.all();
        } else if let Some(settled) = finding.settled {
            self.decided += usize::from(settled == Settled::Decided);
            self.of += 1;
        }
    }

    /// The law. Nothing where nothing was timed.
    fn finding(self, excuse: Option<String>) -> Option<Finding> {
        let Self { decided, of } = self;
        let share = decided as f64 / of as f64;
        let count = format!("{decided} of {of} timed verdicts, {:.0} %", (100.0 * share).floor());
        let undecided = of - decided;
        let (standing, detail) = match excuse {
            _ if of == 0 => return None,
            _ if share >= SHARE_MIN => (LawStatus::Sound, count),
            _ if of < VERDICTS_MIN => (LawStatus::Skipped, format!("{count}; too few for a share")),
            Some(excuse) => {
                (LawStatus::Skipped, format!("{count}; no share is asked for: {excuse}"))
            }
            None => (
                LawStatus::Broken,
                format!(
                    "{count}: this machine is quiet, and yet {undecided} of {of} timed verdicts \
                     were undecided\nhint: see which gate their blocks fail, with `grade EXERCISE \
                     --solution --json`"
                ),
            ),
        };
        Some(Finding::plain("course", SUBJECT, standing, detail))
    }
}

/// What a probe shows.
#[derive(Clone, Copy, Debug)]
struct ProbeResult {
    /// By the grader's own rule.
    condition: Condition,
    /// By the times alone.
    is_calm: bool,
}

impl ProbeResult {
    fn at(grader: &Grader) -> Result<Self, Fault> {
        let machine = grader.machine();
        let timed = probe(&grader.spawner, grader.spawner.launcher(), machine.threads.max(2))?;
        Ok(Self { condition: Condition::of(machine.cores, &timed), is_calm: is_calm(&timed) })
    }

    /// Why much may be undecided here. That the rule finds the machine busy is no reason
    /// by itself: it is the rule that is looked at. The system or the times must say so.
    fn excuse(self, others: Option<f64>) -> Option<&'static str> {
        match self.condition {
            Condition::OneCore => Some("there is one core"),
            Condition::SharedCores => Some("the cores share something or are shared"),
            Condition::Busy if others.is_some() && self.is_calm => None,
            Condition::Busy => Some("this machine was busy"),
            // Goals keep a margin that noise seldom bridges.
            Condition::Noisy | Condition::Quiet => None,
        }
    }
}

/// Looks at the machine around a run of timed verdicts.
pub(super) struct Watch<'a> {
    grader: &'a Grader,
    before: ProbeResult,
    ticks: Ticks,
}

impl<'a> Watch<'a> {
    /// Begins with a probe.
    pub(super) fn begin(grader: &'a Grader) -> Result<Self, Fault> {
        let before = ProbeResult::at(grader)?;
        Ok(Self { grader, before, ticks: Ticks::now() })
    }

    /// Ends with another; holds the tally to the law.
    pub(super) fn end(self, tally: Tally) -> Result<Option<Finding>, Fault> {
        let others = self.ticks.elapsed().others_share();
        let after = ProbeResult::at(self.grader)?;
        Ok(tally.finding(excuse(self.before, after, others)))
    }
}

/// Why a machine may leave much undecided; nothing if it was quiet before and after,
/// and meanwhile as far as the system tells.
fn excuse(before: ProbeResult, after: ProbeResult, others: Option<f64>) -> Option<String> {
    let by_probe = before.excuse(others).or(after.excuse(others));
    let busy = others.filter(|&share| share >= BUSY_SHARE);
    by_probe
        .map(str::to_owned)
        .or_else(|| busy.map(|share| format!("others used {:.0} % of this machine", 100.0 * share)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Against, Block, Goal, Setup, Timed, Timing};

    fn tally(decided: usize, undecided: usize) -> Tally {
        let finding = |settled| Finding {
            settled,
            ..Finding::plain("my_topic", "solution", LawStatus::Sound, String::new())
        };
        let mut tally = Tally::default();
        for (settled, times) in
            [(Some(Settled::Decided), decided), (Some(Settled::Undecided), undecided), (None, 3)]
        {
            (0..times).for_each(|_| tally.add(&finding(settled)));
        }
        tally
    }

    #[test]
    fn a_grader_that_never_decides_is_broken_on_a_quiet_machine() {
        let quiet = || None;
        let busy = || Some("this machine was busy".to_owned());
        let check = |decided, undecided, excuse: Option<String>, expected, says: &str| {
            let finding = tally(decided, undecided).finding(excuse).expect("some were timed");
            assert_eq!(finding.standing, expected, "{finding:?}");
            assert!(finding.detail.contains(says), "{finding:?}");
        };
        let broken = "this machine is quiet, and yet 124 of 124 timed verdicts were undecided";
        check(0, 124, quiet(), LawStatus::Broken, broken);
        check(79, 21, quiet(), LawStatus::Broken, "79 of 100 timed verdicts, 79 %: this");
        check(80, 20, quiet(), LawStatus::Sound, "80 of 100 timed verdicts, 80 %");
        check(118, 6, quiet(), LawStatus::Sound, "118 of 124 timed verdicts, 95 %");
        check(0, 124, busy(), LawStatus::Skipped, "no share is asked for: this machine was busy");
        check(118, 6, busy(), LawStatus::Sound, "95 %");
        // One exercise has a handful.
        check(4, 2, quiet(), LawStatus::Skipped, "too few for a share");
        check(6, 0, quiet(), LawStatus::Sound, "6 of 6 timed verdicts, 100 %");
        assert_eq!(tally(0, 0).finding(quiet()), None);
    }

    #[test]
    fn a_machine_is_quiet_only_before_after_and_meanwhile() {
        use Condition::{Busy, Noisy, OneCore, Quiet, SharedCores};
        let calm = |condition| ProbeResult { condition, is_calm: true };
        let restless = |condition| ProbeResult { condition, is_calm: false };
        let busy = Some("this machine was busy");
        for (before, after, others, says) in [
            (calm(Quiet), restless(Noisy), Some(0.05), None),
            (calm(Quiet), calm(Quiet), None, None),
            (calm(Quiet), restless(Busy), Some(0.0), busy),
            (restless(Busy), calm(Quiet), None, busy),
            // A gate that fails every block of a calm machine.
            (calm(Busy), calm(Busy), Some(0.02), None),
            (calm(Busy), calm(Busy), None, busy),
            (calm(SharedCores), calm(Quiet), None, Some("the cores share something or are shared")),
            (calm(OneCore), calm(OneCore), None, Some("there is one core")),
            (calm(Quiet), calm(Quiet), Some(0.25), Some("others used 25 % of this machine")),
        ] {
            assert_eq!(excuse(before, after, others).as_deref(), says, "{before:?} {after:?}");
        }
    }

    #[test]
    fn times_alone_tell_a_calm_machine() {
        // No baseline had its core, says the gate, and yet nothing was ever slow.
        let block = |slow: f64| Block {
            baseline_s: 5e-3 * slow,
            baseline_own_s: 5e-3 * slow,
            candidate_s: 5e-3,
            witness_s: 2.6e-3,
            ..Block::default()
        };
        let look = |slow: &[f64]| {
            let timing = Timing {
                goal: Goal::NoSlower(0.9),
                against: Against::Baseline,
                threads: 2,
                calls: 1,
                setup: Setup { capacity: Some(1.95), ..Setup::default() },
                blocks: slow.iter().map(|&slow| block(slow)).collect(),
                out_of_time: true,
                seconds: 10.0,
            };
            let timed = Timed::new("kernel", timing);
            (Condition::of(2, &timed), is_calm(&timed))
        };
        assert_eq!(look(&[1.0, 1.02, 1.05, 1.9]), (Condition::Busy, true));
        assert_eq!(look(&[1.0, 1.5, 1.7, 1.9]), (Condition::Busy, false));
        assert_eq!(look(&[]), (Condition::Busy, true));
    }
}
