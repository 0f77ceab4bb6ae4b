//! Expect: low_speedup
//! Cause: overhead
//! Because: each step is whole before the next begins, so the first one has to read every column.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev};
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
        let frame = context
            .read_parquet(folder.to_string_lossy().into_owned(), ParquetReadOptions::default())
            .await?;
        let frame = frame.cache().await?;
        let frame = frame.filter(col("y").gt(lit(above)))?.cache().await?;
        let frame = frame.aggregate(vec![col("name")], values)?.cache().await?;
        let frame = frame
            .sort(vec![col("x_mean").sort(false, false), col("name").sort(true, false)])?
            .limit(0, Some(top))?;
        to_rows(&frame.collect().await?)
    })
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
