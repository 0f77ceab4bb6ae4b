//! Baseline and student side by side: `cargo bench -p delayed_pipeline`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::DelayedPipeline);
