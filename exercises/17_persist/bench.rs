//! Baseline and student side by side: `cargo bench -p persist`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Persist);
