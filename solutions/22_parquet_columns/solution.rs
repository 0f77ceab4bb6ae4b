//! The file's end first, then two columns of each row group, row groups side by side.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::reader::ChunkReader;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;

/// All rows that share a name.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name.
    pub name: String,
    /// How many rows have it.
    pub rows: u64,
    /// Mean of `x` over the rows where `x` is not null; NaN if it is null in all.
    pub x_mean: f64,
}

/// What can be added up: counts and sums can, means cannot.
#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
}

type Groups = FxHashMap<String, Sums>;

/// Reads the two columns of each row group as a task of its own, and merges the sums in
/// the order of the row groups: the answer is the same to the last bit at every run.
///
/// # Errors
/// If the file is no whole Parquet file, or has no such columns.
pub fn group_means<R>(_csv: &Path, parquet: &R) -> Result<Vec<Group>, String>
where
    R: ChunkReader + Clone + 'static,
{
    let metadata = ArrowReaderMetadata::load(parquet, ArrowReaderOptions::new())
        .map_err(|error| format!("this is no Parquet file: {error}"))?;
    // A table without a row has no batch where a wrong column would be noticed.
    check_column(&metadata, "name", &DataType::Utf8)?;
    check_column(&metadata, "x", &DataType::Float64)?;
    let row_groups = metadata.metadata().num_row_groups();
    let partials = (0..row_groups).into_par_iter().with_max_len(1);
    let partials: Vec<Groups> =
        partials.map(|number| sums_of(parquet, &metadata, number)).collect::<Result<_, _>>()?;

    // A `BTreeMap` hands its entries back in the order of their names.
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for (name, sums) in partials.into_iter().flatten() {
        groups.entry(name).or_default().merge(&sums);
    }
    Ok(groups.into_iter().map(|(name, sums)| sums.finish(name)).collect())
}

fn check_column(metadata: &ArrowReaderMetadata, name: &str, kind: &DataType) -> Result<(), String> {
    let field = metadata.schema().field_with_name(name);
    let found = field.map_err(|_| format!("there is no column `{name}`"))?.data_type();
    if found == kind {
        Ok(())
    } else {
        Err(format!("the column `{name}` is {found}, and not {kind}"))
    }
}

/// One row group. No other task reads it, and it reads nothing else.
fn sums_of<R>(parquet: &R, metadata: &ArrowReaderMetadata, number: usize) -> Result<Groups, String>
where
    R: ChunkReader + Clone + 'static,
{
    let columns = ProjectionMask::columns(metadata.parquet_schema(), ["name", "x"]);
    let batches =
        ParquetRecordBatchReaderBuilder::new_with_metadata(parquet.clone(), metadata.clone())
            .with_projection(columns)
            .with_row_groups(vec![number])
            .build()
            .map_err(|error| error.to_string())?;
    let mut groups = Groups::default();
    for batch in batches {
        add(&mut groups, &batch.map_err(|error| error.to_string())?)?;
    }
    Ok(groups)
}

/// A thousand rows or so, as two columns.
fn add(groups: &mut Groups, batch: &RecordBatch) -> Result<(), String> {
    let column =
        |name: &str| batch.column_by_name(name).ok_or_else(|| format!("no column `{name}`"));
    let names = column("name")?.as_string_opt::<i32>().ok_or("the column `name` is no text")?;
    let x = column("x")?.as_primitive_opt::<Float64Type>().ok_or("the column `x` has no floats")?;
    for (name, x) in names.iter().zip(x) {
        let name = name.ok_or("a name is null")?;
        // Only a new name becomes a string of its own.
        if let Some(sums) = groups.get_mut(name) {
            sums.add(x);
        } else {
            groups.entry(name.to_owned()).or_default().add(x);
        }
    }
    Ok(())
}

impl Sums {
    /// `None` is a null.
    fn add(&mut self, x: Option<f64>) {
        self.rows += 1;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += x;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.x_rows += other.x_rows;
        self.x += other.x;
    }

    fn finish(&self, name: String) -> Group {
        // 0/0 is NaN: all are null.
        Group { name, rows: self.rows, x_mean: self.x / self.x_rows as f64 }
    }
}
