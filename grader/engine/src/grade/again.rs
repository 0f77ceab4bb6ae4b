//! A stored result judged again, by other goals or by a manifest that has changed since,
//! from what was measured then. It measures nothing: what the samples cannot tell is
//! *cannot tell*, and never a fail.

use super::Graded;
use super::correctness::checks_wall_s;
use crate::course::{CountedResource, Manifest, Opponent, TimedCase};
use crate::fault::Fault;
use crate::verdict::{Attempts, Counted, Goal, Outcome, Raised, Reason, Verdict};
use crate::words;
use std::fmt::Write;

/// Another goal for a timed case, as a person types it: `large=1.5x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The case's name.
    pub case: String,
    /// Whom the candidate runs against, where two timed cases have that name.
    pub against: Option<Opponent>,
    /// The goal.
    pub goal: Goal,
}

/// What a result is judged by, in place of what it was judged by at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// The manifest of its exercise; nothing keeps the rules that were recorded.
    pub manifest: Option<&'a Manifest>,
    /// Goals that go before those of the manifest.
    pub goals: &'a [Wanted],
}

/// How another judgement differs from the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The verdict before.
    pub before: Verdict,
    /// The verdict now.
    pub after: Verdict,
    /// The rules that differ, and what follows.
    pub why: String,
}

/// The hint for a goal that cannot be read.
const GOAL_HINT: &str = "write `CASE=1.5x` for a speedup, `CASE=75%` for a share of the cores, or \
                         `CASE={ efficiency = 0.75 }` as a manifest does; where two timed cases \
                         have one name, `CASE@one_thread=…`";

impl Wanted {
    /// Reads what a person types.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let fault = |what: String| Fault::new(format!("`--goal {text}`: {what}"), GOAL_HINT);
        let at = text.find('{').unwrap_or(text.len());
        let split = text[..at].rfind('=').ok_or_else(|| fault("there is no `=`".to_owned()))?;
        let (case, goal) = (text[..split].trim(), &text[split + 1..]);
        let goal = goal.parse().map_err(fault)?;
        let (case, against) = match case.rsplit_once('@') {
            Some((case, word)) => {
                let known = Opponent::from_name(word.trim());
                let odd = || fault(format!("there is no opponent `{word}`"));
                (case.trim(), Some(known.ok_or_else(odd)?))
            }
            None => (case, None),
        };
        Ok(Self { case: case.to_owned(), against, goal })
    }

    fn means(&self, case: &str, against: Opponent) -> bool {
        self.case == case && self.against.is_none_or(|wanted| wanted == against)
    }

    /// What is wrong about this goal for an exercise with these timed cases.
    fn complaint(&self, timed: &[(&str, Opponent)]) -> Option<String> {
        let meant: Vec<_> =
            timed.iter().filter(|(case, against)| self.means(case, *against)).collect();
        let names = |timed: &[(&str, Opponent)]| {
            let name = |(case, against): &(&str, Opponent)| format!("`{case}@{}`", against.name());
            timed.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        match meant[..] {
            [] if timed.is_empty() => Some("nothing is timed".to_owned()),
            [] => Some(format!("there is no timed case `{}`, but {}", self.case, names(timed))),
            [(_, Opponent::HalfTheSize)] if !matches!(self.goal, Goal::NoSlower(share) if share < 1.0) =>
            {
                let what = "against half of the input a goal is below `1x`: at `0.4x`, twice the \
                            input may take 2.5 times as long";
                Some(what.to_owned())
            }
            [_] => None,
            _ => Some(format!("two timed cases have that name: {}", names(timed))),
        }
    }
}

/// The goals that somebody typed, each for one timed case of a manifest.
pub fn check_goals(goals: &[Wanted], manifest: &Manifest) -> Result<(), Fault> {
    let timed: Vec<_> = manifest.timed.iter().map(|it| (&*it.case, it.against)).collect();
    complain(goals, &timed)
}

/// The same for the timed cases of a result.
pub fn check_goals_of(goals: &[Wanted], graded: &Graded) -> Result<(), Fault> {
    let timed = timed_of(graded).into_iter().map(|(case, against, _)| (case, against));
    complain(goals, &timed.collect::<Vec<_>>())
}

fn complain(goals: &[Wanted], timed: &[(&str, Opponent)]) -> Result<(), Fault> {
    let complaint = goals.iter().find_map(|goal| Some((goal, goal.complaint(timed)?)));
    complaint.map_or(Ok(()), |(goal, what)| {
        Err(Fault::new(format!("the goal of `{}`: {what}", goal.case), GOAL_HINT))
    })
}

/// Whom a case was measured against, and for which goal; nothing if it was not.
fn asked(timed: &Attempts) -> Option<(Opponent, Goal)> {
    let timing = timed.decisive()?;
    Some((Opponent::of(timing.against)?, timing.goal))
}

/// The timed cases that a result has samples of, and their goals.
fn timed_of(graded: &Graded) -> Vec<(&str, Opponent, Goal)> {
    let timed = graded.timed.iter().filter_map(|timed| Some((&*timed.case, asked(timed)?)));
    timed.map(|(case, (against, goal))| (case, against, goal)).collect()
}

/// Judges a result by other rules. The same rules change nothing.
pub fn judged_by(graded: &Graded, rules: &Rules) -> Graded {
    let mut again = Graded { timed: rules.timed(&graded.timed), ..graded.without_samples() };
    rules.count_again(&mut again);
    (again.verdict, again.reason) = again.judged_again();
    let open = rules
        .lifted(&again)
        .or_else(|| rules.not_measured(graded).filter(|_| again.verdict == Verdict::Accepted))
        .or_else(|| not_settled(&again).filter(|_| graded.reason != Reason::Unfinished));
    if let Some(reason) = open {
        (again.verdict, again.reason) = (Verdict::Inconclusive, reason);
    }
    again.confirmed = again.is_confirmed();
    again
}

/// Why samples that were enough for one goal decide nothing about another.
fn not_settled(again: &Graded) -> Option<Reason> {
    let speedups = again.timed().into_iter().filter_map(|timed| timed.speedup).collect();
    Some(Reason::NotSettled { speedups }).filter(|_| again.reason == Reason::Unfinished)
}

impl Rules<'_> {
    /// The goal of a case that had this one; nothing where it is not timed any more.
    fn goal(&self, case: &str, against: Opponent, recorded: Goal) -> Option<Goal> {
        let of_manifest = match self.manifest {
            Some(manifest) => {
                let same = |it: &&TimedCase| it.case == case && it.against == against;
                manifest.timed.iter().find(same)?.goal
            }
            None => recorded,
        };
        let wanted = self.goals.iter().find(|wanted| wanted.means(case, against));
        Some(wanted.map_or(of_manifest, |wanted| wanted.goal.bounded_as(of_manifest)))
    }

    /// The timed cases that decide, each with its goal of today.
    fn timed(&self, measured: &[Attempts]) -> Vec<Attempts> {
        let again = |timed: &Attempts| {
            let Some((against, recorded)) = asked(timed) else { return Some(timed.clone()) };
            // What is not timed any more does not decide any more.
            let goal = self.goal(&timed.case, against, recorded)?;
            Some(if goal == recorded { timed.clone() } else { timed.asking_for(goal) })
        };
        measured.iter().filter_map(again).collect()
    }

    /// What is timed now and was not when speed was measured.
    fn not_measured(&self, graded: &Graded) -> Option<Reason> {
        // Where no speed was asked for, right answers are what was graded, and stay right.
        let measured = Some(timed_of(graded)).filter(|measured| !measured.is_empty())?;
        let timed = self.manifest.map_or(&[][..], |manifest| &manifest.timed);
        let is_known = |it: &TimedCase| {
            measured.iter().any(|(case, against, _)| *case == it.case && *against == it.against)
        };
        let case = &timed.iter().find(|it| !is_known(it))?.case;
        Some(Reason::NotMeasured { case: case.clone() })
    }

    /// The limit of a counted resource now, where the baseline used so much.
    fn allowed(&self, counted: &Counted) -> Option<u64> {
        let of = |it: &&CountedResource| it.what == counted.what && it.holds_for(&counted.case);
        let found = self.manifest?.counted.iter().find(of)?;
        Some(found.limit.amount(counted.baseline))
    }

    /// Puts today's limits in the place of the recorded ones. Of what passed, the use that
    /// came nearest to its limit is known; if that is too much now, it is a check that failed.
    fn count_again(&self, graded: &mut Graded) {
        for counted in &mut graded.counted {
            counted.allowed = self.allowed(counted).unwrap_or(counted.allowed);
        }
        let over = graded.counted.iter().filter(|counted| counted.is_over());
        let over: Vec<_> = over.cloned().collect();
        for counted in over {
            let test = graded.tests.iter_mut().find(|test| test.name == counted.case);
            if let Some(test) = test.filter(|test| test.outcome == Outcome::Passed) {
                test.outcome = Outcome::UsedTooMuch { counted };
            }
        }
    }

    /// Why a check that failed is none any more under today's limits, and its verdict is
    /// open: the grading ended there.
    fn lifted(&self, graded: &Graded) -> Option<Reason> {
        let limits = self.manifest?.limits;
        let worst = graded.tests.iter().min_by_key(|test| test.outcome.verdict())?;
        let raised = match &worst.outcome {
            Outcome::TookTooLong { limit_s, .. } if limits.time_wall_s > *limit_s => {
                Raised::Time { was_s: *limit_s, now_s: limits.time_wall_s }
            }
            Outcome::ChecksTookTooLong { limit_s } if checks_wall_s(limits) > *limit_s => {
                Raised::Time { was_s: *limit_s, now_s: checks_wall_s(limits) }
            }
            Outcome::OutOfMemory { limit_mib, .. } if limits.memory_peak_mib > *limit_mib => {
                Raised::Memory { was_mib: *limit_mib, now_mib: limits.memory_peak_mib }
            }
            Outcome::UsedTooMuch { counted } => {
                let now = self.allowed(counted).filter(|allowed| counted.amount <= *allowed)?;
                Raised::Count { what: counted.what.clone(), was: counted.allowed, now }
            }
            _ => return None,
        };
        Some(Reason::LimitRaised { case: worst.name.clone(), raised })
    }
}

/// What changes from one judgement to another; nothing if the verdict is the same.
pub fn change(before: &Graded, after: &Graded) -> Option<Change> {
    if before.verdict == after.verdict {
        return None;
    }
    let mut why = String::new();
    for (case, against, goal) in timed_of(after) {
        let recorded = timed_of(before).into_iter().find(|(c, a, _)| *c == case && *a == against);
        if let Some((_, _, was)) = recorded.filter(|(_, _, was)| *was != goal) {
            let _ = write!(why, "The goal of `{case}` was {was} and is {goal}. ");
        }
    }
    let dropped = timed_of(before).into_iter().filter(|(case, against, _)| {
        !timed_of(after).iter().any(|(c, a, _)| c == case && a == against)
    });
    for (case, ..) in dropped {
        let _ = write!(why, "Case `{case}` is not timed any more. ");
    }
    why += &words::reason(&after.reason);
    Some(Change { before: before.verdict, after: after.verdict, why })
}

#[cfg(test)]
#[path = "again_tests.rs"]
mod tests;
