//! Baseline and student side by side: `cargo bench -p recurrence`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Recurrence);
