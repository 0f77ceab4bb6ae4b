//! Times the candidate with every choice of a sweep, its own among them.

use super::session::{Rendezvous, Session, SessionError};
use super::{SEED_MASK, calls};
use grader_spec::protocol::Subject;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use speedup::stats;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Rounds over all choices.
const ROUNDS: usize = 9;
/// A sweep takes at most about this long; one round is always made.
const TIME: Duration = Duration::from_secs(5);

/// The landscape of time against choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// In ascending order of the choice.
    pub points: Vec<Point>,
    /// The candidate's own choice.
    pub own: usize,
}

/// One choice and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Such as a chunk size.
    pub choice: usize,
    /// Median time of a run that had all cores, in seconds; of all runs, where
    /// none had them.
    pub seconds: f64,
    /// How many runs had all cores.
    pub clean: usize,
}

impl Sweep {
    /// The quickest point.
    pub fn best(&self) -> Option<&Point> {
        self.points.iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds))
    }

    /// How many times as long the slowest point takes as the quickest.
    pub fn spread(&self) -> Option<f64> {
        let slowest = self.points.iter().max_by(|a, b| a.seconds.total_cmp(&b.seconds))?;
        Some(slowest.seconds / self.best()?.seconds)
    }
}

/// Sweeps. Nothing where the exercise has nothing to choose.
pub fn sweep(
    judge: &mut Session,
    candidate: &mut Session,
    case: usize,
    seed: u64,
) -> Result<Option<Sweep>, SessionError> {
    let start = Instant::now();
    let mut rng = StdRng::seed_from_u64(seed);
    let mut turns = StdRng::from_rng(&mut rng);
    let mut load = |judge: &mut Session, candidate: &mut Session, count: usize| {
        let seeds: Vec<u64> = (0..count).map(|_| rng.random::<u64>() & SEED_MASK).collect();
        let inputs = judge.generate(case, None, &seeds)?;
        candidate.load(&inputs)?;
        Ok::<usize, SessionError>(inputs.iter().map(Vec::len).sum())
    };
    let bytes = load(judge, candidate, 1)?;
    // What is tried is for the judge to say: a candidate might leave out the best.
    let mut choices = judge.tried()?;
    if choices.is_empty() {
        return Ok(None);
    }
    let own = candidate.own_choice()?;
    let pilot = candidate.run(Subject::Candidate, Rendezvous::Whole)?;
    let calls = calls(pilot.seconds, bytes);
    choices.push(own);
    choices.sort_unstable();
    choices.dedup();
    let mut times: Vec<Vec<(f64, bool)>> = vec![Vec::new(); choices.len()];
    let mut order: Vec<usize> = (0..choices.len()).collect();
    for round in 0..ROUNDS {
        if round > 0 && start.elapsed() > TIME {
            break;
        }
        load(judge, candidate, calls)?;
        order.shuffle(&mut turns);
        for &at in &order {
            sleep(super::QUIET);
            let run = candidate.run(Subject::Chosen(choices[at]), Rendezvous::Whole)?;
            times[at].push((run.seconds / calls as f64, run.had_all_cores()));
        }
    }
    let point = |(&choice, times): (&usize, &Vec<(f64, bool)>)| {
        let (seconds, clean) = typical(times);
        Point { choice, seconds, clean }
    };
    Ok(Some(Sweep { points: choices.iter().zip(&times).map(point).collect(), own }))
}

/// The median of the clean times, or of all where none is clean; and how many
/// are clean.
pub(super) fn typical(times: &[(f64, bool)]) -> (f64, usize) {
    let clean: Vec<f64> = times.iter().filter(|(_, clean)| *clean).map(|(s, _)| *s).collect();
    let all: Vec<f64> = times.iter().map(|(s, _)| *s).collect();
    let median = stats::median(&clean).or_else(|| stats::median(&all));
    (median.unwrap_or(f64::INFINITY), clean.len())
}
