//! Baseline and student side by side: `cargo bench -p send_sync`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::SendSync);
