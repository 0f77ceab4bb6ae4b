//! Everything that was measured of one timed case, in the order of measuring, and what is
//! to be measured next. The whole policy of retries and controls is [`next_step`]; the loop
//! that drives it has no rule of its own.
//!
//! The rule that protects a student: a candidate is rejected for its speed only if it was
//! too slow before and after the course's solution, in its place, was fast enough. A host
//! may let two virtual cores share a real one for a second, and no gate sees that. The
//! solution itself has no such control: it must be too slow twice, with a pause between.
//! So must a file in a copy of the course that holds no solution; its rejection says that
//! nothing has confirmed it.

use super::{Against, Decision, Goal, Profile, Timed, Timing, Unclear, cannot_reach, decide};

/// What was measured of one timed case. A result holds nothing else of it: every figure
/// and the verdict follow from this.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempts {
    /// The case's name.
    pub case: String,
    /// In the order of measuring.
    pub attempts: Vec<Attempt>,
    /// Where the cores' time went, if the candidate is slow.
    pub profile: Option<Profile>,
}

/// One series of blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// What it is for.
    pub role: AttemptRole,
    /// Whether it repeats the attempt before it, which others disturbed.
    pub is_retry: bool,
    /// The samples.
    pub timing: Timing,
}

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptRole {
    /// The candidate, at first.
    First,
    /// The course's solution in the candidate's place.
    Control,
    /// The candidate once more, after a control that was fast enough.
    Second,
    /// The candidate in turn with the solution. What a host does to both for some seconds
    /// cancels out.
    Beside,
    /// The candidate on one thread, where it is faster than the cores can make it.
    Alone,
}

/// What is graded, as far as the way of its measuring depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file that the course's solution is the control of.
    Candidate,
    /// A file in a copy of the course that holds no solution. It has no control.
    Uncontrolled,
    /// The solution itself. It has no control.
    Solution,
    /// The baseline in the candidate's place. It is slow by design, so no cause is sought.
    Baseline,
}

/// What shows what the machine can do, once a candidate was too slow on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Control {
    /// The course's solution.
    #[default]
    Solution,
    /// The solution's program, which a copy of the course brings in the solution's place.
    Compiled,
    /// Nothing: the copy of the course holds no solution.
    None,
}

impl Control {
    /// Whether a copy of the course has what a whole one has.
    pub fn is_solution(&self) -> bool {
        *self == Self::Solution
    }
}

impl Kind {
    /// The same under this control.
    #[must_use]
    pub fn under(self, control: Control) -> Self {
        match (self, control) {
            (Self::Candidate, Control::None) => Self::Uncontrolled,
            _ => self,
        }
    }
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Measure a series of blocks.
    Measure {
        /// What it is for.
        role: AttemptRole,
        /// The goal, where it is not the exercise's own.
        goal: Option<Goal>,
        /// Whether it repeats the last attempt, after a pause.
        is_retry: bool,
    },
    /// Look for the cause. It is the last step.
    FindCause,
    /// Everything was measured.
    Done,
}

impl Step {
    fn measure(role: AttemptRole) -> Self {
        Self::Measure { role, goal: None, is_retry: false }
    }
}

impl AttemptRole {
    /// Whether the attempt shows the candidate in the exercise's own comparison.
    fn is_candidates(self) -> bool {
        matches!(self, Self::First | Self::Second)
    }
}

impl Attempts {
    /// A case of which nothing is measured yet.
    pub fn new(case: &str) -> Self {
        Self { case: case.to_owned(), attempts: Vec::new(), profile: None }
    }

    /// A case with one series of the candidate.
    pub fn of(case: &str, timing: Timing) -> Self {
        Self::new(case).with(AttemptRole::First, timing)
    }

    /// The same with one attempt more.
    #[must_use]
    pub fn with(mut self, role: AttemptRole, timing: Timing) -> Self {
        self.attempts.push(Attempt { role, is_retry: false, timing });
        self
    }

    /// The same samples with another goal. The goals of attempts that have one of their own
    /// follow from it, as they did when they were measured.
    #[must_use]
    pub fn asking_for(&self, goal: Goal) -> Self {
        let mut again = Self::new(&self.case);
        for attempt in &self.attempts {
            let own = attempt.timing.goal;
            let goal = match attempt.role {
                AttemptRole::First | AttemptRole::Control | AttemptRole::Second => goal,
                AttemptRole::Beside => share_of_the_solution(&again).unwrap_or(own),
                AttemptRole::Alone => rest_beyond_cores(&again).unwrap_or(own),
            };
            let timing = Timing { goal, ..attempt.timing.clone() };
            again.attempts.push(Attempt { timing, ..attempt.clone() });
        }
        again.profile.clone_from(&self.profile);
        again
    }

    /// The attempts at the candidate itself. The verdict rests on the last of them.
    pub fn candidates(&self) -> impl DoubleEndedIterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.role.is_candidates())
    }

    /// The samples that the verdict rests on.
    pub fn decisive(&self) -> Option<&Timing> {
        Some(&self.candidates().next_back()?.timing)
    }

    /// The last series for a purpose.
    pub fn last_of(&self, role: AttemptRole) -> Option<&Timing> {
        let found = self.attempts.iter().rfind(|attempt| attempt.role == role);
        Some(&found?.timing)
    }

    /// Whether the candidate was too slow, then the solution was not, and then the
    /// candidate was measured again, and last.
    fn is_confirmed(&self) -> bool {
        let mut rest = self.attempts.iter();
        self.candidates().next_back().is_some_and(|last| last.role == AttemptRole::Second)
            && rest.any(|a| a.role == AttemptRole::First && decide(&a.timing).is_fail())
            && rest.any(|a| a.role == AttemptRole::Control && decide(&a.timing) == Decision::Met)
            && rest.any(|a| a.role == AttemptRole::Second)
    }

    /// Whether the candidate was too slow, and once more after a pause, and last.
    fn is_slow_twice(&self) -> bool {
        let first = |a: &Attempt| a.role == AttemptRole::First && decide(&a.timing).is_fail();
        let last = self.candidates().next_back();
        self.candidates().any(first)
            && last.is_some_and(|a| a.role == AttemptRole::Second && decide(&a.timing).is_fail())
    }
}

/// What to measure next. Each step asks for what the verdict still lacks; where it
/// lacks nothing, the case is done.
pub fn next_step(case: &Attempts, kind: Kind) -> Step {
    let Some(last) = case.attempts.last() else { return Step::measure(AttemptRole::First) };
    // No further: every try adds its own chance of an error.
    if !last.is_retry && may_be_retried(case, last) && is_contended(&last.timing) {
        return Step::Measure { role: last.role, goal: Some(last.timing.goal), is_retry: true };
    }
    match last.role {
        AttemptRole::First | AttemptRole::Second => after_the_candidate(case, last, kind),
        AttemptRole::Control => match decide(&last.timing) {
            Decision::Met if is_slow(case) => Step::measure(AttemptRole::Second),
            _ => Step::Done,
        },
        AttemptRole::Beside => find_cause(case, kind),
        AttemptRole::Alone => Step::Done,
    }
}

fn may_be_retried(case: &Attempts, last: &Attempt) -> bool {
    match last.role {
        AttemptRole::First | AttemptRole::Second | AttemptRole::Beside => true,
        // Beside a candidate that could not be judged, its CPU times are enough.
        AttemptRole::Control => is_slow(case),
        AttemptRole::Alone => false,
    }
}

fn after_the_candidate(case: &Attempts, last: &Attempt, kind: Kind) -> Step {
    let decision = decide(&last.timing);
    let has_control = case.last_of(AttemptRole::Control).is_some();
    if decision.is_fail() {
        return match lacks(case, kind) {
            Some(AttemptRole::Beside) => Step::Measure {
                role: AttemptRole::Beside,
                goal: share_of_the_solution(case),
                is_retry: false,
            },
            // Where nothing is measured in between, there is a pause.
            Some(role) => {
                let is_retry = matches!(kind, Kind::Solution | Kind::Uncontrolled);
                Step::Measure { role, goal: None, is_retry }
            }
            None => find_cause(case, kind),
        };
    }
    if is_contended(&last.timing) && cannot_reach(&last.timing) {
        let may_have_one = matches!(kind, Kind::Candidate | Kind::Baseline);
        let wants_control = may_have_one && !has_control;
        return if wants_control { Step::measure(AttemptRole::Control) } else { Step::Done };
    }
    let by_baseline = last.timing.against == Against::Baseline;
    match rest_beyond_cores(case).filter(|_| by_baseline && decision == Decision::Met) {
        Some(rest) => Step::Measure { role: AttemptRole::Alone, goal: Some(rest), is_retry: false },
        None => Step::Done,
    }
}

/// The goal of a candidate on one thread that is faster than the cores can make it.
fn rest_beyond_cores(case: &Attempts) -> Option<Goal> {
    let rest = Timed::new(&case.case, case.decisive()?.clone()).beyond_cores()?;
    Some(Goal::SpeedupMin(rest))
}

/// What the rejection of a slow candidate still lacks.
pub fn lacks(case: &Attempts, kind: Kind) -> Option<AttemptRole> {
    let has = |role| case.last_of(role).is_some();
    if kind == Kind::Solution {
        return (!has(AttemptRole::Second)).then_some(AttemptRole::Second);
    }
    if kind == Kind::Uncontrolled && !has(AttemptRole::Control) {
        return (!case.is_slow_twice()).then_some(AttemptRole::Second);
    }
    if !case.is_confirmed() {
        let control = case.last_of(AttemptRole::Control);
        let passed = control.is_some_and(|control| decide(control) == Decision::Met);
        return Some(if passed { AttemptRole::Second } else { AttemptRole::Control });
    }
    let is_due = !has(AttemptRole::Beside) && share_of_the_solution(case).is_some();
    is_due.then_some(AttemptRole::Beside)
}

/// The goal of a candidate that runs in turn with the solution, where it can: its share of
/// the solution's speed must miss what the goal is of the speedup that the solution has
/// shown.
fn share_of_the_solution(case: &Attempts) -> Option<Goal> {
    let control = case.last_of(AttemptRole::Control)?;
    let shown = Timed::new(&case.case, control.clone()).speedup?;
    let slow = case.decisive().filter(|slow| slow.against == Against::Baseline)?;
    // The solution passed, so the share is below 1.
    Some(Goal::NoSlower((slow.goal_speedup()? / shown.high).min(1.0)))
}

/// The cause is sought where the goal is one of time.
fn find_cause(case: &Attempts, kind: Kind) -> Step {
    let against = case.decisive().map(|timing| timing.against);
    let about_time = matches!(against, Some(Against::Baseline | Against::OneThread));
    if about_time && kind != Kind::Baseline { Step::FindCause } else { Step::Done }
}

/// Whether the candidate missed the goal when it was measured last.
fn is_slow(case: &Attempts) -> bool {
    case.decisive().is_some_and(|timing| decide(timing).is_fail())
}

/// Whether others who used the cores may be why nothing was decided.
pub fn is_contended(timing: &Timing) -> bool {
    let by_others =
        [Unclear::Contended, Unclear::Restless, Unclear::RisenCapacity, Unclear::Spoiled];
    by_others.map(Decision::Unclear).contains(&decide(timing))
}

#[cfg(test)]
#[path = "attempts_tests.rs"]
mod tests;
