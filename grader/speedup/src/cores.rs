//! How many cores of a machine are timed on, which of them, and why the others are not.
//! Figures in, a choice out: the caller knows the machine, a real one or a simulated one.

use serde::{Deserialize, Serialize};

/// Up to this many cores, all are used.
const ALL_UP_TO: usize = 4;
/// A candidate is timed with no more threads than this. What a program does alone, and what
/// each thread costs, are shares of its time that grow with the threads: with 16 a sound
/// program misses goals that it reaches with 8.
pub const THREADS_MAX: usize = 8;
/// With fewer cores than this there is nothing to be parallel on.
const PARALLEL_FROM: usize = 2;
/// A core with less than this share of the fastest one's speed is a slower kind. Cores of
/// one kind differ by some percent, where a few may be clocked higher.
const SAME_SPEED: f64 = 0.9;

/// What the system calls a processor: a core, or one of the threads that share a core.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Processor {
    /// The system's number for it.
    pub number: usize,
    /// The lowest number among those that share its core.
    pub core: usize,
    /// Its speed, in any unit; all have the same where the system does not tell.
    pub speed: f64,
}

/// What a program may use of a machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cores {
    /// How many processors the machine has.
    pub on_machine: usize,
    /// The processors that the program may run on.
    pub allowed: Vec<Processor>,
    /// CPUs' worth of time that it may use.
    pub quota: Option<f64>,
}

/// Some processors that are not timed on, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// How many they are.
    pub cores: usize,
    /// The reason why they are left out.
    pub because: Because,
}

/// Why processors are not timed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The program is bound to others.
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

/// What is timed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// How many threads a candidate has, each with a core of its own.
    pub threads: usize,
    /// The numbers of the processors to choose these cores from.
    pub eligible: Vec<usize>,
    /// All others, in the order in which they were left out.
    pub left_out: Vec<LeftOut>,
}

impl Cores {
    /// Cores that are alike, and nothing that limits their use.
    pub fn alike(count: usize) -> Self {
        let alone = |number| Processor { number, core: number, speed: 1.0 };
        Self { on_machine: count, allowed: (0..count).map(alone).collect(), quota: None }
    }

    /// How many the program may use at once, shared or slower ones too.
    pub fn usable(&self) -> usize {
        self.allowed.len().min(self.whole_quota())
    }

    fn whole_quota(&self) -> usize {
        self.quota.map_or(usize::MAX, |quota| (quota as usize).max(1))
    }

    /// What to time on: whole cores of the fastest kind, where these are two at least. A
    /// core that two threads share, or a slower one, makes equal parts unequal, and how
    /// much is another figure for each program: a goal that follows the witness is then
    /// unfair.
    pub fn choice(&self) -> Choice {
        let mut left_out = Vec::new();
        let mut leave = |before: usize, after: usize, because| {
            if after < before {
                left_out.push(LeftOut { cores: before - after, because });
            }
            after.min(before)
        };
        let allowed = self.allowed.clone();
        let count = leave(self.on_machine.max(allowed.len()), allowed.len(), Because::Affinity);
        let whole = if_enough(whole_cores(&allowed), allowed);
        let count = leave(count, whole.len(), Because::SharedCore);
        let fast = if_enough(fastest(&whole), whole);
        let count = leave(count, fast.len(), Because::Slower);
        let count = leave(count, self.whole_quota(), Because::Quota);
        let spare = usize::from(count > ALL_UP_TO);
        let count = leave(count, count - spare, Because::System);
        let threads = leave(count, THREADS_MAX, Because::Limit);
        let eligible = fast.iter().map(|processor| processor.number).collect();
        Choice { threads, eligible, left_out }
    }
}

impl Choice {
    /// The same with as many threads as were asked for.
    #[must_use]
    pub fn asked(mut self, threads: usize) -> Self {
        if threads < self.threads {
            let cores = self.threads - threads;
            self.left_out.push(LeftOut { cores, because: Because::Asked });
        }
        // What was left out last is taken back first.
        let mut more = threads.saturating_sub(self.threads);
        while let Some(last) = self.left_out.last_mut().filter(|_| more > 0) {
            let back = more.min(last.cores);
            more -= back;
            last.cores -= back;
            if last.cores == 0 {
                self.left_out.pop();
            }
        }
        Self { threads, ..self }
    }
}

/// One processor of each core.
fn whole_cores(allowed: &[Processor]) -> Vec<Processor> {
    let is_first = |at: usize| allowed[..at].iter().all(|other| other.core != allowed[at].core);
    (0..allowed.len()).filter(|&at| is_first(at)).map(|at| allowed[at]).collect()
}

/// The processors of the fastest kind.
fn fastest(processors: &[Processor]) -> Vec<Processor> {
    let most = processors.iter().map(|processor| processor.speed).fold(0.0, f64::max);
    let is_fast = |processor: &&Processor| processor.speed >= SAME_SPEED * most;
    processors.iter().filter(is_fast).copied().collect()
}

fn if_enough(some: Vec<Processor>, all: Vec<Processor>) -> Vec<Processor> {
    if some.len() >= PARALLEL_FROM { some } else { all }
}

#[cfg(test)]
#[path = "cores_tests.rs"]
mod tests;
