//! A plan of five steps, which runs at one place: `collect`.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev};
use datafusion::prelude::*;
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

/// Files of this size and more are cut into pieces, so that each thread gets as much. The
/// engine's own limit is 10 MiB: it would leave our files whole.
const PIECE_BYTES: usize = 64 * 1024;

/// # Errors
/// If a file is broken, if there is no file, or if the files lack a column that is needed.
pub fn top_names(folder: &Path, above: f64, top: usize, threads: usize) -> Result<Vec<Row>> {
    // As many threads as we were given: the engine would ask the machine how many cores it
    // has, and tokio allows 512 threads that wait for files.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(threads)
        .build()?;
    let config = SessionConfig::new()
        .with_target_partitions(threads)
        .with_repartition_file_min_size(PIECE_BYTES);
    let folder = folder.to_string_lossy().into_owned();
    let question = async move {
        let frame = plan(&SessionContext::new_with_config(config), folder, above, top).await?;
        to_rows(&frame.collect().await?)
    };
    // Some broken files make the engine panic. In a task of its own that becomes an error.
    let answer = runtime.block_on(runtime.spawn(question));
    answer.map_err(|panic| DataFusionError::ExecutionJoin(Box::new(panic)))?
}

/// Describes the work, and reads nothing but the files' ends: there stand the names and
/// types of the columns.
async fn plan(
    context: &SessionContext,
    folder: String,
    above: f64,
    top: usize,
) -> Result<DataFrame> {
    let (name, x, y) = (col("name"), col("x"), col("y"));
    let values = vec![
        count(lit(1)).alias("rows"),
        avg(x.clone()).alias("x_mean"),
        stddev(x).alias("x_std"),
        max(y.clone()).alias("y_max"),
    ];
    context
        .read_parquet(folder, ParquetReadOptions::default())
        .await?
        .filter(y.gt(lit(above)))?
        .aggregate(vec![name.clone()], values)?
        .sort(vec![col("x_mean").sort(false, false), name.sort(true, false)])?
        .limit(0, Some(top))
}

/// Makes rows of what the engine gives back: five columns, in the order of `Row`'s fields.
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
