//! Baseline and student side by side: `cargo bench -p scaling_law`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ScalingLaw);
