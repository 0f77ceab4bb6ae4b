//! Baseline and student side by side: `cargo bench -p many_groups`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ManyGroups);
