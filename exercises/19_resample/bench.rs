//! Baseline and student side by side: `cargo bench -p resample`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Resample);
