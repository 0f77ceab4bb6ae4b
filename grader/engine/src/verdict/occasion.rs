//! What a hint may be for: how a result ended, or why.

use super::{Cause, Test, Timed, Verdict};
use serde::Deserialize;
use std::fmt;

/// Something about a result that a hint can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Occasion {
    /// It ended so.
    Ended(Verdict),
    /// It was too slow, from this cause.
    Slow(Cause),
    /// It failed on several threads, and was right on one.
    SeveralThreads,
}

const SEVERAL_THREADS: &str = "several_threads";

impl Occasion {
    /// Every occasion. After a pass there is nothing left to hint at.
    pub fn all() -> impl Iterator<Item = Self> {
        let rejected = |verdict: &Verdict| *verdict != Verdict::Accepted;
        let ended = Verdict::ALL.into_iter().filter(rejected).map(Self::Ended);
        ended.chain([Self::SeveralThreads]).chain(Cause::ALL.into_iter().map(Self::Slow))
    }

    /// The name in files: `low_speedup`, `contention`, `several_threads`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ended(verdict) => verdict.name(),
            Self::Slow(cause) => cause.name(),
            Self::SeveralThreads => SEVERAL_THREADS,
        }
    }

    /// The occasion of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|occasion| occasion.name() == name)
    }

    /// What is known of a result beside its verdict, if anything.
    pub fn beside(verdict: Verdict, tests: &[Test], timed: &[Timed]) -> Option<Self> {
        if verdict == Verdict::LowSpeedup {
            let cause = timed.iter().find_map(|timed| timed.diagnosis.as_ref()?.cause);
            return cause.map(Self::Slow);
        }
        let failed = tests.last().filter(|test| test.outcome.verdict() == verdict)?;
        let several = verdict != Verdict::Accepted && failed.threads.is_some_and(|n| n > 1);
        let alone = |test: &Test| test.threads == Some(1) && test.name == failed.name;
        let right = |test: &Test| test.outcome.verdict() == Verdict::Accepted;
        let is_right_alone = tests.iter().any(|test| alone(test) && right(test));
        (several && is_right_alone).then_some(Self::SeveralThreads)
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

impl TryFrom<String> for Occasion {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::from_name(&name).ok_or_else(|| {
            let names: Vec<String> = Self::all().map(|known| format!("`{known}`")).collect();
            format!("no result is `{name}`; a hint may be for {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Outcome;

    #[test]
    fn every_name_is_one_occasion() {
        let names: std::collections::BTreeSet<_> = Occasion::all().map(Occasion::name).collect();
        assert_eq!(names.len(), Occasion::all().count());
        for occasion in Occasion::all() {
            assert_eq!(Occasion::from_name(occasion.name()), Some(occasion));
        }
        for odd in ["accepted", "contentoin", ""] {
            assert_eq!(Occasion::from_name(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_only_several_threads_do_wrong_is_told_apart() {
        let test = |name: &str, threads, outcome| Test {
            name: name.to_owned(),
            role: None,
            threads: Some(threads),
            seed: None,
            outcome,
        };
        let crash =
            || Outcome::Crashed { how: "a panic".to_owned(), signal: None, printed: String::new() };
        let check = |tests: &[Test], expected| {
            let verdict = tests.last().expect("a test").outcome.verdict();
            assert_eq!(Occasion::beside(verdict, tests, &[]), expected, "{tests:?}");
        };
        let alone = || test("a", 1, Outcome::Passed);
        check(&[alone(), test("a", 2, crash())], Some(Occasion::SeveralThreads));
        check(&[test("a", 1, crash())], None);
        check(&[alone(), test("a", 2, Outcome::Passed)], None);
        // Only at its full size, or nobody has asked on one thread.
        check(&[alone(), test("timed", 2, crash())], None);
        check(&[test("a", 2, Outcome::Passed), test("a", 2, crash())], None);
    }
}
