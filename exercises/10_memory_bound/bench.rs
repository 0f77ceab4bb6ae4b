//! Baseline and student side by side: `cargo bench -p memory_bound`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::MemoryBound);
