//! Baseline and student side by side: `cargo bench -p rolling`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Rolling);
