//! Baseline and student side by side: `cargo bench -p timeit`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::Timeit);
