//! The timed cases: what was measured, and the figures that follow from it.

use super::{Cause, Profile};
use serde::{Deserialize, Serialize};

/// One timed case. The verdict follows from `attempts`; `figures` and `cause` follow from
/// them and `profile`, and are written for readers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimedCase {
    /// The case's name. Two timed cases may have one name and differ in `against`.
    pub case: String,
    /// The figures of the attempt that decides; null where the candidate was not measured.
    pub figures: Option<Figures>,
    /// Why the candidate is slow; null where that was not looked for, or nothing stands out.
    pub cause: Option<Cause>,
    /// Every series of runs, in the order of measuring.
    pub attempts: Vec<Attempt>,
    /// Where the cores' time went; null where the cause was not looked for.
    pub profile: Option<Profile>,
}

/// The figures that a verdict on speed rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// What the exercise asks for.
    pub goal: Goal,
    /// The speedup to reach on this machine; null where the goal is a share of a capacity
    /// that is not known.
    pub goal_speedup: Option<f64>,
    /// The speedup over the counted pairs; null where they are too few.
    pub speedup: Option<Speedup>,
    /// Pairs that counted: one run of the baseline and one of the candidate each.
    pub pairs: usize,
    /// How many of them were above the goal.
    pub pairs_above: usize,
    /// Blocks that were measured. Each holds one pair.
    pub blocks: usize,
    /// Blocks that did not count, by the reason.
    pub uncounted: Vec<Uncounted>,
    /// Median time of the baseline, in seconds per run.
    pub baseline_s: Option<f64>,
    /// Median time of the candidate, in seconds per run.
    pub candidate_s: Option<f64>,
    /// Median CPU time over wall time of the candidate.
    pub cores_used: Option<f64>,
    /// The speedup relative to the grader's own test loop: a hint, which decides nothing.
    pub looks_like: Option<f64>,
}

/// A speedup: the baseline's time over the candidate's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Speedup {
    /// Median over the counted pairs.
    pub median: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Fastest baseline over fastest candidate.
    pub best: f64,
}

/// Blocks that did not count, by the gate that they failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Uncounted {
    /// The gate.
    pub gate: Gate,
    /// How many blocks failed it.
    pub blocks: usize,
}

/// Why a block does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The baseline did not have a core to itself.
    Serial,
    /// The candidate's process was busy in the baseline's turn.
    Restless,
    /// The candidate's threads could not gather: not all cores were free.
    Rendezvous,
    /// The grader's own test loop did not get all cores.
    Witness,
    /// The candidate's threads waited for a core.
    RunDelay,
    /// The processes' own clocks and the grader's do not agree.
    Clock,
}

/// What an exercise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Goal {
    /// A share of what this machine can do at once.
    Efficiency {
        /// Speedup over capacity, from 0 to 1.
        efficiency: f64,
        /// Work over span. Absent where the task graph does not bound the speedup.
        #[serde(skip_serializing_if = "Option::is_none")]
        parallelism: Option<f64>,
    },
    /// A speedup of more than 1, which takes a better algorithm.
    SpeedupMin {
        /// The speedup.
        speedup_min: f64,
    },
    /// To be no slower than this share of the baseline's speed, from 0 to 1.
    NoSlower {
        /// The share.
        no_slower: f64,
    },
}

/// One series of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attempt {
    /// What it is for.
    pub role: AttemptRole,
    /// Whether it repeats the attempt before it, which others disturbed.
    pub is_retry: bool,
    /// The samples.
    pub timing: Timing,
}

/// What an attempt is for. The last `first` or `second` decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttemptRole {
    /// The candidate, at first.
    First,
    /// The course's solution in the candidate's place.
    Control,
    /// The candidate once more, after it was too slow.
    Second,
    /// The candidate in turn with the solution.
    Beside,
    /// The candidate on one thread, where it is faster than the cores can make it.
    Alone,
}

/// All that was measured in one attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timing {
    /// What is asked for.
    pub goal: Goal,
    /// What the candidate runs against: the program whose times are called the baseline's.
    pub against: Against,
    /// Threads asked for, which is also how many cores must be there.
    pub threads: usize,
    /// Inputs per run: short runs are timed several at a time.
    pub calls: usize,
    /// What was found before the first block.
    pub setup: Setup,
    /// The blocks, in the order of measuring.
    pub blocks: Vec<Block>,
    /// Whether the time for measuring ran out.
    pub out_of_time: bool,
    /// How long the measuring took, in seconds.
    pub seconds: f64,
}

/// What a candidate runs against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The best serial program.
    Baseline,
    /// Itself on one thread: how it scales.
    OneThread,
    /// Itself with the best choice of a sweep in place of its own.
    BestChoice {
        /// The best of the sweep.
        best: usize,
        /// The candidate's choice.
        own: usize,
        /// How many times as long the slowest of the sweep takes as the best.
        spread: Option<f64>,
    },
    /// Itself on half of the input: how its time grows.
    HalfTheSize,
    /// The course's solution, where a candidate is about to be rejected.
    Solution,
}

/// What is measured before the first block.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    /// How many threads' worth of work the machine does at once; null if no run was clean.
    pub capacity: Option<f64>,
    /// The size of the inputs, drawn around the case's own.
    pub size: Option<usize>,
    /// Ratio of the baseline's undisturbed time to that of the grader's serial test loop.
    pub baseline_per_witness: f64,
    /// Time of the grader's serial test loop, where the candidate runs against itself on
    /// all cores.
    pub serial_witness_s: Option<f64>,
    /// How long it takes to hand over the inputs.
    pub handing_s: f64,
    /// How long it takes to fetch the answers.
    pub answering_s: f64,
    /// How long all threads together need to read as much memory as the inputs have; null
    /// where that is too little to tell.
    pub reading_s: Option<f64>,
}

/// One run each of baseline, candidate and witness, the grader's own parallel test loop;
/// times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Block {
    /// The baseline, by the grader's clock.
    pub baseline_s: f64,
    /// The candidate, by the grader's clock.
    pub candidate_s: f64,
    /// The witness, by its own process's clock.
    pub witness_s: f64,
    /// The baseline, by its own process's clock.
    pub baseline_own_s: f64,
    /// CPU time of the baseline's thread. A baseline on several cores has its wall time here
    /// if it had them all, and 0 if not.
    pub baseline_cpu_s: f64,
    /// The candidate, by its own process's clock.
    pub candidate_own_s: f64,
    /// CPU time of the candidate's process during the run.
    pub candidate_cpu_s: f64,
    /// How long the candidate's pool took to gather just before the run.
    pub gathered_before_s: f64,
    /// The same just after it.
    pub gathered_after_s: f64,
    /// How long the threads of the candidate's pool waited for a core; only Linux tells.
    pub run_delay_s: Option<f64>,
    /// CPU time of the candidate's pool; only Linux tells.
    pub pool_cpu_s: Option<f64>,
    /// The most threads of its own that the candidate was seen to have at once; 0 today.
    pub own_threads: usize,
    /// How long threads of its own waited for a core; null if it has none.
    pub own_delay_s: Option<f64>,
    /// The most CPU time that one of its threads used; only Linux tells.
    pub longest_cpu_s: Option<f64>,
    /// CPU time that the candidate's process used outside its turn.
    pub candidate_foreign_cpu_s: f64,
    /// From the first byte of the candidate's input to its start.
    pub candidate_handing_s: f64,
    /// From the candidate's end to the last byte of its answers.
    pub candidate_answering_s: f64,
    /// CPU time of the candidate's process in those two times.
    pub candidate_around_cpu_s: Option<f64>,
    /// CPU time of the candidate's process that the grader saw, from the start of the run on.
    pub candidate_seen_cpu_s: Option<f64>,
    /// How long the grader looked for that.
    pub candidate_seen_s: f64,
    /// When the block was over, since measuring began.
    pub at_s: f64,
}
