//! Expect: low_speedup
//! Cause: algorithm
//! Because: the text is cut into parts for all threads, and still all of it is read.

use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::reader::ChunkReader;
use rayon::prelude::*;
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
    let mut reader = csv::Reader::from_path(csv).map_err(|error| error.to_string())?;
    let header = reader.byte_headers().map_err(|error| error.to_string())?;
    let column = |name: &[u8]| header.iter().position(|field| field == name).ok_or("no column");
    let (name_at, x_at) = (column(b"name")?, column(b"x")?);
    let start = reader.position().byte() as usize;
    drop(reader);
    let text = std::fs::read(csv).map_err(|error| error.to_string())?;
    let parts = parts(&text[text.len().min(start)..], 8 * rayon::current_num_threads());
    let partials: Vec<Groups> = parts
        .into_par_iter()
        .map(|part| sums_of(part, name_at, x_at))
        .collect::<Result<_, String>>()?;
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for (name, sums) in partials.into_iter().flatten() {
        groups.entry(name).or_default().merge(&sums);
    }
    Ok(groups.into_iter().map(|(name, sums)| sums.finish(name)).collect())
}

fn parts(mut text: &[u8], count: usize) -> Vec<&[u8]> {
    let length = text.len() / count + 1;
    let mut parts = Vec::new();
    while !text.is_empty() {
        let from = length.min(text.len()) - 1;
        let end = text[from..].iter().position(|&byte| byte == b'\n');
        let (part, rest) = text.split_at(end.map_or(text.len(), |end| from + end + 1));
        parts.push(part);
        text = rest;
    }
    parts
}

fn sums_of(text: &[u8], name_at: usize, x_at: usize) -> Result<Groups, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let mut groups = Groups::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        add(&mut groups, &record[name_at], &record[x_at])?;
    }
    Ok(groups)
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
