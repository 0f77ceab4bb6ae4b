//! The points of a result: a pure function of the result, the exercise's manifest, the
//! course's plan and the time of handing in. It reads no clock and no file.
//!
//! What this rests on is the evidence in the result, as for the verdict. A part whose
//! outcome is not known is *open*: it gives no points yet, and takes none away.

mod parts;
mod points;

use crate::course::Manifest;
use crate::course::plan::{Lateness, Plan};
use crate::fault::Fault;
use crate::grade::Graded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use points::Points;

/// What a score depends on beside the result.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What the exercise's parts are worth.
    pub manifest: &'a Manifest,
    /// Deadlines, and what counts.
    pub plan: &'a Plan,
    /// When the file was handed in; where that is not known, it is not late.
    pub handed_in: Option<Timestamp>,
}

/// The points of one result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The exercise's slug.
    pub exercise: String,
    /// What is earned for sure, after what lateness cost: the sum of the parts.
    pub points: Points,
    /// What a regrading may add, at most.
    pub open: Points,
    /// The most there is.
    pub of: Points,
    /// How it came about.
    pub parts: Vec<Part>,
    /// Lateness, where something was late.
    pub late: Option<Late>,
    /// Whether the exercise counts in the course.
    pub counts: bool,
    /// How much it counts.
    pub weight: f64,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What a person calls it.
    pub name: String,
    /// What it is about.
    pub kind: PartKind,
    /// Whether it is decided.
    pub standing: PartStatus,
    /// What is earned for sure, after what lateness cost.
    pub points: Points,
    /// The most there is.
    pub of: Points,
    /// Why, in a sentence.
    pub why: String,
}

/// What a part is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Right answers.
    Correctness,
    /// A limit on something counted.
    Counted,
    /// A timed case.
    Timed,
}

/// Whether a part is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartStatus {
    /// All that was asked.
    Met,
    /// Not all.
    Missed,
    /// Not looked at, because of a part before it that was missed: no points.
    NotReached,
    /// It cannot be told yet: it counts when it is graded again.
    Open,
}

/// What lateness cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Late {
    /// Days that had begun after the deadline.
    pub days: u32,
    /// The share that was kept.
    pub kept: f64,
    /// The points that lateness cost.
    pub lost: Points,
}

impl Score {
    /// The same, handed in so late: after taking from each part what that costs. This one
    /// is that of a file in time.
    #[must_use]
    pub fn handed_in(self, late: Lateness) -> Self {
        if late == Lateness::IN_TIME {
            return self;
        }
        let kept = |part: Part| Part { points: part.points.share(late.kept), ..part };
        let parts: Vec<Part> = self.parts.into_iter().map(kept).collect();
        let points = parts.iter().map(|part| part.points).sum();
        let open = parts.iter().filter(|part| part.standing == PartStatus::Open);
        Self {
            points,
            open: open.map(|part| part.of.share(late.kept)).sum(),
            late: Some(Late { days: late.days, kept: late.kept, lost: self.points - points }),
            parts,
            ..self
        }
    }

    /// What a gradebook can take: nothing where nothing is earned and something is open,
    /// because a zero would say that it was graded.
    pub fn known(&self) -> Option<Points> {
        (self.points > Points::ZERO || !self.is_open()).then_some(self.points)
    }

    /// Whether a regrading may add something.
    pub fn is_open(&self) -> bool {
        self.open > Points::ZERO
    }
}

/// The score of a result.
pub fn score(graded: &Graded, terms: &Terms) -> Score {
    sum(&graded.exercise, parts::of_result(graded, terms.manifest), terms)
}

/// The score where a grading ended without a result: all of it is open.
pub fn without_result(exercise: &str, fault: &Fault, terms: &Terms) -> Score {
    let first = fault.what.lines().next().unwrap_or_default();
    let why = format!("Not graded; that is not the file's fault: {first}");
    sum(exercise, parts::all_open(terms.manifest, &why), terms)
}

/// Adds up.
fn sum(exercise: &str, parts: Vec<Part>, terms: &Terms) -> Score {
    let open = parts.iter().filter(|part| part.standing == PartStatus::Open);
    let in_time = Score {
        exercise: exercise.to_owned(),
        points: parts.iter().map(|part| part.points).sum(),
        open: open.map(|part| part.of).sum(),
        of: parts.iter().map(|part| part.of).sum(),
        late: None,
        counts: terms.plan.counts(exercise),
        weight: terms.manifest.points.weight.factor(),
        parts,
    };
    in_time.handed_in(terms.plan.lateness(exercise, terms.handed_in))
}

/// The score that counts of several for one exercise: the one with the most points, and of
/// equal ones the first. What another of them may still add to it is open. So no further
/// run lowers a score, late or not.
pub fn best(scores: &[Score]) -> Option<Score> {
    // The last of several maxima is found, so the first stands last.
    let mut best = scores.iter().rev().max_by_key(|score| score.points)?.clone();
    let could_be = scores.iter().map(|score| score.points + score.open).max();
    best.open = could_be.unwrap_or_default() - best.points;
    Some(best)
}

/// What a course's exercises come to: the mean share of their points by weight, 0 to 1, of
/// those that count; with what is open as well.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Total {
    /// Earned for sure.
    pub share: f64,
    /// What regrading may add, at most.
    pub open: f64,
}

/// Sums up the best scores of a course, one for each exercise. Nothing where none counts.
pub fn total(best: &[Score]) -> Option<Total> {
    let counted = || best.iter().filter(|score| score.counts && score.weight > 0.0);
    let weight: f64 = counted().map(|score| score.weight).sum();
    let mean = |points: fn(&Score) -> Points| {
        let shares = counted().map(|score| score.weight * points(score).of(score.of));
        shares.sum::<f64>() / weight
    };
    (weight > 0.0).then(|| Total { share: mean(|s| s.points), open: mean(|s| s.open) })
}

#[cfg(test)]
mod tests;
