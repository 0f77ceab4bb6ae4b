//! Baseline and student side by side: `cargo bench -p image_flip`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ImageFlip);
