//! Parquet columns: take two columns of many out of a Parquet file, group by one and take
//! the mean of the other, on all cores.
//!
//! Read `lessons/src/22_parquet_columns.md`, fill in the function below, then type
//! `cargo grade parquet_columns`.
//!
//! Stuck? Type `cargo grade hint parquet_columns`.
//!
//! Five libraries are at hand: `parquet` and `arrow`, which read Parquet into columns,
//! `csv`, `rayon` for the threads and `rustc_hash`, whose `FxHashMap` is the standard
//! `HashMap` with a faster hash.

use parquet::file::reader::ChunkReader;
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

/// Groups the rows of a table by the column `name` and takes the mean of the column `x`.
/// The groups are sorted by name. A table without a row has none.
///
/// The table is there twice. `parquet` is a Parquet file, which any part of can be read:
/// the libraries take it for a file. It counts the bytes that are read, and you should
/// read no column but the two. A clone reads the same file. `csv` is the path of the same
/// rows as CSV, to compare with: a null is an empty field there, and no field is quoted.
///
/// The columns are in any order. `name` is text (`Utf8`) without nulls, `x` are floats
/// (`Float64`) with or without nulls. There may be many row groups, or none.
///
/// # Errors
/// One sentence, if `parquet` cannot be read: it is no Parquet file or only a part of one,
/// one of the two columns is missing, or a column is of another type.
pub fn group_means<R>(csv: &Path, parquet: &R) -> Result<Vec<Group>, String>
where
    R: ChunkReader + Clone + 'static,
{
    todo!("read {} bytes, or rather a part; {} has the same", parquet.len(), csv.display())
}

// Your own tests: `cargo test -p parquet_columns`.
#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
    use bytes::Bytes;
    use parquet::arrow::ArrowWriter;
    use std::sync::Arc;

    #[test]
    fn two_names() {
        let columns: [(&str, ArrayRef); 3] = [
            ("id", Arc::new(Int32Array::from(vec![1, 2, 3]))),
            ("name", Arc::new(StringArray::from(vec!["Bob", "Ann", "Bob"]))),
            ("x", Arc::new(Float64Array::from(vec![Some(1.0), None, Some(3.0)]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut file = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();

        let csv = std::env::temp_dir().join(format!("columns_{}.csv", std::process::id()));
        std::fs::write(&csv, "id,name,x\n1,Bob,1\n2,Ann,\n3,Bob,3\n").unwrap();
        let groups = group_means(&csv, &Bytes::from(file));
        std::fs::remove_file(&csv).unwrap();

        let groups = groups.unwrap();
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].name.as_str(), groups[0].rows), ("Ann", 1));
        assert!(groups[0].x_mean.is_nan());
        assert_eq!((groups[1].name.as_str(), groups[1].rows), ("Bob", 2));
        assert!((groups[1].x_mean - 2.0).abs() < 1e-12);
        assert!(group_means(&csv, &Bytes::from("name,x\nBob,1\n")).is_err());
    }
}
