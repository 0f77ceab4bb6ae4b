//! How far a grading is, as its messages tell it.

use crate::grade::Graded;
use crate::verdict::{Outcome, Test};
use crate::watch::message::Measured;
use grader_spec::Role;

/// What is known of a grading step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// What goes on, in words.
    pub doing: String,
    pub types: Mark,
    pub compiles: Mark,
    pub examples: Checks,
    pub hidden: Checks,
    /// Cases that are timed, where they are checked too.
    pub others: Checks,
    /// Checks planned; 0 until that is known.
    pub planned: usize,
    /// Timed cases as they were last heard of, in order.
    pub measured: Vec<Measured>,
    /// Whether a timed run may be going on.
    pub is_timing: bool,
}

/// How one step went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    Open,
    Passed,
    Failed,
}

/// Checks of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    pub passed: usize,
    pub failed: usize,
}

impl Steps {
    pub(super) fn tested(&mut self, test: &Test) {
        let passed = test.outcome == Outcome::Passed;
        let checks = match test.role {
            None => {
                let is_typed = self.types == Mark::Passed;
                self.compiles = if passed { Mark::Passed } else { Mark::Failed };
                self.types = if passed || is_typed { Mark::Passed } else { Mark::Failed };
                return;
            }
            Some(Role::Example) => &mut self.examples,
            Some(Role::Hidden) => &mut self.hidden,
            Some(Role::Timed) => &mut self.others,
        };
        if passed {
            checks.passed += 1;
        } else {
            checks.failed += 1;
        }
    }

    pub(super) fn measuring(&mut self, measured: Measured) {
        self.doing = format!("measuring `{}`", measured.case);
        match self.measured.last_mut().filter(|last| last.case == measured.case) {
            Some(last) => *last = measured,
            None => self.measured.push(measured),
        }
    }

    /// Checks that are done, and those that passed; that it compiles is one.
    pub fn done(&self) -> Checks {
        let compiles = Checks {
            passed: usize::from(self.compiles == Mark::Passed),
            failed: usize::from(self.compiles == Mark::Failed),
        };
        let all = [compiles, self.examples, self.hidden, self.others];
        let sum = |count: fn(&Checks) -> usize| all.iter().map(count).sum();
        Checks { passed: sum(|checks| checks.passed), failed: sum(|checks| checks.failed) }
    }

    /// The result holds all that was measured of the file, and nothing else.
    pub(super) fn settle(&mut self, graded: &Graded) {
        self.measured = graded.timed().iter().map(Measured::from).collect();
    }
}
