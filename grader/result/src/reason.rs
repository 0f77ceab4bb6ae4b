//! The verdict, and why.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a grading ends in, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The file does not compile.
    CompileError,
    /// It did not answer in time.
    TimeLimit,
    /// It asked for more memory than it may have.
    MemoryLimit,
    /// It panicked, aborted or was killed.
    RuntimeError,
    /// An answer is wrong.
    WrongAnswer,
    /// The same question was answered rightly and wrongly.
    Nondeterministic,
    /// Its answers are right, and it used more of a counted resource than it may.
    CountLimit,
    /// Its answers are right, and it is too slow.
    LowSpeedup,
    /// Its answers are right, and this machine cannot tell whether it is fast enough. It is
    /// no fail: grade the file again.
    Inconclusive,
    /// All that was asked.
    Accepted,
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// For programs: it does not change with the wording.
    pub code: Code,
    /// For people: a sentence or a few. It may quote what the candidate brought about, so a
    /// program that shows it treats it as foreign text.
    pub text: String,
}

/// Writes the codes and their names, so that no list of them is a second one.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal,)+) => {
        /// The name of a reason. Each leads to one verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $name)] $code,)+
            /// A code that this version of the crate does not know. No grader writes it.
            #[serde(other, rename = "other")]
            #[cfg_attr(feature = "schema", schemars(skip))]
            Other,
        }

        impl Code {
            /// Every code that is known.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The name in files: `goal_met`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                    Self::Other => "other",
                }
            }
        }
    };
}

codes! {
    /// `compile_error`: the file does not compile.
    CompileError = "compile_error",
    /// `time_limit`: no answer in time.
    TimeLimit = "time_limit",
    /// `memory_limit`: it asked for more memory than it may have.
    MemoryLimit = "memory_limit",
    /// `runtime_error`: it panicked, aborted or was killed.
    RuntimeError = "runtime_error",
    /// `wrong_answer`: an answer is wrong.
    WrongAnswer = "wrong_answer",
    /// `nondeterministic`: the same input was answered rightly and wrongly.
    Nondeterministic = "nondeterministic",
    /// `count_limit`: it used more of a counted resource than it may.
    CountLimit = "count_limit",
    /// `low_speedup`: the goal is clearly missed.
    GoalNotMet = "goal_not_met",
    /// `low_speedup`: the goal is reached now and then.
    Unstable = "unstable",
    /// `low_speedup`: others used the cores, but its longest thread alone is too slow.
    LongestThread = "longest_thread",
    /// `inconclusive`: the machine hardly let it run.
    Starved = "starved",
    /// `inconclusive`: the course's solution, in its place, did not pass either.
    Control = "control",
    /// `inconclusive`: an attempt is missing that a rejection needs.
    Unconfirmed = "unconfirmed",
    /// `inconclusive`: the measuring was cut short.
    Unfinished = "unfinished",
    /// `inconclusive`: faster than cores or memory allow. A person should look at the file.
    Implausible = "implausible",
    /// `inconclusive`: a goal of several cores was met on one. A person should look at it.
    OneCoreUsed = "one_core_used",
    /// `inconclusive`: it does not seem to use the choice that it is given.
    ChoiceIgnored = "choice_ignored",
    /// `inconclusive`: others used the cores.
    Contended = "contended",
    /// `inconclusive`: the runs scatter around the goal.
    Scattered = "scattered",
    /// `inconclusive`: the speedup is too close to the goal.
    Borderline = "borderline",
    /// `inconclusive`: only one core may be used.
    OneCore = "one_core",
    /// `inconclusive`: it is busy outside its turn.
    Restless = "restless",
    /// `inconclusive`: too many runs that do not count miss the goal.
    Spoiled = "spoiled",
    /// `inconclusive`: the cores brought more while measuring than before.
    RisenCapacity = "risen_capacity",
    /// `inconclusive`: no speedup can be told from none here.
    LowCapacity = "low_capacity",
    /// `inconclusive`, by other rules than at grading: the samples do not settle another goal.
    NotSettled = "not_settled",
    /// `inconclusive`, by other rules than at grading: a timed case was not measured.
    NotMeasured = "not_measured",
    /// `inconclusive`, by other rules than at grading: what failed a check is allowed now.
    LimitRaised = "limit_raised",
    /// `accepted`: the answers are right, and speed was not measured.
    AnswersRight = "answers_right",
    /// `accepted`: the answers are right, and the goal is met.
    GoalMet = "goal_met",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}
