//! Baseline and student side by side: `cargo bench -p my_map`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::MyMap);
