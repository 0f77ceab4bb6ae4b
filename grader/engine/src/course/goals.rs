//! Sets goals in a manifest's text: the numbers change, and nothing else does. Comments,
//! order, line ends and the way in which a goal is written stay.

use super::{Manifest, Opponent, TimedCase, parse_manifest};
use crate::fault::Fault;
use crate::verdict::Goal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// A goal that takes the place of another.
#[derive(Clone, Debug, PartialEq)]
pub struct NewGoal {
    /// The timed case.
    pub case: String,
    /// Whom the candidate runs against.
    pub against: Opponent,
    /// What the manifest asks for.
    pub old: Goal,
    /// What it asks for from now on.
    pub new: Goal,
}

impl NewGoal {
    /// Whether it is about this part of a manifest.
    fn fits(&self, timed: &TimedCase) -> bool {
        timed.case == self.case && timed.against == self.against && timed.goal == self.old
    }
}

/// The numbers of the goals and where they stand, in the order of the timed cases.
#[derive(Deserialize)]
struct Places {
    #[serde(default)]
    timed: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    goal: BTreeMap<String, Spanned<f64>>,
}

/// The manifest's text with these goals. A manifest that no longer has the old ones is a
/// fault: somebody has changed it since it was read.
pub fn with_goals(path: &Path, text: &str, goals: &[NewGoal]) -> Result<String, Fault> {
    let manifest = parse_manifest(path, text)?;
    let wanted = wanted(path, &manifest, goals)?;
    let places: Places = toml::from_str(text).map_err(|error| bug(path, error.message()))?;
    let mut text = text.to_owned();
    // From the last to the first: what stands before does not move.
    let mut numbers = Vec::new();
    for (place, goal) in places.timed.iter().zip(&wanted) {
        let Some(goal) = goal else { continue };
        let (key, value) = number(*goal);
        let Some(number) = place.goal.get(key) else {
            return Err(bug(path, "a goal changed its kind"));
        };
        numbers.push((number.span(), value));
    }
    numbers.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, value) in numbers {
        text.replace_range(span, &format!("{value:?}"));
    }
    let written = parse_manifest(path, &text)?;
    let is_set =
        |(timed, goal): (&TimedCase, &Option<Goal>)| goal.is_none_or(|goal| timed.goal == goal);
    if written.timed.iter().zip(&wanted).all(is_set) {
        return Ok(text);
    }
    Err(bug(path, "a goal was not set"))
}

/// For each timed case the goal that it gets, if any.
fn wanted(path: &Path, manifest: &Manifest, goals: &[NewGoal]) -> Result<Vec<Option<Goal>>, Fault> {
    let lost = goals.iter().find(|goal| !manifest.timed.iter().any(|timed| goal.fits(timed)));
    if let Some(lost) = lost {
        let case = &lost.case;
        let what = format!("{}: the goal of case `{case}` has changed meanwhile", path.display());
        return Err(Fault::new(what, "type the command again: it measures the new goal"));
    }
    let new = |timed| goals.iter().find(|goal| goal.fits(timed)).map(|goal| goal.new);
    Ok(manifest.timed.iter().map(new).collect())
}

/// The key and the value of a goal that `calibrate` may move.
fn number(goal: Goal) -> (&'static str, f64) {
    match goal {
        Goal::Efficiency { share, .. } => ("efficiency", share),
        Goal::SpeedupMin(speedup) => ("speedup_min", speedup),
        Goal::NoSlower(share) => ("no_slower", share),
    }
}

fn bug(path: &Path, what: &str) -> Fault {
    let hint = "write the goal by hand; that it cannot be set is a bug in the grader";
    Fault::new(format!("{}: {what}", path.display()), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "format = 1\ntitle = \"Map\" # a title\nteaches = [\"map\"]\n\
                        hints = [\"a\", \"b\", \"c\"]\n\n[limits]\ntime_wall_s = 5\n\
                        memory_peak_mib = 512\n\n[correctness]\nrepeats = 3\n\n";

    fn efficiency(share: f64, parallelism: Option<f64>) -> Goal {
        Goal::Efficiency { share, parallelism }
    }

    fn change(case: &str, against: Opponent, old: Goal, new: Goal) -> NewGoal {
        NewGoal { case: case.to_owned(), against, old, new }
    }

    fn set(timed: &str, goals: &[NewGoal]) -> Result<String, Fault> {
        let text = format!("{HEAD}{timed}");
        let set = with_goals(Path::new("exercise.toml"), &text, goals)?;
        Ok(set.strip_prefix(HEAD).expect("nothing else changed").to_owned())
    }

    /// However the goal is written, its number changes and all around it stays.
    #[test]
    fn only_the_number_changes() {
        let (old, new) = (efficiency(0.7, Some(2.0)), efficiency(0.85, Some(2.0)));
        let goals = [change("large", Opponent::Baseline, old, new)];
        for timed in [
            "[[timed]] # why\ncase = \"large\"\ngoal = {parallelism = 2,  efficiency = 0.7 } # so",
            "[[timed]]\r\ncase = 'large'\r\n# the goal\r\ngoal.efficiency   = 0.7\r\n\
             goal.parallelism = 2.0\r\n",
            "[[timed]]\ncase = \"large\"\n[timed.goal]\n\nefficiency = 0.7\nparallelism = 2e0\n",
            "[[timed]]\ngoal = { \"efficiency\" = 0.7, parallelism = 2.0 }\ncase = \"large\"",
        ] {
            assert_eq!(set(timed, &goals), Ok(timed.replace("0.7", "0.85")), "{timed}");
        }
    }

    #[test]
    fn each_goal_of_a_case_is_its_own() {
        let timed = "[[timed]]\ncase = \"a\"\ngoal = { speedup_min = 5 }\n\n[[timed]]\n\
                     case = \"a\"\nagainst = \"half_the_size\"\ngoal = { no_slower = 0.3 }\n";
        let goals = [
            change("a", Opponent::HalfTheSize, Goal::NoSlower(0.3), Goal::NoSlower(0.4)),
            change("a", Opponent::Baseline, Goal::SpeedupMin(5.0), Goal::SpeedupMin(13.0)),
        ];
        let expected = timed.replace("min = 5", "min = 13.0").replace("0.3", "0.4");
        assert_eq!(set(timed, &goals), Ok(expected));
        assert_eq!(set(timed, &[]), Ok(timed.to_owned()));
    }

    #[test]
    fn what_changed_meanwhile_is_a_fault() {
        let timed = "[[timed]]\ncase = \"a\"\ngoal = { no_slower = 0.9 }\n";
        let from = |old| [change("a", Opponent::Baseline, old, Goal::NoSlower(0.8))];
        let fault = set(timed, &from(Goal::NoSlower(0.7))).expect_err("another goal");
        assert_eq!(fault.what, "exercise.toml: the goal of case `a` has changed meanwhile");
        let fault = set(timed, &from(Goal::SpeedupMin(0.9))).expect_err("another kind");
        assert!(fault.hint.contains("again"), "{fault}");
        assert!(set("", &from(Goal::NoSlower(0.9))).is_err());
        assert!(set("[[timed]]\ncase", &[]).is_err());
    }
}
