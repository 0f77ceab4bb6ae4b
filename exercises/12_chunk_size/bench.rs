//! The baseline, your choice, and a sweep of chunk sizes:
//! `cargo bench -p chunk_size`.

#[path = "spec.rs"]
mod spec;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use grader_spec::rand::SeedableRng;
use grader_spec::{Exercise, Rng, Role};
use spec::ChunkSize;

/// Multiplied by 4 from each to the next; the last holds all numbers.
const SWEEP: [usize; 10] =
    [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

fn sweep(criterion: &mut Criterion) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let cases = ChunkSize.cases();
    for case in cases.iter().filter(|case| case.role == Role::Timed) {
        let input = ChunkSize.generate(case, &mut Rng::seed_from_u64(1));
        let mut group = criterion.benchmark_group(&case.name);
        group.sample_size(20);
        group.bench_function("baseline", |b| b.iter(|| ChunkSize.baseline(&input)));
        group.bench_function("your choice", |b| {
            b.iter(|| ChunkSize.candidate(&input, threads));
        });
        for size in SWEEP {
            group.bench_function(BenchmarkId::new("chunks of", size), |b| {
                b.iter(|| chunk_size::mean_root_square(input.view(), size));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, sweep);
criterion_main!(benches);
