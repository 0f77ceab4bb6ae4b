//! Baseline and student side by side: `cargo bench -p parquet_columns`.

#[path = "spec.rs"]
mod spec;

grader_spec::bench!(spec::ParquetColumns);
