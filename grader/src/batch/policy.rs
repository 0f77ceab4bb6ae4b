//! Which units a pass over a run has to do, and in which order. Pure.

use crate::batch::journal::{Fold, Key, Standing, Story};
use crate::batch::plan::{Plan, Shard};
use std::collections::BTreeMap;

/// What a pass has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Todo {
    /// Units that nobody knows anything bad of, by exercise.
    pub plain: Vec<Key>,
    /// Units that were begun and never heard of again: each may end whoever grades it, so
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
    let unheard = Story::default();
    for key in plan.keys(shard) {
        let story = fold.stories.get(key).unwrap_or(&unheard);
        match story.standing(plan.attempts) {
            Standing::Decided(_) => {}
            Standing::Waiting => todo.plain.push(key.clone()),
            Standing::Failed(_) if pass.number <= plan.rounds => todo.plain.push(key.clone()),
            Standing::Undecided(_) if story.undecided() < plan.rounds => {
                todo.plain.push(key.clone());
            }
            // A verdict that two have is looked for, and not for ever.
            Standing::Disagreeing(ends) if ends.len() <= plan.rounds.max(2) => {
                todo.plain.push(key.clone());
            }
            Standing::Lost { .. } if pass.lost == LostUnits::Left => {}
            Standing::Suspect if pass.lost == LostUnits::Left => todo.suspects.push(key.clone()),
            Standing::Suspect | Standing::Lost { .. } if pass.number == 1 => {
                todo.suspects.push(key.clone());
            }
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
                Standing::Decided(_) => &mut tally.decided,
                Standing::Waiting => &mut tally.waiting,
                Standing::Suspect => &mut tally.suspect,
                Standing::Undecided(_) => &mut tally.undecided,
                Standing::Disagreeing(_) => &mut tally.disagreeing,
                Standing::Lost { .. } => &mut tally.lost,
                Standing::Failed(_) => &mut tally.failed,
            };
            *count += 1;
            tally.duplicates += fold.stories.get(key).map_or(0, Story::duplicates);
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
