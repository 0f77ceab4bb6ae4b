//! Which units a pass over a run has to do, and in which order. Pure.

use crate::batch::journal::{Fold, Key, UnitHistory, UnitStatus};
use crate::batch::plan::{Plan, Shard};
use std::collections::BTreeMap;

/// What a pass has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Todo {
    /// Units of which nothing bad is known, by exercise.
    pub plain: Vec<Key>,
    /// Units that were begun and never heard of again: each may end the worker that grades it, so
    /// they come last, and each alone.
    pub suspects: Vec<Key>,
}

impl Todo {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.suspects.is_empty()
    }

    /// Everything, in order.
    pub fn all(&self) -> Vec<Key> {
        self.plain.iter().chain(&self.suspects).cloned().collect()
    }
}

/// Which pass it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Counts the passes since the command was typed, from 1.
    pub number: usize,
    /// What becomes of those that vanished as often as is allowed.
    pub lost: LostUnits,
}

/// What becomes of units that vanished as often as is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostUnits {
    /// They are tried again, once for each command that is typed: here a unit vanishes
    /// with the grader itself, which a person may have ended.
    OnceMore,
    /// They are left to a person.
    Left,
}

/// What is left to do.
pub fn todo(plan: &Plan, fold: &Fold, shard: Shard, pass: Pass) -> Todo {
    let mut todo = Todo::default();
    let unheard = UnitHistory::default();
    for key in plan.keys(shard) {
        let story = fold.stories.get(key).unwrap_or(&unheard);
        match story.standing(plan.attempts) {
            UnitStatus::Waiting => todo.plain.push(key.clone()),
            UnitStatus::Failed(_) if pass.number <= plan.rounds => todo.plain.push(key.clone()),
            UnitStatus::Undecided(_) if story.undecided() < plan.rounds => {
                todo.plain.push(key.clone());
            }
            // A verdict that two have is looked for, and not for ever.
            UnitStatus::Disagreeing(ends) if ends.len() <= plan.rounds.max(2) => {
                todo.plain.push(key.clone());
            }
            UnitStatus::Suspect if pass.lost == LostUnits::Left => todo.suspects.push(key.clone()),
            UnitStatus::Suspect | UnitStatus::Lost { .. }
                if pass.lost == LostUnits::OnceMore && pass.number == 1 =>
            {
                todo.suspects.push(key.clone());
            }
            // It has its verdict, or another try would not help.
            _ => {}
        }
    }
    for keys in [&mut todo.plain, &mut todo.suspects] {
        // The judge of one exercise stays built and known to the disk meanwhile.
        keys.sort_by_key(|key| plan.units.get(key).map(|unit| unit.exercise.clone()));
    }
    todo
}

/// How a run stands, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units with a verdict.
    pub decided: usize,
    /// Not begun.
    pub waiting: usize,
    /// Begun and not heard of since.
    pub suspect: usize,
    /// The machine cannot tell.
    pub undecided: usize,
    /// Ended with verdicts that differ.
    pub disagreeing: usize,
    /// Vanished as often as is allowed.
    pub lost: usize,
    /// The grader or the machine failed.
    pub failed: usize,
    /// Ends beyond those that count.
    pub duplicates: usize,
    /// Submissions that cannot be read.
    pub not_graded: usize,
}

impl Tally {
    /// Counts the units of a shard.
    pub fn of(plan: &Plan, fold: &Fold, shard: Shard) -> Self {
        let mut tally = Self { not_graded: plan.not_graded().count(), ..Self::default() };
        for key in plan.keys(shard) {
            let count = match fold.standing(key, plan.attempts) {
                UnitStatus::Decided(_) => &mut tally.decided,
                UnitStatus::Waiting => &mut tally.waiting,
                UnitStatus::Suspect => &mut tally.suspect,
                UnitStatus::Undecided(_) => &mut tally.undecided,
                UnitStatus::Disagreeing(_) => &mut tally.disagreeing,
                UnitStatus::Lost { .. } => &mut tally.lost,
                UnitStatus::Failed(_) => &mut tally.failed,
            };
            *count += 1;
            tally.duplicates += fold.stories.get(key).map_or(0, UnitHistory::duplicates);
        }
        tally
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        let Self { decided, waiting, suspect, undecided, disagreeing, lost, failed, .. } = self;
        decided + waiting + suspect + undecided + disagreeing + lost + failed
    }

    /// Whether every submission has a verdict.
    pub fn is_whole(&self) -> bool {
        self.decided == self.units() && self.not_graded == 0
    }
}

/// How many units are left of each exercise.
pub fn by_exercise(plan: &Plan, keys: &[Key]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for unit in keys.iter().filter_map(|key| plan.units.get(key)) {
        *counts.entry(unit.exercise.clone()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::journal::{Attempt, Ended, Event, Token};
    use crate::batch::plan::Unit;
    use crate::fault::Fault;
    use crate::verdict::Verdict;

    fn plan(keys: &[&str]) -> Plan {
        let unit = |key: &&str| ((*key).to_owned(), Unit { exercise: "spin".to_owned() });
        Plan {
            format: 1,
            quick: false,
            attempts: 2,
            rounds: 3,
            toolchain: String::new(),
            exercises: Vec::new(),
            students: BTreeMap::new(),
            handed_in: Vec::new(),
            units: keys.iter().map(unit).collect(),
            ignored: Vec::new(),
        }
    }

    fn attempt(round: u32) -> Attempt {
        Attempt { token: Token { round, restart: 0 }, by: "j".to_owned(), number: round }
    }

    fn tell(fold: &mut Fold, key: &str, round: u32, verdict: Option<Verdict>) {
        let (key, attempt) = (key.to_owned(), attempt(round));
        fold.add(
            "j",
            match verdict {
                None => Event::Begin { key, attempt },
                Some(verdict) => Event::End(Ended {
                    key,
                    attempt,
                    verdict,
                    code: String::new(),
                    took_ms: 0,
                    result: String::new(),
                    hash: String::new(),
                    at_s: 0,
                }),
            },
        );
    }

    #[test]
    fn suspects_come_last_and_what_is_decided_not_at_all() {
        let plan = plan(&["a", "b", "c", "d"]);
        let mut fold = Fold::default();
        tell(&mut fold, "a", 1, None);
        tell(&mut fold, "b", 1, Some(Verdict::Accepted));
        (1..=2).for_each(|round| tell(&mut fold, "d", round, None));
        let keys = |number, lost| todo(&plan, &fold, Shard::ALL, Pass { number, lost }).all();
        assert_eq!(keys(1, LostUnits::OnceMore), ["c", "a", "d"]);
        // Here, what is left after a pass would vanish with the grader once more.
        assert_eq!(keys(2, LostUnits::OnceMore), ["c"]);
        assert_eq!(keys(1, LostUnits::Left), ["c", "a"]);
        assert_eq!(keys(2, LostUnits::Left), ["c", "a"]);
        let tally = Tally::of(&plan, &fold, Shard::ALL);
        assert_eq!((tally.decided, tally.waiting, tally.suspect, tally.lost), (1, 1, 1, 1));
        assert!(!tally.is_whole());
    }

    #[test]
    fn what_the_machine_cannot_tell_is_tried_a_bounded_number_of_times() {
        let plan = plan(&["a"]);
        let mut fold = Fold::default();
        let pass = Pass { number: 9, lost: LostUnits::Left };
        for round in 1..=3 {
            assert!(!todo(&plan, &fold, Shard::ALL, pass).is_empty(), "{round}");
            tell(&mut fold, "a", round, Some(Verdict::Inconclusive));
        }
        assert!(todo(&plan, &fold, Shard::ALL, pass).is_empty());
        tell(&mut fold, "a", 4, Some(Verdict::Accepted));
        assert!(Tally::of(&plan, &fold, Shard::ALL).is_whole());
    }

    #[test]
    fn a_fault_of_the_machine_is_tried_again_by_each_command() {
        let plan = plan(&["a"]);
        let mut fold = Fold::default();
        let fault = Fault::new("the disk is full", "");
        fold.add("j", Event::Fault { key: "a".to_owned(), attempt: attempt(1), fault });
        let left = |number| {
            let pass = Pass { number, lost: LostUnits::Left };
            !todo(&plan, &fold, Shard::ALL, pass).is_empty()
        };
        assert_eq!([1, 3, 4].map(left), [true, true, false]);
    }
}
