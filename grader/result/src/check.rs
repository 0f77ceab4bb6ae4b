//! The checks of a candidate's answers.

use serde::{Deserialize, Serialize};

/// One check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Test {
    /// `compiles`, or the name of a case.
    pub name: String,
    /// What the case is for; null for `compiles`.
    pub role: Option<Role>,
    /// Threads of the candidate's pool; null for `compiles`.
    pub threads: Option<usize>,
    /// The seed of this input, up to 64 bits; null for `compiles`.
    pub seed: Option<u64>,
    /// How it went.
    pub outcome: Outcome,
}

/// What a case is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Shown to the student; its input is always the same.
    Example,
    /// Checked on inputs of a fresh seed.
    Hidden,
    /// Timed, and checked.
    Timed,
}

/// How one check went. The field `kind` says which of these it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// As it should.
    Passed,
    /// The compiler refused the file.
    DoesNotCompile {
        /// The compiler's words, perhaps with colours, shortened.
        diagnostics: String,
    },
    /// No answer within the limit.
    TookTooLong {
        /// The limit, in seconds.
        limit_s: f64,
        /// CPU time used while waiting, in seconds: about none in a deadlock.
        cpu_s: f64,
        /// What the program printed, shortened.
        printed: String,
    },
    /// Each answer came within its limit; all of them together took far too long.
    ChecksTookTooLong {
        /// The limit for all checks together, in seconds.
        limit_s: f64,
    },
    /// The allocator gave up at the memory limit.
    OutOfMemory {
        /// The limit, in MiB.
        limit_mib: u64,
        /// What the program printed, shortened.
        printed: String,
    },
    /// It panicked, aborted, exited or was killed.
    Crashed {
        /// How, in one sentence.
        how: String,
        /// The signal that ended it; null if none did.
        signal: Option<i32>,
        /// What the program printed, shortened.
        printed: String,
    },
    /// No answer, and no time to find one: the machine hardly let it run.
    Starved {
        /// The limit, in seconds.
        limit_s: f64,
        /// How long it was waited for, in seconds.
        wall_s: f64,
        /// CPU time used meanwhile, in seconds.
        cpu_s: f64,
    },
    /// No answer within the limit, and none from the course's solution either.
    SolutionTookTooLong {
        /// The limit, in seconds.
        limit_s: f64,
    },
    /// It answered wrongly.
    Wrong {
        /// The input, shortened.
        input: String,
        /// What differs from the expected answer.
        mismatch: Mismatch,
        /// What the program printed, shortened.
        printed: String,
        /// How many runs on this very input were right; null if none was.
        right_runs: Option<Runs>,
    },
    /// It answered rightly, and used more of a counted resource than it may.
    UsedTooMuch {
        /// The resource, its use and its limit.
        counted: Counted,
    },
}

/// Why an answer is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mismatch {
    /// What differs first, in one sentence.
    pub difference: String,
    /// The right answer, shortened.
    pub expected: String,
    /// The candidate's answer, shortened.
    pub got: String,
}

/// How many runs on one input were right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Runs {
    /// Runs that were right.
    pub right: usize,
    /// How many runs there were.
    pub of: usize,
}

/// How much of one resource the candidate used on one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counted {
    /// The resource, in the plural.
    pub what: String,
    /// The case.
    pub case: String,
    /// How much was used; the most at once, where it is given back.
    pub amount: u64,
    /// How much is allowed.
    pub allowed: u64,
    /// How much the baseline used.
    pub baseline: u64,
    /// Whether it was counted in the candidate's own process, so that hostile code can claim
    /// what it likes. Memory is seen from outside.
    pub advisory: bool,
}
