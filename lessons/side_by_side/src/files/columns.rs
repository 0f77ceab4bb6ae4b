//! Reads the columns that a workload needs from a Parquet file, and no others.

use super::{Failure, Groups, Rows};
use arrow::array::{Array, AsArray, DictionaryArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Rows of a batch: its columns stay in the nearest caches.
const BATCH_ROWS: usize = 8_192;

/// The groups of one file.
pub fn groups(path: &Path, rows: Rows) -> Result<Groups, Failure> {
    let file = File::open(path)?;
    let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let options = ArrowReaderOptions::new().with_schema(names_as_numbers(plain.schema()));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), options)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let columns: &[&str] = match rows {
        Rows::All => &["name", "x"],
        Rows::PositiveY => &["name", "x", "y"],
    };
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let mut groups = Groups::default();
    for batch in builder.with_projection(mask).with_batch_size(BATCH_ROWS).build()? {
        add_batch(&batch?, rows, &mut groups).ok_or("the columns have other types")?;
    }
    Ok(groups)
}

/// The file stores each name once, and a number for each row. With this schema the reader
/// hands out the numbers, and no name is copied.
fn names_as_numbers(schema: &SchemaRef) -> SchemaRef {
    let numbers = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let field = |field: &Arc<Field>| match field.name().as_str() {
        "name" => Arc::new(field.as_ref().clone().with_data_type(numbers.clone())),
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

/// Adds up by number, and turns to the names at the end of the batch.
fn add_batch(batch: &RecordBatch, rows: Rows, groups: &mut Groups) -> Option<()> {
    let names: &DictionaryArray<Int32Type> = batch.column_by_name("name")?.as_dictionary_opt()?;
    let words: &StringArray = names.values().as_string_opt()?;
    let x = batch.column_by_name("x")?.as_primitive_opt::<Float64Type>()?.values();
    let mut sums = vec![(0.0, 0); words.len()];
    let mut add = |(&key, &x): (&i32, &f64)| {
        let (sum, count) = &mut sums[key as usize];
        *sum += x;
        *count += 1;
    };
    let pairs = names.keys().values().iter().zip(x);
    match rows {
        Rows::All => pairs.for_each(&mut add),
        Rows::PositiveY => {
            let y = batch.column_by_name("y")?.as_primitive_opt::<Float64Type>()?.values();
            pairs.zip(y).filter(|(_, y)| **y > 0.0).for_each(|(pair, _)| add(pair));
        }
    }
    for (word, (sum, count)) in words.iter().flatten().zip(sums) {
        groups.add(word.as_bytes(), sum, count);
    }
    Some(())
}
