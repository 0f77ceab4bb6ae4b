//! Baseline and student side by side: `cargo bench -p close_pairs`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ClosePairs);
