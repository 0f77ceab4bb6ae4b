//! Where a goal lies between the weakest of the candidates that must be accepted and
//! the slow mutants that it must catch, and where it should lie. Pure: figures in, findings out.

use crate::course::Opponent;
use crate::course::goals::NewGoal;
use crate::verdict::{GOAL_ABOVE_SERIAL, Goal, Timed};
use serde::Serialize;
use speedup::stats;
use std::collections::BTreeMap;

/// A goal lies at least this far below the weakest candidate that must be accepted,
/// and above each mutant that it catches, as a share.
pub const MARGIN: f64 = 0.15;
/// With fewer counted pairs than settle a clear case, a round is not looked at.
const PAIRS_MIN: usize = 9;
/// A solution that is shorter spends much of its time on waking the pool, which
/// matters where all cores together are the bound; one that is longer, a busy
/// neighbour disturbs too often. In seconds.
pub const SOLUTION_S: (f64, f64) = (1e-3, 30e-3);
/// A longer baseline makes gradings slow, in seconds.
pub const BASELINE_MAX_S: f64 = 100e-3;
/// A goal that is a share of the cores should be at least this speedup here: capacities
/// differ by 5 % from one measurement to the next, and what is then below
/// [`GOAL_ABOVE_SERIAL`] is not judged.
pub const GOAL_CLEAR_OF_SERIAL: f64 = 1.05 * GOAL_ABOVE_SERIAL;
/// What a goal is rounded to: to twentieths where there is room, else finer.
const STEPS_OF_ONE: [f64; 2] = [20.0, 100.0];

/// Solution, alternatives and slow mutants side by side on one timed case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lineup {
    /// The slug.
    pub exercise: String,
    /// The timed case.
    pub case: String,
    /// What the manifest asks for.
    pub goal: Goal,
    /// Whom they ran against.
    pub against: Opponent,
    /// Threads that they were timed with.
    pub threads: usize,
    /// The solution first; the others in the same order on every case.
    pub members: Vec<Member>,
}

/// One candidate of a lineup.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// Its name, or `solution`.
    pub name: String,
    /// What it is here for.
    pub side: Side,
    /// Its rounds, each in processes of its own.
    pub rounds: Vec<Round>,
}

/// On which side of the goal a candidate must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above: the solution, and alternatives to it.
    Accepted,
    /// Below, on one timed case at least.
    Slow,
}

/// What one round showed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Round {
    /// How many pairs counted.
    pub pairs: usize,
    /// Their median speedup.
    pub speedup: Option<f64>,
    /// The capacity that was measured before them.
    pub capacity: Option<f64>,
    /// Median time of what the candidate ran against, in seconds.
    pub baseline_s: Option<f64>,
    /// Median time of the candidate, in seconds.
    pub candidate_s: Option<f64>,
}

impl From<&Timed> for Round {
    fn from(timed: &Timed) -> Self {
        Self {
            pairs: timed.pairs,
            speedup: timed.speedup.map(|speedup| speedup.median),
            capacity: timed.samples.setup.capacity,
            baseline_s: timed.baseline_s,
            candidate_s: timed.candidate_s,
        }
    }
}

/// A median, and how far the rounds lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The median of the rounds.
    pub median: f64,
    /// The lowest round.
    pub low: f64,
    /// The highest round.
    pub high: f64,
}

/// One timed case and how its goal is placed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placing {
    /// What it rests on.
    pub lineup: Lineup,
    /// Median of the capacities that were measured.
    pub capacity: Option<f64>,
    /// The speedup that the goal asks for at that capacity.
    pub goal_speedup: Option<f64>,
    /// What must reach the goal and what it must catch, the fastest first.
    pub rows: Vec<Row>,
    /// How well the goal lies between them.
    pub standing: GoalFit,
    /// A goal in the middle, if there is one with enough room on both sides.
    pub middle: Option<Goal>,
    /// Median time of the solution, in seconds.
    pub solution_s: Option<f64>,
    /// Median time of the baseline, in seconds; nothing where the candidate runs against itself.
    pub baseline_s: Option<f64>,
    /// What is wrong with the size of the input.
    pub sizes: Vec<Size>,
    /// Whether the goal is so low that a slightly lower capacity makes it one that cannot be
    /// told from no speedup.
    pub is_near_serial: bool,
}

/// One candidate beside the goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is here for.
    pub part: Part,
    /// Its speedup, where enough rounds showed it.
    pub speedup: Option<Spread>,
    /// How far it lies on its own side of the goal, as a share; negative on the
    /// other side.
    pub margin: Option<f64>,
}

/// What a candidate is in the lineup for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It must reach the goal.
    Solution,
    /// It must reach the goal, too: an honest program, and not the solution.
    Alternative,
    /// It must miss this goal.
    Caught,
    /// It must miss the goal of another case.
    CaughtElsewhere,
}

/// How a goal is placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalFit {
    /// There is enough room on both sides.
    Well,
    /// On one side there is too little room.
    Thin,
    /// This machine could not tell.
    Unclear(Doubt),
}

/// Why this machine could not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// One thread has nothing to be parallel with.
    OneCore,
    /// The cores were never all free.
    NoCapacity,
    /// The cores together do too little more than one.
    LowCapacity,
    /// Too few rounds of this candidate had enough pairs that count.
    FewPairs(String),
    /// The rounds of this candidate lie on both sides of the limit, further apart
    /// than the margin.
    WideSpread(String),
}

/// What is wrong with the size of a timed case's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// The solution is done too soon.
    SolutionShort,
    /// The solution takes too long.
    SolutionLong,
    /// The baseline takes too long.
    BaselineLong,
}

/// What is done about a goal where goals are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// It has room on both sides, and stays.
    Stays,
    /// This one takes its place.
    To(Goal),
    /// No goal has room on both sides.
    NoPlace,
    /// This machine could not tell.
    Unknown,
}

impl Placing {
    /// What is done about the goal where goals are set.
    pub fn change(&self) -> Change {
        match (&self.standing, self.middle) {
            (GoalFit::Unclear(_), _) => Change::Unknown,
            (GoalFit::Well, _) if !self.is_near_serial => Change::Stays,
            (GoalFit::Well | GoalFit::Thin, Some(middle)) => Change::To(middle),
            (GoalFit::Well, None) => Change::Stays,
            (GoalFit::Thin, None) => Change::NoPlace,
        }
    }

    /// The goal that takes the place of this one, as the manifest's text is changed.
    pub fn new_goal(&self) -> Option<NewGoal> {
        let Change::To(new) = self.change() else { return None };
        let Lineup { case, against, goal, .. } = &self.lineup;
        Some(NewGoal { case: case.clone(), against: *against, old: *goal, new })
    }

    /// Whether there is nothing to change.
    pub fn is_well(&self) -> bool {
        self.standing == GoalFit::Well && self.sizes.is_empty()
    }

    /// Whether there is something to change.
    pub fn is_bad(&self) -> bool {
        self.standing == GoalFit::Thin || !self.sizes.is_empty()
    }

    /// The row of the slowest candidate that must reach the goal.
    pub fn weakest(&self) -> Option<&Row> {
        self.rows.iter().rev().find(|row| row.part.must_reach() && row.speedup.is_some())
    }

    /// Whether there are alternatives to the solution.
    pub fn has_alternatives(&self) -> bool {
        self.rows.iter().any(|row| row.part == Part::Alternative)
    }

    /// The row of the fastest candidate that this goal must catch.
    pub fn best_caught(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.part == Part::Caught && row.speedup.is_some())
    }
}

impl Part {
    /// Whether the goal must lie below it.
    pub fn must_reach(self) -> bool {
        matches!(self, Self::Solution | Self::Alternative)
    }
}

/// The solution's name in a lineup.
pub const SOLUTION: &str = "solution";
/// The baseline's name in a lineup.
pub const BASELINE: &str = "the baseline";

/// Judges the goals of one exercise together: a mutant need only miss one.
pub fn judge(lineups: Vec<Lineup>) -> Vec<Placing> {
    let cases: Vec<Figures> = lineups.into_iter().map(Figures::new).collect();
    let homes = homes(&cases);
    let place = |(at, case): (usize, &Figures)| case.placing(at, &homes);
    cases.iter().enumerate().map(place).collect()
}

/// Whether no further round of a member can change on which side of the goal it lies,
/// and by the margin: most of the rounds that were asked for clear it already, and so their
/// median will. What a goal in the middle rests on, the members next to the goal, goes on.
pub fn is_settled(lineup: &Lineup, at: usize, rounds: usize) -> bool {
    let figures = Figures::new(lineup.clone());
    let member = &lineup.members[at];
    let Some(goal) = figures.goal_speedup.filter(|_| 2 * member.rounds.len() > rounds) else {
        return false;
    };
    let sure = |round: &Round| round.speedup.filter(|_| round.pairs >= PAIRS_MIN);
    let Some(speedups) = member.rounds.iter().map(sure).collect::<Option<Vec<f64>>>() else {
        return false;
    };
    let is_above = speedups.iter().all(|&speedup| clears(speedup, goal));
    let is_below = speedups.iter().all(|&speedup| clears(goal, speedup));
    let median = |(_, speedup): &(String, Option<Spread>)| Some((*speedup)?.median);
    let own = stats::median(&speedups);
    let next_below = figures.slow.iter().filter_map(median).filter(|&slow| slow < goal);
    match member.side {
        Side::Accepted => is_above && own > figures.weakest(),
        // Where it passes, another case has to catch it.
        Side::Slow => is_above || (is_below && own < stats::maximum(next_below)),
    }
}

/// A lineup summed up.
struct Figures {
    lineup: Lineup,
    capacity: Option<f64>,
    goal_speedup: Option<f64>,
    /// What must be accepted, the solution first.
    accepted: Vec<(String, Option<Spread>)>,
    /// What is slow on purpose, the baseline included.
    slow: Vec<(String, Option<Spread>)>,
}

/// For each slow candidate the case that must catch it; nothing where too little
/// is known to say.
type Homes = BTreeMap<String, Option<usize>>;

fn homes(cases: &[Figures]) -> Homes {
    let names = cases.iter().flat_map(|case| case.slow.iter().map(|(name, _)| name));
    names.map(|name| (name.clone(), home(cases, name))).collect()
}

/// A slow candidate belongs to the case that catches it by most. If none catches
/// it clearly, it belongs where it is furthest from the weakest that must be accepted.
fn home(cases: &[Figures], name: &str) -> Option<usize> {
    let seen = cases.iter().enumerate().filter_map(|(at, case)| {
        let (_, speedup) = case.slow.iter().find(|(slow, _)| slow == name)?;
        Some((at, case, *speedup))
    });
    let seen: Vec<(usize, &Figures, Option<Spread>)> = seen.collect();
    // The case where it is the smallest part of what `than` picks.
    let slowest = |than: fn(&Figures) -> Option<f64>| {
        let parts = seen
            .iter()
            .filter_map(|(at, case, speedup)| Some((*at, than(case)? / (*speedup)?.median)));
        parts.max_by(|(_, a), (_, b)| a.total_cmp(b))
    };
    let caught = slowest(|case| case.goal_speedup).filter(|(_, ratio)| *ratio >= 1.0 + MARGIN);
    let all_known = seen.iter().all(|(_, _, speedup)| speedup.is_some());
    let furthest = || slowest(Figures::weakest).filter(|_| all_known);
    caught.or_else(furthest).map(|(at, _)| at)
}

impl Figures {
    fn new(lineup: Lineup) -> Self {
        let rounds = lineup.members.iter().flat_map(|member| &member.rounds);
        let capacities: Vec<f64> = rounds.filter_map(|round| round.capacity).collect();
        let capacity = stats::median(&capacities);
        let goal_speedup = match lineup.goal {
            Goal::Efficiency { .. } => capacity.map(|capacity| lineup.goal.speedup(capacity)),
            _ => Some(lineup.goal.speedup(0.0)),
        };
        let on = |side: Side| {
            let members = lineup.members.iter().filter(move |member| member.side == side);
            members.map(|member| (member.name.clone(), spread(&member.rounds))).collect::<Vec<_>>()
        };
        let (accepted, mut slow) = (on(Side::Accepted), on(Side::Slow));
        let baseline_must_miss =
            lineup.against == Opponent::Baseline && !matches!(lineup.goal, Goal::NoSlower(_));
        if baseline_must_miss {
            let exactly = Spread { median: 1.0, low: 1.0, high: 1.0 };
            slow.push((BASELINE.to_owned(), Some(exactly)));
        }
        Self { lineup, capacity, goal_speedup, accepted, slow }
    }

    /// The speedup of the slowest candidate that must be accepted, where all are known.
    fn weakest(&self) -> Option<f64> {
        let known = self.accepted.iter().map(|(_, speedup)| Some((*speedup)?.median));
        stats::minimum(known.collect::<Option<Vec<f64>>>()?)
    }

    fn placing(&self, at: usize, homes: &Homes) -> Placing {
        let is_here = |name: &str, speedup: Option<Spread>| {
            homes.get(name).copied().flatten().map_or(speedup.is_none(), |home| home == at)
        };
        let row = |name: &str, part: Part, speedup: Option<Spread>| {
            let ratio = self.goal_speedup.zip(speedup).map(|(goal, speedup)| match part {
                part if part.must_reach() => speedup.median / goal,
                _ => goal / speedup.median,
            });
            Row { name: name.to_owned(), part, speedup, margin: ratio.map(|ratio| ratio - 1.0) }
        };
        let accepted = self.accepted.iter().enumerate();
        let mut rows: Vec<Row> = accepted
            .map(|(at, (name, speedup))| {
                let part = if at == 0 { Part::Solution } else { Part::Alternative };
                row(name, part, *speedup)
            })
            .collect();
        rows.extend(self.slow.iter().map(|(name, speedup)| {
            let part = if is_here(name, *speedup) { Part::Caught } else { Part::CaughtElsewhere };
            row(name, part, *speedup)
        }));
        rows.sort_by(|a, b| {
            let median = |row: &Row| row.speedup.map_or(0.0, |speedup| speedup.median);
            median(b).total_cmp(&median(a))
        });
        let (solution_s, baseline_s) = self.times_s();
        let mut placing = Placing {
            lineup: self.lineup.clone(),
            capacity: self.capacity,
            goal_speedup: self.goal_speedup,
            rows,
            standing: GoalFit::Well,
            middle: None,
            solution_s,
            baseline_s,
            sizes: sizes(self.lineup.goal, solution_s, baseline_s),
            is_near_serial: self.is_near_serial(),
        };
        placing.standing = standing(&placing);
        let known = !matches!(placing.standing, GoalFit::Unclear(_));
        placing.middle = known.then(|| self.middle(&placing)).flatten();
        placing
    }

    fn is_near_serial(&self) -> bool {
        let near = GOAL_ABOVE_SERIAL..GOAL_CLEAR_OF_SERIAL;
        let of_cores = matches!(self.lineup.goal, Goal::Efficiency { .. });
        of_cores && self.goal_speedup.is_some_and(|goal| near.contains(&goal))
    }

    /// Median times of the solution and of the baseline that it ran against.
    fn times_s(&self) -> (Option<f64>, Option<f64>) {
        let rounds = self.lineup.members.first().map_or(&[][..], |member| &member.rounds);
        let median = |pick: fn(&Round) -> Option<f64>| {
            stats::median(&rounds.iter().filter_map(pick).collect::<Vec<_>>())
        };
        let baseline_s = median(|round| round.baseline_s);
        let is_serial = self.lineup.against == Opponent::Baseline;
        (median(|round| round.candidate_s), baseline_s.filter(|_| is_serial))
    }

    /// The goal of the same kind that lies as far below the weakest that must be accepted
    /// as above the best that it must catch; nothing where one of the two would be too near.
    fn middle(&self, placing: &Placing) -> Option<Goal> {
        let weakest = self.weakest()?;
        let best = placing.best_caught().and_then(|row| row.speedup).map(|best| best.median);
        // With nothing to catch, it is the highest that the weakest clearly reaches.
        let wanted = best.map_or(weakest / (1.0 + MARGIN), |best| (weakest * best).max(0.0).sqrt());
        let rounded = |value: f64, steps: f64| match best {
            Some(_) => (value * steps).round() / steps,
            None => (value * steps).floor() / steps,
        };
        let share = |of: f64| STEPS_OF_ONE.map(|steps| rounded(wanted / of, steps).min(1.0));
        let goals: Vec<Goal> = match self.lineup.goal {
            Goal::Efficiency { parallelism, .. } => {
                let whole = Goal::Efficiency { share: 1.0, parallelism }.speedup(self.capacity?);
                share(whole).map(|share| Goal::Efficiency { share, parallelism }).to_vec()
            }
            Goal::NoSlower(_) => share(1.0).map(Goal::NoSlower).to_vec(),
            Goal::SpeedupMin(_) => {
                let digits = 10_f64.powi(1 - wanted.log10().floor() as i32);
                [digits, 10.0 * digits]
                    .map(|steps| Goal::SpeedupMin(rounded(wanted, steps)))
                    .to_vec()
            }
        };
        goals.into_iter().find(|goal| {
            let speedup = goal.speedup(self.capacity.unwrap_or_default());
            let is_goal = match goal {
                Goal::Efficiency { .. } => speedup >= GOAL_CLEAR_OF_SERIAL,
                Goal::SpeedupMin(speedup) => *speedup > 1.0,
                Goal::NoSlower(share) => *share > 0.0,
            };
            is_goal && clears(weakest, speedup) && best.is_none_or(|best| clears(speedup, best))
        })
    }
}

/// Whether one speedup is above the other by the margin.
fn clears(above: f64, below: f64) -> bool {
    above / below - 1.0 >= MARGIN
}

/// The rounds that had enough pairs, where most had.
fn spread(rounds: &[Round]) -> Option<Spread> {
    let enough = rounds.iter().filter(|round| round.pairs >= PAIRS_MIN);
    let speedups: Vec<f64> = enough.filter_map(|round| round.speedup).collect();
    if 2 * speedups.len() <= rounds.len() {
        return None;
    }
    let (low, high) =
        (stats::minimum(speedups.iter().copied())?, stats::maximum(speedups.iter().copied())?);
    Some(Spread { median: stats::median(&speedups)?, low, high })
}

/// Whether both sides have room. What cannot be told comes before what is thin.
fn standing(placing: &Placing) -> GoalFit {
    if placing.lineup.threads < 2 {
        return GoalFit::Unclear(Doubt::OneCore);
    }
    let Some(goal) = placing.goal_speedup else { return GoalFit::Unclear(Doubt::NoCapacity) };
    if matches!(placing.lineup.goal, Goal::Efficiency { .. }) && goal < GOAL_ABOVE_SERIAL {
        return GoalFit::Unclear(Doubt::LowCapacity);
    }
    let mut thin = false;
    for row in placing.rows.iter().filter(|row| row.part != Part::CaughtElsewhere) {
        let Some(speedup) = row.speedup else {
            return GoalFit::Unclear(Doubt::FewPairs(row.name.clone()));
        };
        let limit = match row.part {
            part if part.must_reach() => goal * (1.0 + MARGIN),
            _ => goal / (1.0 + MARGIN),
        };
        let is_wide = clears(speedup.high, speedup.low);
        if is_wide && speedup.low < limit && limit < speedup.high {
            return GoalFit::Unclear(Doubt::WideSpread(row.name.clone()));
        }
        thin |= row.margin.is_none_or(|margin| margin < MARGIN);
    }
    if thin { GoalFit::Thin } else { GoalFit::Well }
}

fn sizes(goal: Goal, solution_s: Option<f64>, baseline_s: Option<f64>) -> Vec<Size> {
    let of_cores = matches!(goal, Goal::Efficiency { .. });
    let complaints = [
        (Size::SolutionShort, of_cores && solution_s.is_some_and(|s| s < SOLUTION_S.0)),
        (Size::SolutionLong, solution_s.is_some_and(|s| s > SOLUTION_S.1)),
        (Size::BaselineLong, baseline_s.is_some_and(|s| s > BASELINE_MAX_S)),
    ];
    complaints.into_iter().filter_map(|(size, is)| is.then_some(size)).collect()
}

#[cfg(test)]
#[path = "calibrate_tests.rs"]
mod tests;
