//! Baseline and student side by side: `cargo bench -p task_overhead`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::TaskOverhead);
