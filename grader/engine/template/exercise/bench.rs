//! Baseline and student side by side: `cargo bench -p new_exercise`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::NewExercise);
