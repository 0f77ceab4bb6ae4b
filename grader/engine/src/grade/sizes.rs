//! Tries a candidate on sizes that no case names: a property test of the
//! solution against the baseline, for `grade verify`.

use super::correctness::{Check, Examiner};
use super::{Grader, Wish, fresh_seed};
use crate::candidate::Candidate;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::measure::SEED_MASK;
use crate::measure::session::{Session, Trouble};
use crate::verdict::{Kind, Outcome, Test, judge};
use crate::words;
use grader_spec::{Case, Role};
use proptest::prelude::{Just, Strategy};
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use std::cell::RefCell;

/// How many inputs are tried beside the odd ones, and how often a failing one
/// is made smaller.
const INPUTS: u32 = 32;
const SHRINKS: u32 = 100;
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
        let stand = self.stand(exercise, candidate)?;
        let all = self.machine().threads;
        let mut judge = stand.judge(all)?;
        let cases = judge.cases.clone();
        let (wish, seed) = (Wish::default(), fresh_seed());
        let examiner = Examiner { stand: &stand, judge: &mut judge, wish: &wish, all, seed };
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
    fn any(self) -> Result<Option<OddSize>, Fault> {
        let hidden: Vec<_> = self.hidden().into_iter().map(|i| (i, self.cases[i].size)).collect();
        if hidden.is_empty() {
            return Ok(None);
        }
        let config = Config {
            cases: INPUTS,
            max_shrink_iters: SHRINKS,
            failure_persistence: None,
            ..Config::default()
        };
        // The runner's test is no `FnMut`. A fault of ours is no property of the
        // candidate: it is kept, and told in place of what was found.
        let bench = RefCell::new((self, None));
        let tried = TestRunner::new(config).run(&inputs(hidden), |(index, size, seed)| {
            let (search, fault) = &mut *bench.borrow_mut();
            match search.complaint(index, size, seed) {
                Ok(None) => Ok(()),
                Ok(Some(how)) => Err(TestCaseError::fail(how)),
                Err(error) => {
                    let text = error.what.clone();
                    fault.get_or_insert(error);
                    Err(TestCaseError::fail(text))
                }
            }
        });
        let (search, fault) = bench.into_inner();
        match (fault, tried) {
            (Some(fault), _) => Err(fault),
            (None, Ok(())) => Ok(None),
            (None, Err(TestError::Fail(how, (index, size, _)))) => {
                let case = search.cases[index].name.clone();
                Ok(Some(OddSize { case, size, how: how.message().to_owned() }))
            }
            (None, Err(TestError::Abort(why))) => {
                Err(Fault::new(format!("the search for sizes ended early: {why}"), "run again"))
            }
        }
    }

    /// What is wrong with the answer to one input, if anything.
    fn complaint(&mut self, index: usize, size: usize, seed: u64) -> Result<Option<String>, Fault> {
        let threads = self.examiner.all;
        let check = Check { case: index, threads, seed, size: Some(size) };
        let outcome = match self.examiner.one(&check, &mut self.session, &mut Vec::new()) {
            Ok(outcome) => outcome,
            Err(Trouble::Failed(outcome)) => {
                // It broke off; the next input meets a fresh one.
                self.session = None;
                *outcome
            }
            Err(Trouble::Ours(fault)) => return Err(fault),
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

/// A hidden case, any size up to its own, and a seed.
fn inputs(hidden: Vec<(usize, usize)>) -> impl Strategy<Value = (usize, usize, u64)> {
    select(hidden).prop_flat_map(|(index, own)| {
        let seed = proptest::num::u64::ANY.prop_map(|seed| seed & SEED_MASK);
        (Just(index), 0..=own, seed)
    })
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
