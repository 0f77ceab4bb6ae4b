//! What the timing loop needs of a machine: baseline, candidate and witness, each run once
//! when asked, and a clock.

use crate::rule::{Block, RENDEZVOUS_MAX_S, RUN_DELAY_SHARE, RUN_DELAY_SLACK_S, SERIAL_SHARE};
use std::time::Duration;

/// One run, by the measurer's clocks and by the process's own figures; times in
/// seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Run {
    /// From the first byte of the request, and of its inputs, to the start.
    pub handing_s: f64,
    /// CPU time of the process meanwhile.
    pub handing_cpu_s: f64,
    /// From start to end.
    pub seconds: f64,
    /// From there to the end of the reply.
    pub settling_s: f64,
    /// CPU time of the process from the start to the end of the reply.
    pub cpu_s: f64,
    /// How many threads it was given.
    pub threads: usize,
    /// What the process says of itself.
    pub own: Own,
}

/// What a process says of its own run, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// Wall time by its own clock.
    pub wall_s: f64,
    /// CPU time of the whole process.
    pub cpu_s: f64,
    /// CPU time of the calling thread.
    pub thread_cpu_s: f64,
    /// How long its pool took to gather before the run.
    pub before_s: f64,
    /// The same after the run.
    pub after_s: f64,
    /// How long the pool's threads waited for a core, where the system tells.
    pub run_delay_s: Option<f64>,
    /// CPU time of the pool's threads, where the system tells.
    pub pool_cpu_s: Option<f64>,
    /// How long threads that the candidate started waited for a core; nothing if there
    /// were none, or where the system does not tell.
    pub own_delay_s: Option<f64>,
    /// The most CPU time that one thread used, where the system tells.
    pub longest_cpu_s: Option<f64>,
}

impl Run {
    /// Whether the calling thread had a core to itself.
    pub fn had_its_core(&self) -> bool {
        let Own { wall_s, thread_cpu_s, .. } = self.own;
        (wall_s - thread_cpu_s).max(0.0) <= SERIAL_SHARE * wall_s
    }

    /// Whether a parallel run had every core from start to end.
    pub fn had_all_cores(&self) -> bool {
        let Own { wall_s, cpu_s, run_delay_s, pool_cpu_s, own_delay_s, .. } = self.own;
        let seen = Block {
            candidate_own_s: wall_s,
            candidate_cpu_s: cpu_s,
            run_delay_s,
            pool_cpu_s,
            own_delay_s,
            ..Block::default()
        };
        let waited_s = seen.waited_s(self.threads).unwrap_or_default();
        self.gathered() && waited_s <= RUN_DELAY_SHARE * wall_s + RUN_DELAY_SLACK_S
    }

    /// Whether its threads were all there before it and after it.
    pub fn gathered(&self) -> bool {
        self.own.before_s.max(self.own.after_s) <= RENDEZVOUS_MAX_S
    }
}

/// The candidate's turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// The run.
    pub run: Run,
    /// How long it took to fetch the answers, in seconds.
    pub fetching_s: f64,
    /// CPU time of the candidate's process meanwhile, in seconds.
    pub fetching_cpu_s: f64,
}

/// The three that run, and the clock that they are timed by.
pub trait Sides {
    /// Why a measurement ends early.
    type Error;

    /// Makes inputs of this size, one for each seed, for all turns until it is asked
    /// again. Returns how many bytes they take on the wire.
    fn prepare(&mut self, size: usize, seeds: &[u64]) -> Result<usize, Self::Error>;
    /// The rival's turn. One with a single thread runs on a core that `lot` picks.
    fn rival(&mut self, lot: impl FnOnce() -> usize) -> Result<Run, Self::Error>;
    /// The candidate's turn.
    fn candidate(&mut self) -> Result<Turn, Self::Error>;
    /// The witness: `rounds` rounds of its kernel, in `parts` parts.
    fn witness(&mut self, rounds: u64, parts: usize) -> Result<Run, Self::Error>;
    /// How long it takes to read a number of bytes with all threads, in seconds.
    fn read(&mut self, bytes: usize) -> Result<f64, Self::Error>;
    /// How long the judge takes to be handed the inputs, and to give answers to them back,
    /// in seconds.
    fn example(&mut self) -> Result<(f64, f64), Self::Error>;
    /// Checks the answers of the candidate's last turn. Returns the place of a wrong one,
    /// and what is wrong.
    fn check(&mut self) -> Result<Option<(usize, Self::Error)>, Self::Error>;
    /// CPU time that the candidate's process has used so far.
    fn candidate_cpu(&self) -> Duration;
    /// Stops the student's code until its turn.
    fn hold(&self);
    /// The time since the beginning.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn wait(&mut self, time: Duration);
}
