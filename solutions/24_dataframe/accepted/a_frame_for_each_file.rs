//! Because: each thread asks the engine for the partial results of its own files, and the merge is done by hand.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev};
use datafusion::prelude::*;
use std::collections::BTreeMap;
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
    let paths = parquet_files(folder)?;
    if paths.is_empty() {
        return Err(DataFusionError::Plan("there is no Parquet file".to_owned()));
    }
    let parts: Vec<Result<Vec<Row>>> = std::thread::scope(|scope| {
        let start = |first: usize| {
            let mine: Vec<String> = paths.iter().skip(first).step_by(threads).cloned().collect();
            scope.spawn(move || groups(mine, above))
        };
        let started: Vec<_> = (0..threads.min(paths.len())).map(start).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Vec<Row>>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        started.into_iter().map(join).collect()
    });
    let mut merged: BTreeMap<String, Row> = BTreeMap::new();
    for part in parts {
        for row in part? {
            match merged.get_mut(&row.name) {
                Some(group) => merge(group, &row),
                None => drop(merged.insert(row.name.clone(), row)),
            }
        }
    }
    let mut rows: Vec<Row> = merged.into_values().collect();
    // The sort is stable: names with the same mean stay sorted by name.
    rows.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean));
    rows.truncate(top);
    Ok(rows)
}

/// The groups of some files, on this thread.
fn groups(paths: Vec<String>, above: f64) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
    let values = vec![
        count(lit(1)).alias("rows"),
        avg(col("x")).alias("x_mean"),
        stddev(col("x")).alias("x_std"),
        max(col("y")).alias("y_max"),
    ];
    runtime.block_on(async {
        let frame = context
            .read_parquet(paths, ParquetReadOptions::default())
            .await?
            .filter(col("y").gt(lit(above)))?
            .aggregate(vec![col("name")], values)?;
        to_rows(&frame.collect().await?)
    })
}

/// Chan, Golub and LeVeque's update.
fn merge(group: &mut Row, other: &Row) {
    let m2 = |row: &Row| row.x_std.map_or(0.0, |std| std * std * (row.rows as f64 - 1.0));
    let (here, there) = (group.rows as f64, other.rows as f64);
    let distance = other.x_mean - group.x_mean;
    let m2 = m2(group) + m2(other) + distance * distance * here * there / (here + there);
    group.rows += other.rows;
    group.x_mean += distance * there / (here + there);
    group.x_std = Some((m2 / (here + there - 1.0)).sqrt());
    group.y_max = group.y_max.max(other.y_max);
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
