//! Because: who knows which columns are needed reads no other, and groups batch after batch.

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::error::{DataFusionError, Result};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
    pub x_std: Option<f64>,
    pub y_max: f64,
}

pub fn top_names(folder: &Path, above: f64, top: usize, _threads: usize) -> Result<Vec<Row>> {
    let paths = parquet_files(folder)?;
    if paths.is_empty() {
        return Err(DataFusionError::Plan("there is no Parquet file".to_owned()));
    }
    let parts = paths.iter().map(|path| groups(path, above));
    let mut merged: BTreeMap<String, Aggregate> = BTreeMap::new();
    for part in parts {
        for (name, group) in part? {
            merged.entry(name).or_default().merge(&group);
        }
    }
    let mut rows: Vec<Row> = merged.iter().map(|(name, group)| group.finish(name)).collect();
    // The sort is stable: names with the same mean stay sorted by name.
    rows.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean));
    rows.truncate(top);
    Ok(rows)
}

/// The groups of one file: three columns, batch after batch.
fn groups(path: &str, above: f64) -> Result<BTreeMap<String, Aggregate>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    let needed = ["name", "x", "y"];
    // A file without rows has columns, too.
    needed.iter().try_for_each(|name| builder.schema().index_of(name).map(drop))?;
    let columns = ProjectionMask::columns(builder.parquet_schema(), needed);
    let mut groups: BTreeMap<String, Aggregate> = BTreeMap::new();
    for batch in builder.with_projection(columns).with_batch_size(8_192).build()? {
        let batch = batch?;
        let names = column(&batch, "name")?.as_string::<i32>();
        let x = column(&batch, "x")?.as_primitive::<Float64Type>().values();
        let y = column(&batch, "y")?.as_primitive::<Float64Type>().values();
        let mut found: FxHashMap<&str, Aggregate> = FxHashMap::default();
        for ((name, &x), &y) in names.iter().flatten().zip(x).zip(y) {
            if y > above {
                found.entry(name).or_default().add(x, y);
            }
        }
        for (name, group) in found {
            groups.entry(name.to_owned()).or_default().merge(&group);
        }
    }
    Ok(groups)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    let missing = || DataFusionError::Plan(format!("there is no column `{name}`"));
    batch.column_by_name(name).ok_or_else(missing)
}

fn parquet_files(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<_> = entries.collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "parquet"));
    paths.sort();
    Ok(paths.iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

#[derive(Clone)]
struct Aggregate {
    rows: u64,
    mean: f64,
    m2: f64,
    y_max: f64,
}

impl Default for Aggregate {
    fn default() -> Self {
        Self { rows: 0, mean: 0.0, m2: 0.0, y_max: f64::NEG_INFINITY }
    }
}

impl Aggregate {
    fn add(&mut self, x: f64, y: f64) {
        self.rows += 1;
        let distance = x - self.mean;
        self.mean += distance / self.rows as f64;
        self.m2 += distance * (x - self.mean);
        self.y_max = self.y_max.max(y);
    }

    fn merge(&mut self, other: &Self) {
        let (here, there) = (self.rows as f64, other.rows as f64);
        let distance = other.mean - self.mean;
        self.rows += other.rows;
        self.m2 += other.m2 + distance * distance * (here * there / (here + there));
        self.mean += distance * (there / (here + there));
        self.y_max = self.y_max.max(other.y_max);
    }

    fn finish(&self, name: &str) -> Row {
        let std = (self.m2 / (self.rows as f64 - 1.0)).sqrt();
        Row {
            name: name.to_owned(),
            rows: self.rows,
            x_mean: self.mean,
            x_std: (self.rows > 1).then_some(std),
            y_max: self.y_max,
        }
    }
}
