//! The policy for two programs of equal rights: the baseline against itself shows whether
//! this machine can tell them apart at all, and no program fails at the first look.

use crate::Goal;
use crate::rule::{Against, Decision, Speedup, Timing, Unclear, decide, speedup};
use crate::stopwatch::{Budget, Plan};
use std::fmt;
use std::time::Duration;

/// How many times as fast, or as slow, the baseline may seem against itself.
const SAME: f64 = 1.1;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The least speedup of the candidate over the baseline. Up to 1 it asks that the
    /// candidate is hardly slower.
    pub at_least: f64,
    /// How many cores a comparison needs for itself.
    pub threads: usize,
    /// How long each of its measurements may take, about.
    pub time: Duration,
}

impl Question {
    /// Asks for this speedup on all cores of this machine.
    ///
    /// # Errors
    ///
    /// If the speedup is not a number above 0.
    pub fn at_least(speedup: f64) -> Result<Self, String> {
        if !(speedup > 0.0 && speedup.is_finite()) {
            return Err(format!("a speedup is a number above 0, not {speedup}"));
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { at_least: speedup, threads, time: Duration::from_secs(10) })
    }

    fn goal(self) -> Goal {
        if self.at_least > 1.0 {
            Goal::SpeedupMin(self.at_least)
        } else {
            Goal::NoSlower(self.at_least)
        }
    }
}

/// What runs in the candidate's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The candidate.
    Candidate,
    /// The baseline: it is compared with itself.
    Control,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// It is as fast as that.
    Yes,
    /// It is not as fast as that.
    No,
    /// This machine cannot tell, and why.
    CannotTell(Doubt),
}

/// Why this machine cannot tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// The samples settle nothing.
    Samples(Unclear),
    /// The baseline seems faster or slower than itself.
    Control(Speedup),
    /// Two measurements do not agree.
    Disagreement,
}

/// A comparison: the answer, and all that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The last measurement of the candidate.
    pub timing: Timing,
    /// The baseline against itself, where that was measured.
    pub control: Option<Timing>,
}

/// Compares: a first look, the baseline against itself, and for a *no* a second look.
/// `measure` makes each measurement, with the candidate or the baseline in the candidate's
/// place.
///
/// # Errors
///
/// Those of a measurement: a program that fails, say.
pub fn compare<E>(
    question: Question,
    mut measure: impl FnMut(Pairing, Plan) -> Result<Timing, E>,
) -> Result<Comparison, E> {
    let mut measure = |pairing| {
        let plan = Plan {
            against: Against::Solution,
            goal: question.goal(),
            threads: question.threads,
            size: 1,
            seed: rand::random(),
            budget: Budget { time: question.time, blocks_min: 0 },
        };
        measure(pairing, plan)
    };
    let answered = |answer, timing, control| Comparison { question, answer, timing, control };
    let first = measure(Pairing::Candidate)?;
    let seen = decide(&first);
    if let Decision::Unclear(unclear) = seen {
        return Ok(answered(Answer::CannotTell(Doubt::Samples(unclear)), first, None));
    }
    let control = measure(Pairing::Control)?;
    if let Some(doubt) = doubt(&control, question) {
        return Ok(answered(Answer::CannotTell(doubt), first, Some(control)));
    }
    if seen == Decision::Met {
        return Ok(answered(Answer::Yes, first, Some(control)));
    }
    let second = measure(Pairing::Candidate)?;
    let answer = match decide(&second) {
        Decision::Unclear(unclear) => Answer::CannotTell(Doubt::Samples(unclear)),
        again if again.is_fail() => Answer::No,
        _ => Answer::CannotTell(Doubt::Disagreement),
    };
    Ok(answered(answer, second, Some(control)))
}

/// What the baseline against itself speaks against.
fn doubt(control: &Timing, question: Question) -> Option<Doubt> {
    let shown = speedup(&control.counted());
    let Some(shown) = shown else { return Some(Doubt::Samples(Unclear::Contended)) };
    let is_same = (1.0 / SAME..=SAME).contains(&shown.median);
    // It would pass itself: then noise alone reaches the goal.
    let passes = question.at_least > 1.0 && decide(control) == Decision::Met;
    (!is_same || passes).then_some(Doubt::Control(shown))
}

impl Comparison {
    /// The speedup over the counted pairs.
    pub fn speedup(&self) -> Option<Speedup> {
        speedup(&self.timing.counted())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let goal = self.question.at_least;
        let shown =
            self.speedup().map_or_else(|| "unknown".to_owned(), |speedup| speedup.to_string());
        match self.answer {
            Answer::Yes => write!(f, "yes: speedup {shown}, asked for {goal:.2}x"),
            Answer::No => write!(
                f,
                "no: speedup {shown}, asked for {goal:.2}x, and the second look says the same"
            ),
            Answer::CannotTell(doubt) => {
                write!(
                    f,
                    "this machine cannot tell: {doubt} (speedup {shown}, asked for {goal:.2}x)"
                )
            }
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Samples(unclear) => f.write_str(unclear.words()),
            Self::Control(shown) => write!(
                f,
                "the baseline against itself shows {shown}, so the runs differ by more than what \
                 is asked for"
            ),
            Self::Disagreement => {
                f.write_str("the first look says no and the second yes, so it is too close")
            }
        }
    }
}

impl Unclear {
    /// In a few words, for two programs of equal rights.
    fn words(self) -> &'static str {
        match self {
            Self::Contended => "other programs used its cores",
            Self::Borderline => "the speedup is too close to what is asked for",
            Self::OneCore => "only one core may be used here",
            Self::Restless => "the candidate is busy outside its turn",
            Self::Spoiled => "too many runs that do not count are slow",
            Self::RisenCapacity | Self::LowCapacity => "its cores do too little at once",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::{clean, timing};

    /// What a comparison says where the candidate shows these speedups, look after look, and
    /// the baseline this one against itself.
    fn answer(at_least: f64, looks: &[f64], control: f64) -> Answer {
        let question = Question { threads: 2, ..Question::at_least(at_least).expect("a number") };
        let mut looks = looks.iter();
        let compared = compare(question, |pairing, plan| {
            let shown = match pairing {
                Pairing::Candidate => *looks.next().expect("no look but these"),
                Pairing::Control => control,
            };
            let measured = Timing { goal: plan.goal, ..timing(vec![clean(shown); 40]) };
            Ok::<_, ()>(Timing { out_of_time: true, ..measured })
        });
        let answer = compared.expect("nothing fails here").answer;
        assert_eq!(looks.next(), None, "every look was asked for");
        answer
    }

    #[test]
    fn nobody_fails_at_the_first_look() {
        assert_eq!(answer(1.5, &[1.9], 1.0), Answer::Yes);
        assert_eq!(answer(1.5, &[1.0, 1.0], 1.0), Answer::No);
        assert_eq!(answer(1.5, &[1.0, 1.9], 1.0), Answer::CannotTell(Doubt::Disagreement));
        assert_eq!(answer(0.9, &[0.8, 0.8], 1.0), Answer::No);
        assert_eq!(answer(0.9, &[1.0], 1.0), Answer::Yes);
    }

    #[test]
    fn a_machine_that_tells_the_same_program_apart_tells_nothing() {
        let is_doubted = |answer| matches!(answer, Answer::CannotTell(Doubt::Control(_)));
        assert!(is_doubted(answer(1.5, &[1.9], 1.3)));
        assert!(is_doubted(answer(1.5, &[1.0], 0.7)));
        // Within its noise, but enough to pass.
        assert!(is_doubted(answer(1.05, &[1.2], 1.08)));
    }

    #[test]
    fn what_is_close_is_not_told() {
        let close = Answer::CannotTell(Doubt::Samples(Unclear::Borderline));
        assert_eq!(answer(1.5, &[1.5], 1.0), close);
    }

    #[test]
    fn a_speedup_is_a_number_above_zero() {
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Question::at_least(wrong).is_err());
        }
    }
}
