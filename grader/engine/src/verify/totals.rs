//! What a verification adds up to: how much was looked at, and how much room each goal
//! has left on both sides.

use super::Finding;
use crate::calibrate::Side;
use crate::grade::Graded;
use crate::verdict::{Goal, Timed, Verdict};

/// How much there was to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Exercises.
    pub exercises: usize,
    /// Candidates beside the solutions that must be accepted.
    pub accepted: usize,
    /// Serial programs beside the baselines.
    pub serial: usize,
    /// Candidates that must be caught.
    pub mutants: usize,
}

impl std::ops::Add for Totals {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            exercises: self.exercises + other.exercises,
            accepted: self.accepted + other.accepted,
            serial: self.serial + other.serial,
            mutants: self.mutants + other.mutants,
        }
    }
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// How far one candidate was from one goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// The timed case.
    pub case: String,
    /// Its goal: there may be two for one case.
    pub goal: Goal,
    /// On which side of the goal the candidate must lie.
    pub side: Side,
    /// As a share, on its own side of the goal; negative on the other side.
    pub share: f64,
}

/// The room that one goal has, as far as it was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// The slug.
    pub exercise: String,
    /// The timed case.
    pub case: String,
    /// Its goal.
    pub goal: Goal,
    /// The weakest that must be accepted, and how far it is above the goal.
    pub above: Option<(String, f64)>,
    /// The best that must be caught, and how far the goal is above it.
    pub below: Option<(String, f64)>,
}

/// How far a candidate was from the goals, where that was decided. A candidate that must be
/// accepted must reach each; one that must be caught belongs to the goal that catches it by most.
pub(super) fn margins(expected: Verdict, graded: &Graded) -> Vec<Margin> {
    let side = match expected {
        Verdict::Accepted => Side::Accepted,
        Verdict::LowSpeedup => Side::Slow,
        _ => return Vec::new(),
    };
    if !matches!(graded.verdict, Verdict::Accepted | Verdict::LowSpeedup) {
        return Vec::new();
    }
    let margin = |timed: &Timed| {
        let (speedup, goal) = (timed.speedup?.median, timed.goal_speedup?);
        let share = match side {
            Side::Accepted => speedup / goal,
            Side::Slow => goal / speedup,
        } - 1.0;
        Some(Margin { case: timed.case.clone(), goal: timed.goal, side, share })
    };
    let timed = graded.timed();
    let all = timed.iter().filter_map(margin);
    match side {
        Side::Accepted => all.collect(),
        Side::Slow => all.max_by(|a, b| a.share.total_cmp(&b.share)).into_iter().collect(),
    }
}

/// The smallest margins of each goal, in the order in which goals were met.
pub fn rooms(findings: &[Finding]) -> Vec<Room> {
    let mut rooms: Vec<Room> = Vec::new();
    for finding in findings {
        for Margin { case, goal, side, share } in &finding.margins {
            let exercise = &finding.exercise;
            let is_it = |room: &Room| {
                room.exercise == *exercise && room.case == *case && room.goal == *goal
            };
            let at = rooms.iter().position(is_it).unwrap_or_else(|| {
                let (exercise, case) = (exercise.clone(), case.clone());
                rooms.push(Room { exercise, case, goal: *goal, above: None, below: None });
                rooms.len() - 1
            });
            let smallest = match side {
                Side::Accepted => &mut rooms[at].above,
                Side::Slow => &mut rooms[at].below,
            };
            if smallest.as_ref().is_none_or(|(_, least)| share < least) {
                *smallest = Some((finding.subject.clone(), *share));
            }
        }
    }
    rooms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::LawStatus;

    fn finding(subject: &str, margins: &[(&str, Goal, Side, f64)]) -> Finding {
        let margin = |&(case, goal, side, share): &(&str, Goal, Side, f64)| Margin {
            case: case.to_owned(),
            goal,
            side,
            share,
        };
        Finding {
            margins: margins.iter().map(margin).collect(),
            ..Finding::plain("my_topic", subject, LawStatus::Sound, String::new())
        }
    }

    #[test]
    fn the_smallest_margin_of_each_goal_counts() {
        let (cores, growth) = (Goal::SpeedupMin(8.0), Goal::NoSlower(0.45));
        let up = |share| ("many", cores, Side::Accepted, share);
        let down = |share| ("many", cores, Side::Slow, share);
        let findings = [
            finding("layout", &[]),
            finding("solution", &[up(0.9), ("many", growth, Side::Accepted, 0.2)]),
            finding("accepted/own_threads", &[up(0.3), ("many", growth, Side::Accepted, 0.4)]),
            finding("brute_force", &[down(2.0)]),
            finding("halves", &[down(-0.1)]),
        ];
        let named = |name: &str, share| Some((name.to_owned(), share));
        let room = |goal, above, below| Room {
            exercise: "my_topic".to_owned(),
            case: "many".to_owned(),
            goal,
            above,
            below,
        };
        let expected = [
            room(cores, named("accepted/own_threads", 0.3), named("halves", -0.1)),
            room(growth, named("solution", 0.2), None),
        ];
        assert_eq!(rooms(&findings), expected);
    }
}
