//! Baseline and student side by side: `cargo bench -p groupby`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::GroupBy);
