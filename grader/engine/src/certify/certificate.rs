//! What a machine's certificate holds, and what follows from it. Pure: no clock, no
//! files.

use super::Machine;
use crate::measure::known::Kind;
use crate::measure::ticks::BUSY_SHARE;
use serde::{Deserialize, Serialize};
use speedup::stats::{ALPHA, CONFIDENCE, chance_max, chance_of_at_most};

/// The version of the file's format.
const SCHEMA: u32 = 1;
/// A certificate is of one version of the grader.
const GRADER: &str = env!("CARGO_PKG_VERSION");
/// A machine that decides a smaller share is no place for verdicts.
pub const DECIDED_MIN: f64 = 0.8;

/// Verdicts on candidates of known speedup, and where they were made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The version of this format.
    schema: u32,
    /// The grader's version.
    grader: String,
    /// The day.
    pub date: String,
    /// The processor's name, where the system tells.
    pub processor: String,
    /// Operating system and architecture.
    pub system: String,
    /// Cores that might be used.
    pub cores: usize,
    /// Threads of a timed run.
    pub threads: usize,
    /// The candidates.
    pub truths: Vec<Truth>,
    /// In the order of measuring.
    pub trials: Vec<Trial>,
}

/// A candidate and its true speedup.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// How it comes to its speedup.
    pub kind: Kind,
    /// What it spins on each thread that it uses, as a share of the baseline's rounds.
    pub share: f64,
    /// How much faster than the baseline it is.
    pub speedup: f64,
    /// The standard error of that, as a share of it.
    pub error: f64,
}

/// One verdict, and the truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// How the candidate comes to its speedup.
    pub kind: Kind,
    /// How far the goal is from the truth, in percent.
    pub margin: u32,
    /// The true speedup.
    pub truth: f64,
    /// The one that was asked for.
    pub goal: f64,
    /// What the rule said.
    pub answer: Answer,
    /// How many pairs it went by.
    pub pairs: usize,
    /// The share of the machine's CPU time that others used meanwhile.
    pub others: Option<f64>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// What the rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The goal is met.
    Met,
    /// The goal is not met.
    NotMet,
    /// This machine cannot tell.
    Undecided,
}

/// How busy a machine was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Load {
    /// Hardly anybody else used it.
    Quiet,
    /// Others did.
    Busy,
    /// The system does not tell.
    Unknown,
}

impl Trial {
    /// Whether the rule said the opposite of the truth.
    pub fn is_wrong(&self) -> bool {
        match self.answer {
            Answer::Met => !self.should_be_met(),
            Answer::NotMet => self.should_be_met(),
            Answer::Undecided => false,
        }
    }

    fn should_be_met(&self) -> bool {
        self.truth >= self.goal
    }

    /// How busy the machine was meanwhile.
    pub fn load(&self) -> Load {
        match self.others {
            Some(share) if share < BUSY_SHARE => Load::Quiet,
            Some(_) => Load::Busy,
            None => Load::Unknown,
        }
    }
}

/// How many verdicts were what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// As the truth is.
    pub right: usize,
    /// The opposite.
    pub wrong: usize,
    /// Neither.
    pub undecided: usize,
}

impl Count {
    /// Counts these.
    pub fn of<'a>(trials: impl IntoIterator<Item = &'a Trial>) -> Self {
        let mut count = Self::default();
        for trial in trials {
            match (trial.answer, trial.is_wrong()) {
                (Answer::Undecided, _) => count.undecided += 1,
                (_, true) => count.wrong += 1,
                (_, false) => count.right += 1,
            }
        }
        count
    }

    /// How many verdicts said anything.
    pub fn decided(self) -> usize {
        self.right + self.wrong
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.decided() + self.undecided
    }

    /// The largest chance that a verdict is wrong which these leave possible at 95 %.
    /// What was not decided speaks for nothing.
    pub fn error_max(self) -> f64 {
        chance_max(self.decided(), self.wrong)
    }
}

/// How a certification ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// The rule keeps what it promises here.
    Kept,
    /// More verdicts were wrong than it allows.
    TooManyWrong,
    /// Too few were decided.
    TooFewDecided,
}

/// What a certificate comes to; stands in every result made on its machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The day.
    pub date: String,
    /// The verdicts.
    pub count: Count,
}

impl Certificate {
    /// What was found on a machine.
    pub fn new(machine: &Machine, date: &str, truths: Vec<Truth>, trials: Vec<Trial>) -> Self {
        Self {
            schema: SCHEMA,
            grader: GRADER.to_owned(),
            date: date.to_owned(),
            processor: machine.processor.clone(),
            system: machine.system.clone(),
            cores: machine.cores,
            threads: machine.threads,
            truths,
            trials,
        }
    }

    /// Whether it speaks of this machine and this grader. The compiler does not matter:
    /// it makes both sides of a pair.
    pub fn is_of(&self, machine: &Machine) -> bool {
        let ours = (SCHEMA, GRADER, machine.cores, machine.threads);
        let same = (self.schema, self.grader.as_str(), self.cores, self.threads) == ours;
        same && self.processor == machine.processor && self.system == machine.system
    }

    /// All verdicts.
    pub fn count(&self) -> Count {
        Count::of(&self.trials)
    }

    /// The few figures that go into a result.
    pub fn summary(&self) -> Certified {
        Certified { date: self.date.clone(), count: self.count() }
    }

    /// The rule may err in 1 of 100 verdicts on each side. A side has too many wrong
    /// verdicts if luck alone would bring that many in less than 1 of 20 certifications,
    /// both sides together.
    pub fn standing(&self) -> CertificateStatus {
        let (to_be_met, not_to_be_met): (Vec<&Trial>, Vec<&Trial>) =
            self.trials.iter().partition(|trial| trial.should_be_met());
        let sides = [to_be_met, not_to_be_met];
        let is_beyond_luck = |side: &Vec<&Trial>| {
            let count = Count::of(side.iter().copied());
            let fewer = count.wrong.checked_sub(1);
            let luck =
                fewer.map_or(1.0, |fewer| 1.0 - chance_of_at_most(count.all(), fewer, ALPHA));
            luck < (1.0 - CONFIDENCE) / sides.len() as f64
        };
        let count = self.count();
        if sides.iter().any(is_beyond_luck) {
            CertificateStatus::TooManyWrong
        } else if (count.decided() as f64) < DECIDED_MIN * count.all() as f64 {
            CertificateStatus::TooFewDecided
        } else {
            CertificateStatus::Kept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(should_be_met: bool, answer: Answer) -> Trial {
        let goal = if should_be_met { 1.5 } else { 1.8 };
        let (kind, margin, truth) = (Kind::Serial, 10, 1.65);
        Trial { kind, margin, truth, goal, answer, pairs: 9, others: Some(0.01), seconds: 0.5 }
    }

    /// Half of the goals are below the truth; of all verdicts so many pass wrongly, fail
    /// wrongly, or are undecided.
    fn check(
        all: usize,
        wrong_passes: usize,
        wrong_fails: usize,
        undecided: usize,
        is: CertificateStatus,
    ) {
        let side = |should_be_met: bool, wrong: usize, undecided: usize| {
            let answers = [Answer::NotMet, Answer::Met];
            let (truth, lie) =
                (answers[usize::from(should_be_met)], answers[usize::from(!should_be_met)]);
            let answer = move |i: usize| match i {
                i if i < wrong => lie,
                i if i < wrong + undecided => Answer::Undecided,
                _ => truth,
            };
            (0..all / 2).map(move |i| trial(should_be_met, answer(i)))
        };
        let machine = Machine {
            cpu_quota: None,
            left_out: Vec::new(),
            cores: 2,
            threads: 2,
            processor: "a processor".to_owned(),
            system: "linux x86_64".to_owned(),
            toolchain: "rustc 1.95.0".to_owned(),
            certified: None,
        };
        let one_half = undecided / 2;
        let trials = side(true, wrong_fails, one_half);
        let trials = trials.chain(side(false, wrong_passes, undecided - one_half)).collect();
        let certificate = Certificate::new(&machine, "2026-11-26", Vec::new(), trials);
        let count = certificate.count();
        assert_eq!((count.wrong, count.undecided), (wrong_passes + wrong_fails, undecided));
        assert_eq!(certificate.standing(), is, "{count:?}");
    }

    #[test]
    fn the_rule_may_err_now_and_then_and_must_decide_mostly() {
        check(200, 0, 0, 3, CertificateStatus::Kept);
        check(200, 3, 0, 0, CertificateStatus::Kept);
        check(200, 4, 0, 0, CertificateStatus::TooManyWrong);
        check(200, 0, 4, 100, CertificateStatus::TooManyWrong);
        check(20, 1, 1, 0, CertificateStatus::Kept);
        check(20, 0, 2, 0, CertificateStatus::TooManyWrong);
        check(40, 0, 0, 8, CertificateStatus::Kept);
        check(40, 0, 0, 9, CertificateStatus::TooFewDecided);
        check(40, 0, 0, 40, CertificateStatus::TooFewDecided);
    }

    #[test]
    fn what_was_not_decided_narrows_nothing() {
        let bound = |right, wrong, undecided| Count { right, wrong, undecided }.error_max();
        assert!((bound(200, 0, 0) - 0.014_867).abs() < 1e-6);
        assert!((bound(200, 0, 50) - bound(200, 0, 0)).abs() < 1e-12);
        assert!((bound(0, 0, 50) - 1.0).abs() < 1e-12);
    }
}
