//! Baseline and student side by side: `cargo bench -p threads_by_hand`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ThreadsByHand);
