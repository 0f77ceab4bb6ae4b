//! Baseline and student side by side: `cargo bench -p dataframe`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Dataframe);
