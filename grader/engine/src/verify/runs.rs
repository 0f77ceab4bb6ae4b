//! Several verdicts on one candidate, counted: how often a law about time holds here.

use super::{LawStatus, Settled};
use crate::verdict::Verdict;

/// How often a timed candidate was graded, and how that went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// Fast enough; of a serial alternative: no faster than the baseline.
    pub accepted: usize,
    /// This machine could not tell.
    pub undecided: usize,
    /// Anything else.
    pub rejected: usize,
}

impl Runs {
    /// One run with this verdict.
    pub(super) fn of(verdict: Verdict) -> Self {
        let mut runs = Self::default();
        match verdict {
            Verdict::Accepted => runs.accepted = 1,
            Verdict::Inconclusive => runs.undecided = 1,
            _ => runs.rejected = 1,
        }
        runs
    }

    /// Counts others, too.
    pub fn add(&mut self, others: Self) {
        self.accepted += others.accepted;
        self.undecided += others.undecided;
        self.rejected += others.rejected;
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.accepted + self.undecided + self.rejected
    }

    /// How many were decided.
    pub fn decided(self) -> usize {
        self.accepted + self.rejected
    }

    /// Whether there was one, or the answer of many.
    pub(super) fn settled(self) -> Settled {
        if self.decided() > 0 { Settled::Decided } else { Settled::Undecided }
    }
}

/// Which of several runs a law rests on: one that breaks it, or else one that shows that it
/// holds. A run in which this machine could not tell says nothing beside others.
pub(super) fn telling<T>(runs: Vec<(LawStatus, T)>) -> Option<(LawStatus, T)> {
    let rank = |standing: LawStatus| match standing {
        LawStatus::Broken => 0,
        LawStatus::Sound => 1,
        LawStatus::Skipped => 2,
        LawStatus::Unclear => 3,
    };
    runs.into_iter().min_by_key(|(standing, _)| rank(*standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_run_breaks_the_law_and_an_undecided_one_does_not() {
        use LawStatus::{Broken, Sound, Unclear};
        let check = |runs: &[LawStatus], expected: Option<(LawStatus, usize)>| {
            let runs = runs.iter().enumerate().map(|(at, standing)| (*standing, at)).collect();
            assert_eq!(telling(runs), expected);
        };
        check(&[Unclear, Sound, Broken, Broken], Some((Broken, 2)));
        check(&[Unclear, Sound, Sound], Some((Sound, 1)));
        check(&[Unclear, Unclear], Some((Unclear, 0)));
        check(&[], None);
    }
}
