//! Baseline and student side by side: `cargo bench -p lanes`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Lanes);
