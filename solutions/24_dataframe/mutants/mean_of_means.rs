//! Expect: wrong_answer
//! Because: each file gives a mean of its own, and all files count alike, however many rows they have.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev, sum};
use datafusion::prelude::*;
use std::path::Path;

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
    pub x_std: Option<f64>,
    pub y_max: f64,
}

pub fn top_names(folder: &Path, above: f64, top: usize, threads: usize) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(threads)
        .build()?;
    let config =
        SessionConfig::new().with_target_partitions(threads).with_repartition_file_min_size(65_536);
    let values = vec![
        count(lit(1)).alias("rows"),
        avg(col("x")).alias("x_mean"),
        stddev(col("x")).alias("x_std"),
        max(col("y")).alias("y_max"),
    ];
    runtime.block_on(async {
        let context = SessionContext::new_with_config(config);
        let mut parts: Option<DataFrame> = None;
        for path in parquet_files(folder)? {
            let part = context
                .read_parquet(path, ParquetReadOptions::default())
                .await?
                .filter(col("y").gt(lit(above)))?
                .aggregate(vec![col("name")], values.clone())?;
            parts = Some(match parts {
                Some(parts) => parts.union(part)?,
                None => part,
            });
        }
        let parts = parts.ok_or_else(|| DataFusionError::Plan("no file".to_owned()))?;
        let merged = vec![
            sum(col("rows")).alias("rows"),
            avg(col("x_mean")).alias("x_mean"),
            avg(col("x_std")).alias("x_std"),
            max(col("y_max")).alias("y_max"),
        ];
        let frame = parts
            .aggregate(vec![col("name")], merged)?
            .sort(vec![col("x_mean").sort(false, false), col("name").sort(true, false)])?
            .limit(0, Some(top))?;
        to_rows(&frame.collect().await?)
    })
}

fn parquet_files(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<_> = entries.collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "parquet"));
    paths.sort();
    Ok(paths.iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

fn to_rows(batches: &[RecordBatch]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for batch in batches {
        let names = cast(batch.column(0), &DataType::Utf8)?;
        let counts = cast(batch.column(1), &DataType::UInt64)?;
        let means = cast(batch.column(2), &DataType::Float64)?;
        let stds = cast(batch.column(3), &DataType::Float64)?;
        let maxima = cast(batch.column(4), &DataType::Float64)?;
        let stds = stds.as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            rows.push(Row {
                name: names.as_string::<i32>().value(row).to_owned(),
                rows: counts.as_primitive::<UInt64Type>().value(row),
                x_mean: means.as_primitive::<Float64Type>().value(row),
                x_std: stds.is_valid(row).then(|| stds.value(row)),
                y_max: maxima.as_primitive::<Float64Type>().value(row),
            });
        }
    }
    Ok(rows)
}
