//! A stream for each file, and partial sums that are merged at the end.

use csv::ByteRecord;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io, str};

/// What the whole folder says.
#[derive(Clone, Debug)]
pub struct Table {
    /// The groups of all files that are sound, sorted by name.
    pub groups: Vec<Group>,
    /// The files that are not sound, sorted by file name.
    pub broken: Vec<Broken>,
}

/// All rows that share a name.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name.
    pub name: String,
    /// How many rows have it.
    pub rows: u64,
    /// Mean of `x` over the rows where `x` is not empty; NaN if it is empty in all.
    pub x_mean: f64,
    /// Mean of `y`.
    pub y_mean: f64,
}

/// A file that cannot be read as a part of the table.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The file's name, without the folder.
    pub file: String,
    /// What is wrong with it.
    pub error: String,
}

/// What can be added up: counts and sums can, means cannot.
#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
    y: f64,
}

/// The sums of one file, or of all, by the name's bytes.
type Groups = FxHashMap<Box<[u8]>, Sums>;

/// Reads the files side by side. At any moment a thread holds one row and 26 sums, however
/// large the files are.
///
/// The files are merged in the order of their names, so the answer is the same to the
/// last bit at every run.
///
/// # Errors
/// If the folder cannot be read.
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

/// Sorted by name.
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

/// One file, serially. The groups are the file's own until all of it has proved sound.
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
        self.y += y;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += x;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.x_rows += other.x_rows;
        self.x += other.x;
        self.y += other.y;
    }

    fn finish(&self, name: &[u8]) -> Group {
        Group {
            name: String::from_utf8_lossy(name).into_owned(),
            rows: self.rows,
            x_mean: self.x / self.x_rows as f64, // 0/0 is NaN: none has an `x`
            y_mean: self.y / self.rows as f64,
        }
    }
}
