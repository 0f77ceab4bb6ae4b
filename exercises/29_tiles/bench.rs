//! Baseline and student side by side: `cargo bench -p tiles`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Tiles);
