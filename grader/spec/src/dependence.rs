//! Do the answers to a case depend on every part of its input? An old answer, given
//! to a new input, must be refused: a program that computes half of the work, or
//! none, does no more than that.

use crate::answer::first_change;
use crate::protocol::{Dependence, Fate, Unnoticed};
use crate::{Case, Exercise, Rng};
use rand::SeedableRng;
use serde::Serialize;

/// Two inputs of a case, and changes of the first. Nothing without two seeds.
pub fn dependence<E: Exercise>(exercise: &E, case: &Case, seeds: &[u64]) -> Option<Dependence> {
    let [first, second, others @ ..] = seeds else { return None };
    let make = |seed: &u64| exercise.generate(case, &mut Rng::seed_from_u64(*seed));
    let input = make(first);
    let answer = exercise.baseline(&input);
    let fate = |input: &E::Input, right: &E::Output, old: &E::Output| match exercise
        .check(input, right, old)
    {
        Err(_) => Fate::Refused,
        Ok(()) if right == old || bytes(right) == bytes(old) => Fate::Right,
        Ok(()) => Fate::Taken,
    };
    let other = {
        let other = make(second);
        let right = exercise.baseline(&other);
        match fate(&other, &right, &answer) {
            Fate::Refused => fate(&input, &answer, &right),
            unrefused => unrefused,
        }
    };
    let mut found = Dependence { other, changes: 0, unnoticed: None };
    for seed in others {
        let changed = exercise.perturb(&input, &mut Rng::seed_from_u64(*seed));
        let Some(changed) = changed else { continue };
        found.changes += 1;
        let right = exercise.baseline(&changed);
        let fate = fate(&changed, &right, &answer);
        if fate != Fate::Refused {
            let change = first_change(&input, &changed);
            found.unnoticed = Some(Unnoticed { change, fate });
            break;
        }
    }
    Some(found)
}

/// An answer as it travels. NaN equals no number, and yet it is the same answer.
fn bytes<T: Serialize>(answer: &T) -> Option<Vec<u8>> {
    postcard::to_stdvec(answer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mismatch;
    use crate::answer::equal;

    /// Adds up numbers; each field is a way to be unsound.
    #[derive(Default)]
    struct Total {
        /// The baseline leaves the last number out.
        forgets: bool,
        /// The checker is content within this distance.
        slack: u64,
        /// Every input is the same.
        fixed: bool,
        /// There is nothing to change.
        whole: bool,
    }

    impl Exercise for Total {
        type Input = Vec<u64>;
        type Output = u64;

        fn cases(&self) -> Vec<Case> {
            Vec::new()
        }

        fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<u64> {
            use rand::RngExt;
            let mut one = || if self.fixed { 7 } else { rng.random_range(0..1_000_000_000) };
            (0..case.size).map(|_| one()).collect()
        }

        fn baseline(&self, numbers: &Vec<u64>) -> u64 {
            numbers[..numbers.len() - usize::from(self.forgets)].iter().sum()
        }

        fn candidate(&self, numbers: &Vec<u64>, _threads: usize) -> u64 {
            self.baseline(numbers)
        }

        fn perturb(&self, numbers: &Vec<u64>, rng: &mut Rng) -> Option<Vec<u64>> {
            use rand::RngExt;
            let mut numbers = numbers.clone();
            let at = rng.random_range(0..numbers.len());
            numbers[at] += 1;
            (!self.whole).then_some(numbers)
        }

        fn check(&self, _: &Vec<u64>, expected: &u64, actual: &u64) -> Result<(), Mismatch> {
            if expected.abs_diff(*actual) <= self.slack { Ok(()) } else { equal(expected, actual) }
        }
    }

    fn check(total: &Total, other: Fate, unnoticed: Option<Fate>) {
        let seeds: Vec<u64> = (0..40).collect();
        let found = dependence(total, &Case::timed("some", 4), &seeds).expect("two seeds");
        assert_eq!((found.other, found.unnoticed.map(|it| it.fate)), (other, unnoticed));
    }

    #[test]
    fn an_answer_depends_on_every_part() {
        check(&Total::default(), Fate::Refused, None);
        let forgets = Total { forgets: true, ..Total::default() };
        check(&forgets, Fate::Refused, Some(Fate::Right));
        let near = Total { slack: 1, ..Total::default() };
        check(&near, Fate::Refused, Some(Fate::Taken));
        let anything = Total { slack: u64::MAX, ..Total::default() };
        check(&anything, Fate::Taken, Some(Fate::Taken));
        let fixed = Total { fixed: true, ..Total::default() };
        check(&fixed, Fate::Right, None);
    }

    /// Its only answer is NaN, and its checker knows.
    struct Nothing;

    impl Exercise for Nothing {
        type Input = u64;
        type Output = f64;

        fn cases(&self) -> Vec<Case> {
            Vec::new()
        }

        fn generate(&self, _: &Case, rng: &mut Rng) -> u64 {
            rand::RngExt::random(rng)
        }

        fn baseline(&self, _: &u64) -> f64 {
            f64::NAN
        }

        fn candidate(&self, _: &u64, _threads: usize) -> f64 {
            f64::NAN
        }

        fn check(&self, _: &u64, _: &f64, actual: &f64) -> Result<(), Mismatch> {
            if actual.is_nan() { Ok(()) } else { equal(&f64::NAN, actual) }
        }
    }

    #[test]
    fn the_same_nan_is_the_same_answer() {
        let found = dependence(&Nothing, &Case::hidden("one", 1), &[1, 2]).expect("two seeds");
        assert_eq!(found.other, Fate::Right);
    }

    #[test]
    fn what_was_changed_is_named() {
        let forgets = Total { forgets: true, fixed: true, ..Total::default() };
        let seeds: Vec<u64> = (0..40).collect();
        let found = dependence(&forgets, &Case::timed("some", 4), &seeds).expect("two seeds");
        assert_eq!(found.unnoticed.expect("it forgets").change, "at index 3, 7 became 8");
        assert!(found.changes < 38, "it ends with the first");
    }

    #[test]
    fn nothing_to_change_is_told() {
        let whole = Total { whole: true, ..Total::default() };
        let found = dependence(&whole, &Case::timed("some", 4), &[1, 2, 3]).expect("two seeds");
        assert_eq!(found, Dependence { other: Fate::Refused, changes: 0, unnoticed: None });
        assert_eq!(dependence(&whole, &Case::timed("some", 4), &[1]), None);
    }
}
