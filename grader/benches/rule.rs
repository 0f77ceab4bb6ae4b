//! What the rule costs: it is looked at after every block, between two timed
//! runs, so it has to be quick beside a run of some milliseconds.

use criterion::{Criterion, criterion_group, criterion_main};
use grader::verdict::{Against, Block, Goal, Setup, Timing, decide};
use speedup::stats::evidence;
use std::hint::black_box;

fn timing(blocks: usize) -> Timing {
    let block = |i: usize| Block {
        baseline_s: 5e-3,
        baseline_own_s: 5e-3,
        baseline_cpu_s: 5e-3,
        candidate_s: if i.is_multiple_of(2) { 2.6e-3 } else { 3.4e-3 },
        candidate_own_s: if i.is_multiple_of(2) { 2.6e-3 } else { 3.4e-3 },
        witness_s: 2.5e-3,
        ..Block::default()
    };
    Timing {
        goal: Goal::Efficiency { share: 0.8, parallelism: None },
        against: Against::Baseline,
        threads: 2,
        calls: 1,
        setup: Setup { capacity: Some(2.0), baseline_per_witness: 1.0, ..Setup::default() },
        blocks: (0..blocks).map(block).collect(),
        out_of_time: false,
        seconds: 0.0,
    }
}

fn rule(criterion: &mut Criterion) {
    criterion.bench_function("evidence of 300 pairs", |b| {
        b.iter(|| evidence(black_box(300), black_box(180)));
    });
    for blocks in [10, 300] {
        let timing = timing(blocks);
        criterion.bench_function(&format!("decision after {blocks} blocks"), |b| {
            b.iter(|| decide(black_box(&timing)));
        });
    }
}

criterion_group!(benches, rule);
criterion_main!(benches);
