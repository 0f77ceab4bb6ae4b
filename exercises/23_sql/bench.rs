//! Baseline and student side by side: `cargo bench -p sql`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Sql);
