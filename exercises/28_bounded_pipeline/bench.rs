//! Baseline and student side by side: `cargo bench -p bounded_pipeline`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::BoundedPipeline);
