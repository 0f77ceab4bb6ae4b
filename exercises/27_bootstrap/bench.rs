//! Baseline and student side by side: `cargo bench -p bootstrap`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Bootstrap);
