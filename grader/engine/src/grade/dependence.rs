//! Asks the judge whether answers depend on every part of their inputs, for `grade
//! verify`. Here is what follows from what it says.

use super::timing::looked;
use super::{Grader, fresh_seed};
use crate::course::Exercise;
use crate::fault::Fault;
use crate::words;
use grader_spec::protocol::{Dependence, Fate, Unnoticed};
use grader_spec::{Case, Role};

/// How many changes of one input are tried. Where no answer depends on a tenth of the
/// input, one of them shows it in seven of eight runs.
const CHANGES: usize = 20;
/// Below this size there may be nothing to change, and one answer to all inputs.
const SIZE_MIN: usize = 2;

/// What was found for all cases of an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependences {
    /// How many changed inputs were tried.
    pub changes: usize,
    /// What is wrong, a sentence each.
    pub complaints: Vec<String>,
}

impl Grader {
    /// The cases that the exercise's spec names.
    pub fn cases(&self, exercise: &Exercise) -> Result<Vec<Case>, Fault> {
        Ok(self.binaries(exercise, &exercise.solution()?)?.judge(1)?.cases)
    }

    /// Whether an old answer is refused for a new input, in each hidden and timed case.
    pub fn dependences(&self, exercise: &Exercise) -> Result<Dependences, Fault> {
        let binaries = self.binaries(exercise, &exercise.solution()?)?;
        let mut judge = binaries.judge(1)?;
        let mut found = Dependences::default();
        for (index, case) in judge.cases.clone().iter().enumerate() {
            if case.role == Role::Example || (case.role == Role::Hidden && case.size < SIZE_MIN) {
                continue;
            }
            let seeds = (0..2 + CHANGES).map(|_| fresh_seed()).collect();
            let told = looked(judge.dependence(index, seeds))?.map_err(|failure| {
                let what = format!(
                    "the judge failed over changes of case `{}`: {}",
                    case.name,
                    words::in_short(&failure.outcome)
                );
                Fault::new(what, "look at `perturb`, `baseline` and `check` of the spec")
            })?;
            found.changes += told.changes;
            found.complaints.extend(complaints(case, &told));
        }
        Ok(found)
    }
}

/// What is wrong with one case. In a hidden one, equal right answers say nothing: an
/// empty part, say, has one answer for all inputs. A timed one has no such excuse,
/// since its answer could be known before its input.
fn complaints(case: &Case, found: &Dependence) -> Vec<String> {
    let name = &case.name;
    let is_timed = case.role == Role::Timed;
    let mut complaints = Vec::new();
    match found.other {
        Fate::Taken => complaints.push(format!(
            "case `{name}`: `check` takes the answer to another input: let it compare more"
        )),
        Fate::Right if is_timed => complaints.push(format!(
            "case `{name}`: two inputs have the same right answer: let `generate` draw inputs \
             whose answers differ"
        )),
        Fate::Right | Fate::Refused => {}
    }
    if let Some(Unnoticed { change, fate }) = &found.unnoticed {
        complaints.push(match fate {
            Fate::Right => format!(
                "case `{name}`: {change}, and the right answer stays the same: `perturb` must \
                 change it"
            ),
            _ => format!(
                "case `{name}`: {change}, and `check` takes the old answer: let it compare more"
            ),
        });
    } else if is_timed && found.changes == 0 {
        complaints.push(format!(
            "case `{name}`: `perturb` changes no part of its input: write it in spec.rs"
        ));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(case: &Case, found: &Dependence, expected: &[&str]) {
        let complaints = complaints(case, found);
        assert_eq!(complaints.len(), expected.len(), "{complaints:?}");
        for (complaint, part) in complaints.iter().zip(expected) {
            assert!(complaint.contains(part), "`{part}` in {complaint}");
        }
    }

    #[test]
    fn what_goes_unnoticed_is_told() {
        let (hidden, timed) = (Case::hidden("some", 9), Case::timed("many", 900));
        let sound = Dependence { other: Fate::Refused, changes: 20, unnoticed: None };
        let unnoticed = |fate| {
            let unnoticed = Some(Unnoticed { change: "at index 3, 7 became 8".to_owned(), fate });
            Dependence { changes: 4, unnoticed, ..sound.clone() }
        };
        for case in [&hidden, &timed] {
            check(case, &sound, &[]);
            check(case, &Dependence { other: Fate::Taken, ..sound.clone() }, &["another input"]);
            let says = "at index 3, 7 became 8, and the right answer stays the same";
            check(case, &unnoticed(Fate::Right), &[says]);
            let says = "at index 3, 7 became 8, and `check` takes the old answer";
            check(case, &unnoticed(Fate::Taken), &[says]);
        }
    }

    #[test]
    fn a_timed_case_has_no_excuse() {
        let (hidden, timed) = (Case::hidden("some", 9), Case::timed("many", 900));
        let same = Dependence { other: Fate::Right, changes: 20, unnoticed: None };
        check(&hidden, &same, &[]);
        check(&timed, &same, &["case `many`: two inputs have the same right answer"]);
        let whole = Dependence { other: Fate::Refused, changes: 0, unnoticed: None };
        check(&hidden, &whole, &[]);
        check(&timed, &whole, &["`perturb` changes no part of its input"]);
    }
}
