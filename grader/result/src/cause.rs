//! Why a candidate is slow: what was measured of it in runs of their own.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a candidate is slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// One thread works, the others have nothing to do.
    Serial,
    /// The threads finish at different times.
    Imbalance,
    /// The same job, with more work around it.
    Overhead,
    /// The threads wait for each other.
    Contention,
    /// It sleeps, or waits for something that is no work of a thread.
    Waiting,
    /// The memory gives no more.
    Memory,
    /// Its time grows faster with the input than the baseline's, or is beyond all threads.
    Algorithm,
    /// More threads than cores, in each other's way.
    Oversubscription,
}

/// Where the cores' time went, measured in runs of their own. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// Threads asked for.
    pub threads: usize,
    /// Time of the baseline.
    pub baseline_s: f64,
    /// Time of the candidate.
    pub wall_s: f64,
    /// CPU time of the candidate.
    pub cpu_s: f64,
    /// CPU time of the candidate with one thread, on one core.
    pub cpu_alone_s: f64,
    /// How long that took.
    pub wall_alone_s: Option<f64>,
    /// How long its threads stood ready there without the core, all together. Absent where
    /// the system does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited_alone_s: Option<f64>,
    /// How often it slept, and so on, in that run.
    pub usage_alone: Option<Usage>,
    /// How long its pool's threads stood ready without a core.
    pub waited_s: f64,
    /// How often it slept, and so on, in a run on all threads.
    pub usage: Usage,
    /// Its time on the whole input over its time on half of it: the smaller of the ratios on
    /// all threads and on one.
    pub growth: f64,
    /// The same of the baseline.
    pub baseline_growth: f64,
    /// Bytes of input and answer.
    pub bytes: u64,
    /// What all threads together read from memory here, in bytes per second.
    pub bandwidth: f64,
    /// What its threads did in one run.
    pub trace: Trace,
    /// The speedup that was asked for; null where none was.
    pub goal: Option<f64>,
    /// What the exercise says about causes, in the place of the grader's advice. Absent
    /// where it says nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub advice: BTreeMap<Cause, String>,
    /// What the candidate's source names that the figures cannot tell apart. Absent where
    /// it names nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Named>,
}

/// What the system counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// How often a thread went to sleep: for a lock, a join, or work to come.
    pub switches_voluntary: u64,
    /// How often a thread had to leave its core to another.
    pub switches_involuntary: u64,
    /// Pages of memory that were touched for the first time.
    pub faults: u64,
}

/// What each thread of a process did during one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// When samples were taken, in nanoseconds since the run began.
    pub moments_ns: Vec<u64>,
    /// Every thread that was seen, in the order of appearance.
    pub lanes: Vec<Lane>,
}

/// One thread: a figure for each moment, in nanoseconds since the run began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lane {
    /// `main`, `worker 1` of the pool, or `spawned`: a thread that the candidate started.
    pub name: String,
    /// CPU time so far.
    pub cpu_ns: Vec<u64>,
    /// Time in the run queue without a core so far.
    pub waited_ns: Vec<u64>,
}

/// A call in the candidate's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// What it is a sign of.
    pub sign: Sign,
    /// As it is shown: `lock()`.
    pub word: String,
    /// The line that it stands in, from 1.
    pub line: usize,
}

/// What a call in a source is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// A lock: one thread at a time.
    Lock,
    /// An atomic: one core at a time, for one operation.
    Atomic,
    /// A serial iterator behind a lock, from which all threads take.
    Bridge,
    /// A message to another thread.
    Channel,
    /// A sleep, or a wait with a time-out.
    Nap,
    /// A barrier.
    Step,
    /// A thread that looks again and again.
    Spin,
}
