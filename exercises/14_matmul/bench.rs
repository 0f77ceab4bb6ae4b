//! Baseline and student side by side: `cargo bench -p matmul`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::MatMul);
