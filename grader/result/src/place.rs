//! Where a candidate was graded, and what went wrong there.

use serde::{Deserialize, Serialize};

/// The machine that graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Machine {
    /// Cores that the grader may use.
    pub cores: usize,
    /// CPUs' worth of time that its control group may use. Absent where there is no quota.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_quota: Option<f64>,
    /// Threads that candidates are timed with.
    pub threads: usize,
    /// The machine's other processors, and why candidates are not timed on them. Absent
    /// where all are used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The processor's name, or `unknown`.
    pub processor: String,
    /// Operating system and architecture.
    pub system: String,
    /// The compiler.
    pub toolchain: String,
    /// How often verdicts are right here. Absent where nobody has certified that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certified: Option<Certified>,
}

/// Some processors that are not timed on, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// How many they are.
    pub cores: usize,
    /// The reason why they are left out.
    pub because: Because,
}

/// Why processors are not timed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The grader is bound to others.
    Affinity,
    /// They share a core with one that is timed on.
    SharedCore,
    /// They belong to a slower kind of cores.
    Slower,
    /// The quota does not reach so far.
    Quota,
    /// Something is left for the rest of the system.
    System,
    /// No more threads are timed.
    Limit,
    /// Fewer threads were asked for.
    Asked,
}

/// Verdicts on candidates of known speedup, counted on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Certified {
    /// The day, as `2026-11-28`.
    pub date: String,
    /// Verdicts that are as the truth is.
    pub right: usize,
    /// Verdicts that are the opposite.
    pub wrong: usize,
    /// Cases in which the machine could not tell.
    pub undecided: usize,
}

/// How well the candidate was kept apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Isolation {
    /// The tier that was found by attacking.
    pub tier: Tier,
    /// The attacks that succeeded, in words; empty from `strong` on.
    pub open: Vec<String>,
}

/// How well programs are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Processes of their own, limits, a clean environment.
    Basic,
    /// Every attack from inside that the grader tries has failed.
    Strong,
    /// The same, and there is no network to attack.
    Full,
}

/// A failure of the grader, the course or the machine: never a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// What happened, and where.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}
