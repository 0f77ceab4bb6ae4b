//! What `grade --json` writes: the types of a result's format, and nothing else. Scripts in
//! Rust read a result with them; `schema.json`, made from them, says the same to all others.
//!
//! The engine has types of its own and converts them when it writes or reads a file, so this
//! format does not change when they do.
//!
//! # Versions
//!
//! The field `schema` is the version, [`SCHEMA`]. Within a version
//!
//! - no field is removed, renamed, or given another type, unit or meaning;
//! - a field, or a value of a list such as [`Code`] or [`Cause`], may be added. So a script
//!   passes over fields that it does not know, and takes a value that it does not know for
//!   "something else";
//! - a field that is not in every file of the version is optional here, and its text says
//!   what its absence means.
//!
//! Any other change raises the version. The grader reads its own version only and says so of
//! others: `grade` the file again, or use the grader that wrote the result. Sentences
//! (`text`, `how`, `what`, `hint`) may change at any time: a script goes by `verdict` and
//! [`Reason::code`]. The order of the fields means nothing.
//!
//! Times are in seconds and sizes in MiB or bytes, as the end of a name says. Seeds are whole
//! numbers of up to 64 bits, more than a floating-point number holds exactly.

#![warn(missing_docs)]

mod cause;
mod check;
mod place;
mod reason;
mod speed;

pub use cause::{Cause, Lane, Named, Profile, Sign, Trace, Usage};
pub use check::{Counted, Mismatch, Outcome, Role, Runs, Test};
pub use place::{Because, Certified, Fault, Isolation, LeftOut, Machine, Tier};
pub use reason::{Code, Reason, Verdict};
pub use speed::{
    Against, Attempt, AttemptRole, Block, Figures, Gate, Goal, Setup, Speedup, TimedCase, Timing,
    Uncounted,
};

use serde::{Deserialize, Serialize};

/// The version of the format.
pub const SCHEMA: u32 = 2;

/// What one grading found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Graded {
    /// The version of the format: 2.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 2)))]
    pub schema: u32,
    /// The exercise, as it is typed: `parallel_map`.
    pub exercise: String,
    /// The file that was graded, and the inputs that it was graded by.
    pub candidate: Candidate,
    /// The verdict. It follows from the checks and the attempts below.
    pub verdict: Verdict,
    /// The reason of the verdict.
    pub reason: Reason,
    /// The only case that was checked, where one was asked for (`--case`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_case: Option<String>,
    /// Of a rejection for speed: whether the course's solution has shown, in the candidate's
    /// place, that this machine could have passed. Absent with every other verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<bool>,
    /// What could have shown that, in the copy of the course that graded. Absent where it is
    /// the course's solution, as in a whole copy.
    #[serde(default, skip_serializing_if = "Control::is_solution")]
    pub control: Control,
    /// The checks that were made, in order, up to the first that failed. They show inputs and
    /// answers of hidden cases.
    pub tests: Vec<Test>,
    /// What the candidate printed in the examples, on the smallest number of threads. Absent
    /// where it printed nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub printed: String,
    /// The timed cases, in the manifest's order, as far as they were measured. Empty where
    /// speed was not measured.
    pub timed: Vec<TimedCase>,
    /// Of each counted resource the use that came nearest to its limit.
    pub counted: Vec<Counted>,
    /// Where it was graded.
    pub machine: Machine,
    /// How well the candidate was kept apart.
    pub isolation: Isolation,
    /// How long the grading took, in seconds.
    pub seconds: f64,
}

/// The file that was graded, and the inputs that it was graded by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// Where it came from.
    pub origin: Origin,
    /// The path as it was named; bytes that are no text stand as `\xe9`.
    pub path: String,
    /// The hash of everything that the binary was made of; null if it did not compile.
    pub unit: Option<String>,
    /// The seed that all hidden inputs follow from: `--seed` grades by the same ones.
    pub seed: u64,
    /// How many checks there would have been.
    pub tests_planned: usize,
}

/// Where a candidate came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The exercise's `student.rs`.
    Student,
    /// The course's solution (`--solution`).
    Solution,
    /// A mutant of the course, which is wrong on purpose (`--mutant`).
    Mutant,
    /// Another honest file of the course (`--accepted`).
    Alternative,
    /// A file that was named (`--file`), and every submission of a class.
    File,
    /// The serial baseline in the candidate's place.
    Baseline,
}

/// What can show that a machine could have passed a candidate that is too slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
    /// Whether it is the course's solution.
    pub fn is_solution(&self) -> bool {
        *self == Self::Solution
    }
}

/// What stands in a result's place where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoResult {
    /// The version of the format: 2.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 2)))]
    pub schema: u32,
    /// The exercise. Absent where it was not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    /// Why there is none. It says nothing about the file.
    pub fault: Fault,
}

/// What a file holds that `--json` has written: a result, or why there is none. A file of the
/// second kind has the field `fault`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Stored {
    /// Why there is none.
    NoResult(NoResult),
    /// A result.
    Graded(Box<Graded>),
}

/// The JSON Schema of [`Stored`], as `schema.json` holds it.
#[cfg(feature = "schema")]
pub fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Stored>();
    format!("{:#}\n", schema.as_value())
}
