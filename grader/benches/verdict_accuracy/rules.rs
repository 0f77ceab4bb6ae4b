//! The rules that are compared, as pure functions of recorded blocks.

use grader::verdict::{Block, Decision, Timing, Unclear, cannot_reach, decide};
use grader_spec::Rng;
use rand::{RngExt, SeedableRng};
use speedup::stats;

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The goal is met.
    Pass,
    /// It is not.
    Fail,
    /// Neither is sure.
    Inconclusive,
}

/// An answer and what it took.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// What the rule says.
    pub answer: Answer,
    /// How many pairs it went by.
    pub pairs: usize,
    /// When its last block was over, in seconds since measuring began. That
    /// includes the set-up, which only the grader's rule needs.
    pub seconds: f64,
    /// Why the grader's rule cannot tell.
    pub unclear: Option<Unclear>,
}

/// A common way to judge a speedup: it looks at so many blocks and at nothing
/// but the two times in each.
struct Peer {
    name: &'static str,
    blocks: usize,
    answer: fn(&[Block], goal: f64) -> Answer,
}

const PEERS: [Peer; 4] = [
    Peer { name: "min of 5", blocks: 5, answer: ratio_of_minima },
    Peer { name: "ratio of means, 10", blocks: 10, answer: ratio_of_means },
    Peer { name: "one shot", blocks: 1, answer: ratio_of_means },
    Peer { name: "bootstrap CI, 30", blocks: 30, answer: bootstrap },
];
/// The most blocks that a peer looks at.
pub const PEER_BLOCKS_MAX: usize = 30;

/// The rules' names; the grader's comes first, then the same where a busy machine may
/// reject a candidate by its CPU times. A grading asks the solution's CPU times, too,
/// before it does: here it has to do without.
pub fn names() -> Vec<&'static str> {
    ["grade", "grade, CPU times"].into_iter().chain(PEERS.iter().map(|peer| peer.name)).collect()
}

/// What every rule says of these samples, in the order of their names.
pub fn judge(timing: &Timing) -> Vec<Judgement> {
    let goal = timing.goal_speedup().unwrap_or_default();
    let peers = PEERS.iter().map(|peer| by_peer(peer, timing, goal));
    let by_grade = by_grade(timing);
    [by_grade, by_cpu_times(by_grade, timing)].into_iter().chain(peers).collect()
}

/// What the grader's rule leaves open on a busy machine, by the candidate's longest
/// thread.
fn by_cpu_times(left: Judgement, timing: &Timing) -> Judgement {
    match left.unclear {
        Some(Unclear::Contended) if cannot_reach(timing) => {
            Judgement { answer: Answer::Fail, unclear: None, ..left }
        }
        _ => left,
    }
}

/// The grader's rule, looked at after every block: the first prefix that it
/// decides on. More was measured only for the peers.
fn by_grade(timing: &Timing) -> Judgement {
    let cut = |blocks: usize| Timing {
        blocks: timing.blocks[..blocks].to_vec(),
        out_of_time: false,
        ..timing.clone()
    };
    let seen = (0..=timing.blocks.len())
        .map(cut)
        .find(|seen| decide(seen) != Decision::More)
        .unwrap_or_else(|| timing.clone());
    let decision = decide(&seen);
    // Without a capacity the rule gives up before the first block.
    let last = seen.blocks.last().or(timing.blocks.first());
    Judgement {
        answer: match decision {
            Decision::Met => Answer::Pass,
            Decision::NotMet | Decision::Unstable => Answer::Fail,
            Decision::Unclear(_) | Decision::More => Answer::Inconclusive,
        },
        pairs: seen.counted().len(),
        seconds: last.map_or(timing.seconds, |block| block.at_s),
        unclear: match decision {
            Decision::Unclear(unclear) => Some(unclear),
            _ => None,
        },
    }
}

fn by_peer(peer: &Peer, timing: &Timing, goal: f64) -> Judgement {
    let blocks = timing.blocks.get(..peer.blocks);
    Judgement {
        answer: blocks.map_or(Answer::Inconclusive, |blocks| (peer.answer)(blocks, goal)),
        pairs: peer.blocks.min(timing.blocks.len()),
        seconds: blocks.and_then(<[_]>::last).map_or(timing.seconds, |block| block.at_s),
        unclear: None,
    }
}

/// Both times of each block.
fn times(blocks: &[Block]) -> (Vec<f64>, Vec<f64>) {
    blocks.iter().map(|block| (block.baseline_s, block.candidate_s)).unzip()
}

/// A ratio that reaches the goal passes.
fn judged(ratio: Option<f64>, goal: f64) -> Answer {
    if ratio.is_some_and(|ratio| ratio >= goal) { Answer::Pass } else { Answer::Fail }
}

fn ratio_of_minima(blocks: &[Block], goal: f64) -> Answer {
    let (baseline, candidate) = times(blocks);
    let best = stats::minimum(baseline).zip(stats::minimum(candidate));
    judged(best.map(|(baseline, candidate)| baseline / candidate), goal)
}

fn ratio_of_means(blocks: &[Block], goal: f64) -> Answer {
    let (baseline, candidate) = times(blocks);
    // As many of each, so the sums do.
    judged(Some(baseline.iter().sum::<f64>() / candidate.iter().sum::<f64>()), goal)
}

/// Resamples of the bootstrap. Criterion's default is 100 000; the interval's
/// ends are the same to three digits, and a thousand verdicts are judged in
/// seconds.
const RESAMPLES: usize = 10_000;
/// Confidence level of the interval, as criterion's default.
const CONFIDENCE: f64 = 0.95;

/// The percentile interval of the ratio of means, as criterion makes it for two
/// benchmarks: the two samples are resampled without regard to their pairs.
fn bootstrap(blocks: &[Block], goal: f64) -> Answer {
    let (baseline, candidate) = times(blocks);
    // One seed, so that samples judged again give the same answer.
    let mut rng = Rng::seed_from_u64(1);
    let mut resampled = |sample: &[f64]| -> f64 {
        sample.iter().map(|_| sample[rng.random_range(0..sample.len())]).sum()
    };
    let ratio = |_| resampled(&baseline) / resampled(&candidate);
    let ratios = stats::sorted(&(0..RESAMPLES).map(ratio).collect::<Vec<_>>());
    let tail = ((1.0 - CONFIDENCE) / 2.0 * RESAMPLES as f64).round() as usize;
    let (low, high) = (ratios[tail], ratios[RESAMPLES - 1 - tail]);
    match () {
        () if low >= goal => Answer::Pass,
        () if high < goal => Answer::Fail,
        () => Answer::Inconclusive,
    }
}
