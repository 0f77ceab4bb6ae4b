//! The table as Parquet.

use crate::{Generator, Table};
use arrow::array::{ArrayRef, Float64Array, Int32Array, StringArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::Result;
use parquet::file::properties::{WriterProperties, WriterVersion};
use std::io::Write;
use std::sync::Arc;

/// What the columns beyond those of the table are called: `v0`, `v1` and so on.
pub fn extra_name(number: u32) -> String {
    format!("v{number}")
}

impl Generator {
    /// Writes rows as a Parquet file: the columns of the table, and `extra` more.
    ///
    /// # Errors
    /// What `to` fails with.
    pub fn write_parquet(
        &self,
        rows: std::ops::Range<usize>,
        extra: u32,
        rows_per_group: usize,
        to: impl Write + Send,
    ) -> Result<()> {
        let table = self.rows(rows.start, rows.len());
        let more: Vec<Vec<f64>> =
            (0..extra).map(|number| self.extra(number, rows.start, rows.len())).collect();
        write_parquet(&table, &more, rows_per_group, to)
    }
}

/// Writes the rows and the columns beyond them, `rows_per_group` rows to a row group,
/// packed with Snappy. Times become timestamps in milliseconds, UTC.
///
/// # Errors
/// What `to` fails with, or columns that are not as long as the table.
pub fn write_parquet(
    table: &Table,
    more: &[Vec<f64>],
    rows_per_group: usize,
    to: impl Write + Send,
) -> Result<()> {
    let mut fields = vec![
        Field::new("timestamp", DataType::Timestamp(TimeUnit::Millisecond, None), false),
        Field::new("name", DataType::Utf8, false),
        Field::new("id", DataType::Int32, false),
        Field::new("x", DataType::Float64, false),
        Field::new("y", DataType::Float64, false),
    ];
    let times = table.time_s.iter().map(|second| second * 1000);
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(TimestampMillisecondArray::from_iter_values(times)),
        Arc::new(StringArray::from_iter_values(table.names())),
        Arc::new(Int32Array::from(table.id.clone())),
        Arc::new(Float64Array::from(table.x.clone())),
        Arc::new(Float64Array::from(table.y.clone())),
    ];
    for (number, values) in more.iter().enumerate() {
        fields.push(Field::new(extra_name(number as u32), DataType::Float64, false));
        columns.push(Arc::new(Float64Array::from(values.clone())));
    }
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(rows_per_group.max(1)))
        // By itself, the version of the library.
        .set_created_by("timeseries".to_owned())
        .build();
    let mut writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties))?;
    writer.write(&RecordBatch::try_new(schema, columns)?)?;
    writer.close().map(drop)
}
