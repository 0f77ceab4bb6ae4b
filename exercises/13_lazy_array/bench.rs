//! Baseline and student side by side: `cargo bench -p lazy_array`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::LazyArrays);
