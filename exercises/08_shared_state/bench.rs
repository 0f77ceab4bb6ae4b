//! Baseline and student side by side: `cargo bench -p shared_state`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::SharedState);
