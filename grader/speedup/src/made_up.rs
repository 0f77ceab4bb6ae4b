//! Made-up evidence for tests, of this crate and of those that use it: no clock, no
//! process.

use crate::{Against, Block, Goal, Setup, Timing};

/// A clean block of a 5 ms baseline at this speedup.
pub fn clean(speedup: f64) -> Block {
    let baseline_s = 5e-3;
    let candidate_s = baseline_s / speedup;
    Block {
        baseline_s,
        candidate_s,
        witness_s: baseline_s / 1.96,
        baseline_own_s: baseline_s,
        baseline_cpu_s: baseline_s,
        candidate_own_s: candidate_s,
        candidate_cpu_s: 1.95 * candidate_s,
        gathered_before_s: 20e-6,
        gathered_after_s: 20e-6,
        run_delay_s: Some(10e-6),
        pool_cpu_s: Some(1.9 * candidate_s),
        ..Block::default()
    }
}

/// Samples with an efficiency goal: 1.6x on two cores.
pub fn timing(blocks: Vec<Block>) -> Timing {
    Timing {
        goal: Goal::Efficiency { share: 0.8, parallelism: None },
        against: Against::Baseline,
        threads: 2,
        calls: 1,
        setup: Setup { capacity: Some(2.0), baseline_per_witness: 1.0, ..Setup::default() },
        blocks,
        out_of_time: false,
        seconds: 0.2,
    }
}
