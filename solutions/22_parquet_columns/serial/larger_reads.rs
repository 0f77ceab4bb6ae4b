//! Because: the loop of the baseline, whose reads take 64 KiB at once.

use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::reader::ChunkReader;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;
use std::str;

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
}

#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
}

type Groups = FxHashMap<String, Sums>;

pub fn group_means<R>(csv: &Path, parquet: &R) -> Result<Vec<Group>, String>
where
    R: ChunkReader + Clone + 'static,
{
    check(parquet)?;
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 16)
        .from_path(csv)
        .map_err(|error| error.to_string())?;
    let header = reader.byte_headers().map_err(|error| error.to_string())?;
    let column = |name: &[u8]| header.iter().position(|field| field == name).ok_or("no column");
    let (name_at, x_at) = (column(b"name")?, column(b"x")?);
    let mut groups = Groups::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        add(&mut groups, &record[name_at], &record[x_at])?;
    }
    let groups: BTreeMap<String, Sums> = groups.into_iter().collect();
    Ok(groups.into_iter().map(|(name, sums)| sums.finish(name)).collect())
}

fn check<R: ChunkReader>(parquet: &R) -> Result<(), String> {
    let metadata = ArrowReaderMetadata::load(parquet, ArrowReaderOptions::new())
        .map_err(|error| error.to_string())?;
    let is = |name: &str, kind: &DataType| {
        metadata.schema().field_with_name(name).is_ok_and(|field| field.data_type() == kind)
    };
    if is("name", &DataType::Utf8) && is("x", &DataType::Float64) {
        Ok(())
    } else {
        Err("a column is missing, or of another type".to_owned())
    }
}

fn add(groups: &mut Groups, name: &[u8], x: &[u8]) -> Result<(), String> {
    let name = str::from_utf8(name).map_err(|error| error.to_string())?;
    let x = match str::from_utf8(x).map_err(|error| error.to_string())? {
        "" => None,
        digits => Some(digits.parse::<f64>().map_err(|error| error.to_string())?),
    };
    if let Some(sums) = groups.get_mut(name) {
        sums.add(x);
    } else {
        groups.entry(name.to_owned()).or_default().add(x);
    }
    Ok(())
}

impl Sums {
    fn add(&mut self, x: Option<f64>) {
        self.rows += 1;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += x;
        }
    }

    fn finish(&self, name: String) -> Group {
        // 0/0 is NaN: all are null.
        Group { name, rows: self.rows, x_mean: self.x / self.x_rows as f64 }
    }
}
