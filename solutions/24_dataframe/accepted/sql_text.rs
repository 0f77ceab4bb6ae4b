//! Because: the same plan comes of a sentence in SQL, and a runtime as tokio makes it by itself.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::Result;
use datafusion::prelude::*;
use std::path::Path;
use tokio::runtime::Runtime;

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
    pub x_std: Option<f64>,
    pub y_max: f64,
}

pub fn top_names(folder: &Path, above: f64, top: usize, threads: usize) -> Result<Vec<Row>> {
    let config =
        SessionConfig::new().with_target_partitions(threads).with_collect_statistics(false);
    Runtime::new()?.block_on(async {
        let context = SessionContext::new_with_config(config);
        let options = ParquetReadOptions::default();
        context.register_parquet("table", folder.to_string_lossy(), options).await?;
        let query = format!(
            "SELECT name, count(*) AS rows, avg(x) AS x_mean, stddev(x) AS x_std, max(y) AS y_max \
             FROM \"table\" WHERE y > CAST({above:?} AS DOUBLE) GROUP BY name \
             ORDER BY x_mean DESC, name LIMIT {top}"
        );
        to_rows(&context.sql(&query).await?.collect().await?)
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
