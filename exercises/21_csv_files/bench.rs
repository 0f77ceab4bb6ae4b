//! Baseline and student side by side: `cargo bench -p csv_files`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::CsvFiles);
