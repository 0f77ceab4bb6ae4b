//! Tries a candidate on sizes that no case names: a property test of the
//! solution against the baseline, for `grade verify`.

use super::correctness::{Check, Examiner};
use super::{GradeOptions, Grader, fresh_seed};
use crate::candidate::Candidate;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::measure::session::{Session, SessionError};
use crate::verdict::{Kind, Outcome, Test, judge};
use crate::words;
use grader_spec::{Case, Role};

/// How many inputs are tried beside the odd ones.
const INPUTS: usize = 32;
/// Odd in every way, beside those around the number of threads.
const PRIMES: [usize; 8] = [3, 7, 31, 97, 101, 1_009, 7_919, 104_729];

/// A size of a hidden case at which answers were not right.
#[derive(Clone, Debug, PartialEq)]
pub struct OddSize {
    /// The case.
    pub case: String,
    /// The smallest size that was found.
    pub size: usize,
    /// What happened, in a sentence.
    pub how: String,
}

impl Grader {
    /// Compares a candidate with the baseline on hidden cases of other sizes than
    /// their own, none larger.
    pub fn odd_sizes(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
    ) -> Result<Option<OddSize>, Fault> {
        let binaries = self.binaries(exercise, candidate)?;
        let all = self.machine().threads;
        let mut judge = binaries.judge(all)?;
        let cases = judge.cases.clone();
        let (options, seed) = (GradeOptions::default(), fresh_seed());
        let examiner =
            Examiner { binaries: &binaries, judge: &mut judge, options: &options, all, seed };
        let mut search = Search { examiner, session: None, cases };
        match search.odd()? {
            Some(found) => Ok(Some(found)),
            None => search.any(),
        }
    }
}

/// A judge, a candidate and what they are tried on.
struct Search<'a> {
    examiner: Examiner<'a>,
    session: Option<(usize, Session)>,
    cases: Vec<Case>,
}

impl Search<'_> {
    /// The indexes of the hidden cases.
    fn hidden(&self) -> Vec<usize> {
        let is_hidden = |&index: &usize| self.cases[index].role == Role::Hidden;
        (0..self.cases.len()).filter(is_hidden).collect()
    }

    /// All odd sizes, the smallest first.
    fn odd(&mut self) -> Result<Option<OddSize>, Fault> {
        for index in self.hidden() {
            let case = self.cases[index].clone();
            for size in odd_sizes(case.size, self.examiner.all) {
                if let Some(how) = self.complaint(index, size, fresh_seed())? {
                    return Ok(Some(OddSize { case: case.name, size, how }));
                }
            }
        }
        Ok(None)
    }

    /// Any sizes; one that fails is made as small as can be.
    fn any(mut self) -> Result<Option<OddSize>, Fault> {
        let hidden = self.hidden();
        if hidden.is_empty() {
            return Ok(None);
        }
        for _ in 0..INPUTS {
            let index = hidden[rand::random_range(0..hidden.len())];
            let size = rand::random_range(0..=self.cases[index].size);
            let seed = fresh_seed();
            if let Some(how) = self.complaint(index, size, seed)? {
                let found = Failing { size, how };
                let Failing { size, how } =
                    smallest(found, |size| self.complaint(index, size, seed))?;
                let case = self.cases[index].name.clone();
                return Ok(Some(OddSize { case, size, how }));
            }
        }
        Ok(None)
    }

    /// What is wrong with the answer to one input, if anything.
    fn complaint(&mut self, index: usize, size: usize, seed: u64) -> Result<Option<String>, Fault> {
        let threads = self.examiner.all;
        let check = Check { case: index, threads, seed, size: Some(size) };
        let outcome = match self.examiner.one(&check, &mut self.session, &mut Vec::new()) {
            Ok(outcome) => outcome,
            Err(SessionError::Failed(outcome)) => {
                // It broke off; the next input meets a fresh one.
                self.session = None;
                *outcome
            }
            Err(SessionError::Ours(fault)) => return Err(fault),
        };
        let passed = outcome == Outcome::Passed;
        Ok((!passed).then(|| sentence(&self.cases[index], threads, outcome)))
    }
}

/// None, one, two, around the number of threads, primes, and a case's own; none
/// larger than that.
fn odd_sizes(own: usize, threads: usize) -> Vec<usize> {
    let around = [threads.saturating_sub(1), threads, threads + 1, 2 * threads + 1];
    let mut sizes: Vec<usize> = [0, 1, 2, own].into_iter().chain(around).chain(PRIMES).collect();
    sizes.retain(|&size| size <= own);
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// A size that fails, and what is wrong with it.
#[derive(Debug, PartialEq)]
struct Failing {
    size: usize,
    how: String,
}

/// The smallest size that fails, by bisection: exact where all sizes above one that fails
/// do so, too.
fn smallest(
    mut found: Failing,
    mut complaint: impl FnMut(usize) -> Result<Option<String>, Fault>,
) -> Result<Failing, Fault> {
    // All below are taken to pass.
    let mut lowest = 0;
    while lowest < found.size {
        let size = lowest.midpoint(found.size);
        match complaint(size)? {
            Some(how) => found = Failing { size, how },
            None => lowest = size + 1,
        }
    }
    Ok(found)
}

/// What a verdict would say of it.
fn sentence(case: &Case, threads: usize, outcome: Outcome) -> String {
    let test = Test {
        name: case.name.clone(),
        role: Some(case.role),
        threads: Some(threads),
        seed: None,
        outcome,
    };
    let (verdict, reason) = judge(&[test], &[], Kind::Candidate);
    format!("{verdict}: {}", words::reason(&reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The size that is found where those in `fail` fail, beginning with `first`.
    fn check(first: usize, fail: impl Fn(usize) -> bool, expected: usize) {
        let how = |size| format!("{size} fails");
        let found = Failing { size: first, how: how(first) };
        let found = smallest(found, |size| Ok(fail(size).then(|| how(size))));
        assert_eq!(found.ok(), Some(Failing { size: expected, how: how(expected) }));
    }

    #[test]
    fn a_failing_size_is_made_small() {
        check(100_000, |size| size >= 777, 777);
        check(5, |size| size == 5, 5);
        check(usize::MAX, |_| true, 0);
        check(0, |_| true, 0);
        check(1, |size| size > 0, 1);
    }

    #[test]
    fn a_fault_ends_the_search() {
        let found = Failing { size: 9, how: String::new() };
        assert!(smallest(found, |_| Err(Fault::new("no judge", "run again"))).is_err());
    }
}
