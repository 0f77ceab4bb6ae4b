//! Why a verdict is what it is, in data: a name that does not change, and the numbers that
//! it rests on. The module `words` says it in English; nothing is decided by that.

use super::attempts::AttemptRole;
use super::{Diagnosis, Outcome, Speedup, Test, Verdict};
pub use grade_result::Code;

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A check failed.
    Failed {
        /// The worst check.
        test: Box<Test>,
        /// Whether the same case is answered rightly on one thread.
        right_on_one: bool,
    },
    /// The answers are right, and speed was not measured.
    AnswersRight {
        /// The threads and cores that do not allow to measure it, where they do not.
        untimed: Option<Untimed>,
    },
    /// The goal is met.
    GoalMet(Shown),
    /// The goal is met by a better serial program that is a parallel one as well.
    BetterAlone {
        /// What the samples show.
        shown: Shown,
        /// The threads that it was timed with.
        threads: usize,
        /// Its speedup on one thread.
        alone: Speedup,
    },
    /// The candidate is too slow.
    TooSlow {
        /// What the samples show.
        shown: Shown,
        /// Why it is too slow.
        why: Slowness,
        /// Whether something could show that this machine could have passed.
        has_control: bool,
    },
    /// The measuring was cut short.
    Unfinished,
    /// The course's solution did not clearly reach the goal either.
    SolutionMissed {
        /// What the candidate's samples show.
        shown: Shown,
        /// The solution's speedup, where pairs counted.
        solution: Option<Speedup>,
        /// How many of its pairs counted.
        pairs: usize,
        /// How many pairs were measured.
        blocks: usize,
    },
    /// In turn with the course's solution, the candidate was not clearly too slow.
    SlowAsSolution(Shown),
    /// A rejection lacks an attempt.
    Unconfirmed {
        /// What the samples show.
        shown: Shown,
        /// The attempt that is to come next.
        lacks: AttemptRole,
    },
    /// The candidate is faster than memory brings its input.
    OutrunsMemory(Shown),
    /// The candidate is faster than cores can make it.
    BeyondCores {
        /// What the samples show.
        shown: Shown,
        /// The threads that it was timed with.
        threads: usize,
        /// Its speedup on one thread, where that is known.
        alone: Option<Speedup>,
    },
    /// A goal of several cores was met on one.
    OneCoreUsed {
        /// What the samples show.
        shown: Shown,
        /// The cores that it used.
        cores: CoresUsed,
        /// Whether it ran against itself on one thread.
        against_itself: bool,
    },
    /// The candidate does not seem to use what it may choose.
    ChoiceIgnored {
        /// The candidate's choice.
        own: usize,
        /// How many times as long the slowest choice takes as the best.
        spread: f64,
    },
    /// Others used the cores.
    Contended {
        /// Pairs that counted.
        pairs: usize,
        /// How many pairs were measured.
        blocks: usize,
        /// Whether the attempt repeats one before it.
        is_retry: bool,
        /// The speedup relative to the witness, where pairs counted.
        looks_like: Option<f64>,
    },
    /// The runs scatter around the goal.
    Scattered {
        /// The speedup.
        speedup: Option<Speedup>,
        /// The goal.
        goal: f64,
    },
    /// The speedup is too close to the goal.
    Borderline {
        /// The goal.
        goal: f64,
    },
    /// There is one core only.
    OneCore {
        /// The quota of CPU time that allows no more, where one does.
        quota: Option<f64>,
    },
    /// The candidate is busy outside its turn.
    Restless {
        /// Pairs that counted.
        pairs: usize,
        /// How many pairs were measured.
        blocks: usize,
    },
    /// Pairs that do not count miss the goal that the others reach.
    Spoiled {
        /// Pairs that counted.
        pairs: usize,
        /// How many pairs were measured.
        blocks: usize,
        /// The goal.
        goal: f64,
    },
    /// The cores brought more while measuring than before.
    RisenCapacity {
        /// The threads.
        threads: usize,
        /// What the cores did together before, in the work of one.
        capacity: f64,
        /// The goal.
        goal: f64,
    },
    /// No speedup can be told from none here.
    LowCapacity {
        /// The threads.
        threads: usize,
        /// What the cores do together, in the work of one.
        capacity: f64,
        /// The goal.
        goal: f64,
    },
    /// The samples were taken for another goal and do not settle this one.
    NotSettled {
        /// The speedups of the timed cases.
        speedups: Vec<Speedup>,
    },
    /// A timed case of today was not measured.
    NotMeasured {
        /// Its name.
        case: String,
    },
    /// The check that failed stays within the limits of today.
    LimitRaised {
        /// The case.
        case: String,
        /// The limit before and now.
        raised: Raised,
    },
}

/// Why nothing is timed: each thread needs a core, and one has nothing to be parallel with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untimed {
    /// Threads that were asked for.
    pub threads: usize,
    /// Cores that there are.
    pub cores: usize,
}

/// What the samples of a timed case show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// The speedup, where pairs counted.
    pub speedup: Option<Speedup>,
    /// The speedup to reach.
    pub goal: f64,
    /// How the time grows, where that is asked.
    pub growth: Option<Growth>,
}

/// How much longer twice the input takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// The speedup against itself on half of the input, where pairs counted.
    pub speedup: Option<Speedup>,
    /// How many times as long it may take.
    pub times_max: f64,
}

/// How many cores a candidate used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoresUsed {
    /// CPU time over wall time.
    pub cores: f64,
    /// Threads that it was timed with.
    pub threads: usize,
}

/// Why a candidate is too slow.
#[derive(Clone, Debug, PartialEq)]
pub enum Slowness {
    /// What it chose costs more than the best choice.
    Choice {
        /// The candidate's choice.
        own: usize,
        /// The best of a sweep.
        best: usize,
        /// How many times as long its own takes.
        times: f64,
    },
    /// Its work grows faster than the input.
    Growth,
    /// The cause that its profile shows.
    Cause(Box<Diagnosis>),
    /// No profile was made.
    Cores(CoresUsed),
    /// It reaches the goal now and then.
    Unstable {
        /// Pairs that reach it.
        above: usize,
        /// How many pairs counted.
        pairs: usize,
        /// What its profile shows, where one was made.
        found: Option<Box<Diagnosis>>,
    },
    /// Others used the cores, but its longest thread alone is too slow.
    LongestThread(CoresUsed),
}

/// A limit before and now.
#[derive(Clone, Debug, PartialEq)]
pub enum Raised {
    /// Seconds for an answer.
    Time {
        /// Before.
        was_s: f64,
        /// Now.
        now_s: f64,
    },
    /// Memory.
    Memory {
        /// Before.
        was_mib: u64,
        /// Now.
        now_mib: u64,
    },
    /// A counted resource.
    Count {
        /// The resource, in the plural.
        what: String,
        /// Before.
        was: u64,
        /// Now.
        now: u64,
    },
}

/// What lets a verdict be decided that could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// A program that is a little faster.
    FasterProgram,
    /// A person who reads the program.
    Instructor,
    /// A machine with a second core.
    MoreCores,
    /// A machine on which nothing else runs.
    QuietMachine,
}

impl Reason {
    /// What helps where this is why a verdict could not be decided.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Borderline { .. } => Remedy::FasterProgram,
            Self::OutrunsMemory(_)
            | Self::BeyondCores { .. }
            | Self::OneCoreUsed { .. }
            | Self::ChoiceIgnored { .. } => Remedy::Instructor,
            Self::OneCore { .. } => Remedy::MoreCores,
            _ => Remedy::QuietMachine,
        }
    }

    /// The name for machines.
    pub fn code(&self) -> Code {
        match self {
            Self::Failed { test, .. } => failed(&test.outcome),
            Self::AnswersRight { .. } => Code::AnswersRight,
            Self::GoalMet(_) | Self::BetterAlone { .. } => Code::GoalMet,
            Self::TooSlow { why, .. } => match why {
                Slowness::Unstable { .. } => Code::Unstable,
                Slowness::LongestThread(_) => Code::LongestThread,
                Slowness::Choice { .. }
                | Slowness::Growth
                | Slowness::Cause(_)
                | Slowness::Cores(_) => Code::GoalNotMet,
            },
            Self::Unfinished => Code::Unfinished,
            Self::SolutionMissed { .. } | Self::SlowAsSolution(_) => Code::Control,
            Self::Unconfirmed { .. } => Code::Unconfirmed,
            Self::OutrunsMemory(_) | Self::BeyondCores { .. } => Code::Implausible,
            Self::OneCoreUsed { .. } => Code::OneCoreUsed,
            Self::ChoiceIgnored { .. } => Code::ChoiceIgnored,
            Self::Contended { .. } => Code::Contended,
            Self::Scattered { .. } => Code::Scattered,
            Self::Borderline { .. } => Code::Borderline,
            Self::OneCore { .. } => Code::OneCore,
            Self::Restless { .. } => Code::Restless,
            Self::Spoiled { .. } => Code::Spoiled,
            Self::RisenCapacity { .. } => Code::RisenCapacity,
            Self::LowCapacity { .. } => Code::LowCapacity,
            Self::NotSettled { .. } => Code::NotSettled,
            Self::NotMeasured { .. } => Code::NotMeasured,
            Self::LimitRaised { .. } => Code::LimitRaised,
        }
    }

    /// The verdict that it leads to.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Failed { test, .. } => test.outcome.verdict(),
            Self::AnswersRight { .. } | Self::GoalMet(_) | Self::BetterAlone { .. } => {
                Verdict::Accepted
            }
            Self::TooSlow { .. } => Verdict::LowSpeedup,
            _ => Verdict::Inconclusive,
        }
    }

    /// The cause of slowness that it names.
    pub fn cause(&self) -> Option<&Diagnosis> {
        match self {
            Self::TooSlow { why: Slowness::Cause(found), .. } => Some(found),
            _ => None,
        }
    }
}

fn failed(outcome: &Outcome) -> Code {
    match outcome {
        // No check that went well is a reason.
        Outcome::Passed => Code::AnswersRight,
        Outcome::DoesNotCompile { .. } => Code::CompileError,
        Outcome::TookTooLong { .. } | Outcome::ChecksTookTooLong { .. } => Code::TimeLimit,
        Outcome::OutOfMemory { .. } => Code::MemoryLimit,
        Outcome::Crashed { .. } => Code::RuntimeError,
        Outcome::Wrong { right_runs: None, .. } => Code::WrongAnswer,
        Outcome::Wrong { right_runs: Some(_), .. } => Code::Nondeterministic,
        Outcome::UsedTooMuch { .. } => Code::CountLimit,
        Outcome::Starved { .. } => Code::Starved,
        Outcome::SolutionTookTooLong { .. } => Code::Control,
    }
}
