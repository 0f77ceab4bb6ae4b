//! Times the candidate on 1, 2, … p threads and on twice as many as that.

use super::session::{Rendezvous, Session, SessionError};
use super::sweep::typical;
use super::{SEED_MASK, calls};
use grader_spec::protocol::Subject;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Rounds over all thread counts.
const ROUNDS: usize = 25;
/// Scaling takes at most about this long; one round is always made.
const TIME: Duration = Duration::from_secs(8);

/// Time against threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// In ascending order of threads; the first has one.
    pub points: Vec<Point>,
    /// Median time of the serial baseline, in seconds.
    pub baseline_s: f64,
    /// How many cores there are.
    pub cores: usize,
}

/// One thread count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Size of the pool.
    pub threads: usize,
    /// Median time of a run that had its cores, in seconds.
    pub seconds: f64,
    /// How many runs had their cores.
    pub clean: usize,
}

/// The thread counts that are looked at.
pub fn thread_counts(cores: usize) -> Vec<usize> {
    (1..=cores).chain([2 * cores]).collect()
}

/// Measures; each candidate is a process with a pool of its own size.
pub fn scaling(
    judge: &mut Session,
    candidates: &mut [(usize, Session)],
    case: usize,
    cores: usize,
) -> Result<Scaling, SessionError> {
    let start = Instant::now();
    let mut rng = StdRng::seed_from_u64(rand::random());
    let mut times: Vec<Vec<(f64, bool)>> = vec![Vec::new(); candidates.len()];
    let mut baselines: Vec<(f64, bool)> = Vec::new();
    let mut calls_each = 1;
    for round in 0..=ROUNDS {
        if round > 1 && start.elapsed() > TIME {
            break;
        }
        let seeds: Vec<u64> = (0..calls_each).map(|_| rng.random::<u64>() & SEED_MASK).collect();
        let inputs = judge.generate(case, None, &seeds)?;
        for (_, candidate) in candidates.iter_mut() {
            candidate.load(&inputs)?;
        }
        let baseline = judge.run(Subject::Baseline, Rendezvous::None)?;
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.shuffle(&mut rng);
        let mut quickest_s = f64::INFINITY;
        for at in order {
            sleep(super::QUIET);
            let (threads, candidate) = &mut candidates[at];
            // More threads than cores never gather, and always wait.
            let fits = *threads <= cores;
            let pool = if fits { Rendezvous::Whole } else { Rendezvous::None };
            let run = candidate.run(Subject::Candidate, pool)?;
            quickest_s = quickest_s.min(run.seconds);
            if round > 0 {
                let clean = !fits || run.had_all_cores();
                times[at].push((run.seconds / calls_each as f64, clean));
            }
        }
        // The first round warms up and sizes the others.
        match round {
            0 => calls_each = calls(quickest_s, inputs.iter().map(Vec::len).sum()),
            _ => baselines.push((baseline.seconds / calls_each as f64, baseline.had_its_core())),
        }
    }
    let points = candidates.iter().zip(&times).map(|((threads, _), times)| {
        let (seconds, clean) = typical(times);
        Point { threads: *threads, seconds, clean }
    });
    Ok(Scaling { points: points.collect(), baseline_s: typical(&baselines).0, cores })
}
