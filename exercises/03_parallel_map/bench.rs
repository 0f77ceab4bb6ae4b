//! Baseline and student side by side: `cargo bench -p parallel_map`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ParallelMap);
