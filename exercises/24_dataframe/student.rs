//! Dataframe: filter, group, aggregate, sort, head. Lazily, over a folder of Parquet
//! files, with an engine that does it on all cores.
//!
//! Read `lessons/src/24_dataframe.md`, fill in the function below, then type
//! `cargo grade dataframe`.
//!
//! Stuck? Type `cargo grade hint dataframe`.
//!
//! Two libraries are at hand: `datafusion`, the engine, and `tokio`, which runs its
//! tasks. Arrow's arrays are in `datafusion::arrow`. The first build of the engine takes
//! many minutes; it is done once.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::Result;
use std::path::Path;

/// One line of the answer: what is known of one name. Only rows with a large enough `y`
/// count.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name that the rows share.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
    /// The mean of `x`.
    pub x_mean: f64,
    /// The sample standard deviation of `x`; none for a single row.
    pub x_std: Option<f64>,
    /// The largest `y`.
    pub y_max: f64,
}

/// The `top` names with the largest mean of `x`, among the rows with `y > above`.
///
/// The table is all files in `folder` whose names end in `.parquet`, one after the other.
/// Each has the columns `timestamp`, `id`, `name`, `x` and `y`, and some more that are not
/// asked for. No value is missing. The largest mean comes first. Names with the same mean
/// are sorted by name. There may be fewer than `top`.
///
/// Use `threads` threads.
///
/// # Errors
/// If a file is broken, since a mean over some of the files is a wrong answer; if there is
/// no file; if the files do not have the columns that are needed.
pub fn top_names(folder: &Path, above: f64, top: usize, threads: usize) -> Result<Vec<Row>> {
    todo!("the top {top} names with y > {above} in {folder:?}, on {threads} threads")
}

/// Makes rows of what the engine gives back: five columns, in the order of `Row`'s fields.
/// It is here for you to use.
///
/// # Errors
/// If there are fewer columns, or columns of other types.
pub fn to_rows(batches: &[RecordBatch]) -> Result<Vec<Row>> {
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

// Your own tests: `cargo test --release -p dataframe`.
#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{ArrayRef, Float64Array, StringArray};
    use datafusion::parquet::arrow::ArrowWriter;
    use std::fs::{self, File};
    use std::sync::Arc;

    fn write(path: &Path, names: &[&str], x: &[f64], y: &[f64]) {
        let columns: [(&str, ArrayRef); 3] = [
            ("name", Arc::new(StringArray::from(names.to_vec()))),
            ("x", Arc::new(Float64Array::from(x.to_vec()))),
            ("y", Arc::new(Float64Array::from(y.to_vec()))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = File::create(path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn two_files() {
        let folder = std::env::temp_dir().join(format!("frame_{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        write(&folder.join("1.parquet"), &["Bob", "Alice"], &[2.0, 1.0], &[0.5, 0.5]);
        write(&folder.join("2.parquet"), &["Bob", "Edith"], &[4.0, 9.0], &[0.7, -0.5]);

        let rows = top_names(&folder, 0.0, 2, 2);
        fs::remove_dir_all(&folder).unwrap();

        let row = |name: &str, rows, x_mean, x_std, y_max| Row {
            name: name.to_owned(),
            rows,
            x_mean,
            x_std,
            y_max,
        };
        let expected =
            [row("Bob", 2, 3.0, Some(2_f64.sqrt()), 0.7), row("Alice", 1, 1.0, None, 0.5)];
        assert_eq!(rows.unwrap(), expected);
    }
}
