//! Because: counts and means can be merged as well as counts and sums.

use csv::ByteRecord;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io, str};

#[derive(Clone, Debug)]
pub struct Table {
    pub groups: Vec<Group>,
    pub broken: Vec<Broken>,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
    pub y_mean: f64,
}

#[derive(Clone, Debug)]
pub struct Broken {
    pub file: String,
    pub error: String,
}

#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
    y: f64,
}

type Groups = FxHashMap<Box<[u8]>, Sums>;

pub fn group_means(folder: &Path) -> io::Result<Table> {
    let paths = csv_files(folder)?;
    // One file a task: the files differ in size.
    let files: Vec<Result<Groups, String>> =
        paths.par_iter().with_max_len(1).map(|path| sums_of(path)).collect();

    // A `BTreeMap` hands its entries back in the order of their names.
    let mut groups: BTreeMap<Box<[u8]>, Sums> = BTreeMap::new();
    let mut broken = Vec::new();
    for (path, file) in paths.iter().zip(files) {
        match file {
            Ok(sums) => sums.into_iter().for_each(|(name, sums)| {
                groups.entry(name).or_default().merge(&sums);
            }),
            Err(error) => broken.push(Broken { file: file_name(path), error }),
        }
    }
    let groups = groups.into_iter().map(|(name, sums)| sums.finish(&name)).collect();
    Ok(Table { groups, broken })
}

fn csv_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn sums_of(path: &Path) -> Result<Groups, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
    let header = reader.byte_headers().map_err(|error| error.to_string())?;
    let column = |name: &str| {
        let at = header.iter().position(|field| field == name.as_bytes());
        at.ok_or_else(|| format!("it has no column `{name}`"))
    };
    let (name_at, x_at, y_at) = (column("name")?, column("x")?, column("y")?);

    let mut groups = Groups::default();
    // The same memory for every row.
    let mut record = ByteRecord::new();
    // The reader itself refuses a row that is longer or shorter than the header.
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        let x = match &record[x_at] {
            [] => None,
            digits => Some(number(digits, "x", &record)?),
        };
        let y = number(&record[y_at], "y", &record)?;
        let name = &record[name_at];
        // Only a new name becomes a key of its own, and only then need it be looked at.
        if let Some(sums) = groups.get_mut(name) {
            sums.add(x, y);
        } else {
            str::from_utf8(name).map_err(|_| at_line("the name is no UTF-8", &record))?;
            groups.entry(name.into()).or_default().add(x, y);
        }
    }
    Ok(groups)
}

fn number(digits: &[u8], column: &str, record: &ByteRecord) -> Result<f64, String> {
    let parsed = str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
    parsed.ok_or_else(|| {
        let digits = String::from_utf8_lossy(digits);
        at_line(&format!("`{digits}` in column `{column}` is no number"), record)
    })
}

fn at_line(error: &str, record: &ByteRecord) -> String {
    let line = record.position().map_or(0, csv::Position::line);
    format!("line {line}: {error}")
}

impl Sums {
    fn add(&mut self, x: Option<f64>, y: f64) {
        self.rows += 1;
        self.y += (y - self.y) / self.rows as f64;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += (x - self.x) / self.x_rows as f64;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.x_rows += other.x_rows;
        if self.x_rows > 0 {
            self.x += (other.x - self.x) * (other.x_rows as f64 / self.x_rows as f64);
        }
        self.y += (other.y - self.y) * (other.rows as f64 / self.rows as f64);
    }

    fn finish(&self, name: &[u8]) -> Group {
        Group {
            name: String::from_utf8_lossy(name).into_owned(),
            rows: self.rows,
            x_mean: if self.x_rows > 0 { self.x } else { f64::NAN },
            y_mean: self.y,
        }
    }
}
