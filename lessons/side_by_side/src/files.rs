//! Workloads on the table in files: one CSV file a day, and one Parquet file a day.

use crate::table::{DAYS, SEED};
use crate::{Answer, Workload, timed};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::json;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use timeseries::{CsvStyle, Generator, write_csv};

#[cfg(feature = "parquet")]
mod columns;

type Failure = Box<dyn Error + Send + Sync>;

/// Which rows count.
#[derive(Clone, Copy)]
enum Rows {
    All,
    PositiveY,
}

/// Sum of `x` and number of rows, by name.
#[derive(Default)]
struct Groups(FxHashMap<Vec<u8>, (f64, u64)>);

impl Groups {
    fn add(&mut self, name: &[u8], x: f64, rows: u64) {
        // Two lookups for a new name, one for the others; `entry` would copy each name.
        if let Some((sum, count)) = self.0.get_mut(name) {
            *sum += x;
            *count += rows;
        } else {
            self.0.insert(name.to_vec(), (x, rows));
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (name, (sum, rows)) in other.0 {
            self.add(&name, sum, rows);
        }
        self
    }

    /// Name, mean and rows, in the order of the names.
    fn means(self) -> Vec<(String, f64, u64)> {
        let mean = |(name, (sum, rows)): (Vec<u8>, (f64, u64))| {
            (String::from_utf8_lossy(&name).into_owned(), sum / rows as f64, rows)
        };
        let mut means: Vec<_> = self.0.into_iter().map(mean).collect();
        means.sort_by(|a, b| a.0.cmp(&b.0));
        means
    }
}

/// The workload of this name, if it is one of this file.
pub fn workload(name: &str, folder: &Path) -> Option<Workload> {
    Some(match name {
        "csv_means" => means(paths(folder, "csv"), csv_groups),
        "csv_sql" => sql(paths(folder, "csv"), csv_groups),
        #[cfg(feature = "parquet")]
        "parquet_means" => means(paths(folder, "parquet"), columns::groups),
        #[cfg(feature = "parquet")]
        "parquet_sql" => sql(paths(folder, "parquet"), columns::groups),
        _ => return None,
    })
}

/// How the groups of one file are found.
type Reader = fn(&Path, Rows) -> Result<Groups, Failure>;

/// The mean of `x` for each name.
fn means(paths: Vec<PathBuf>, reader: Reader) -> Workload {
    Box::new(move || {
        timed(
            || all(&paths, Rows::All, reader),
            |groups| {
                let means = groups?.means();
                Ok(means
                    .into_iter()
                    .flat_map(|(name, mean, _)| [json!(name), json!(mean)])
                    .collect())
            },
        )
    })
}

/// What the lecture's query asks for: of the rows with `y > 0`, the five names with the
/// greatest means, and their numbers of rows.
fn sql(paths: Vec<PathBuf>, reader: Reader) -> Workload {
    Box::new(move || timed(|| all(&paths, Rows::PositiveY, reader), |groups| first_five(groups?)))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer may fail where files are read")]
fn first_five(groups: Groups) -> Answer {
    let mut means = groups.means();
    means.sort_by(|a, b| b.1.total_cmp(&a.1));
    let five = means.into_iter().take(5);
    Ok(five.flat_map(|(name, mean, rows)| [json!(name), json!(mean), json!(rows)]).collect())
}

/// A file is a task.
fn all(paths: &[PathBuf], rows: Rows, reader: Reader) -> Result<Groups, Failure> {
    paths
        .par_iter()
        .with_max_len(1)
        .map(|path| reader(path, rows))
        .try_reduce(Groups::default, |a, b| Ok(a.merge(b)))
}

/// The groups of one CSV file: one record at a time, in one buffer for all of them.
fn csv_groups(path: &Path, rows: Rows) -> Result<Groups, Failure> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 17).from_path(path)?;
    let header = reader.byte_headers()?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|field| field == name.as_bytes());
        found.ok_or_else(|| format!("{}: no column {name}", path.display()))
    };
    let (name, x, y) = (column("name")?, column("x")?, column("y")?);
    let number =
        |field: &[u8]| -> Result<f64, Failure> { Ok(std::str::from_utf8(field)?.parse()?) };
    let mut groups = Groups::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        if matches!(rows, Rows::All) || number(&record[y])? > 0.0 {
            groups.add(&record[name], number(&record[x])?, 1);
        }
    }
    Ok(groups)
}

/// The files of one kind, in order.
fn paths(folder: &Path, kind: &str) -> Vec<PathBuf> {
    (0..DAYS).map(|day| path(folder, kind, day)).collect()
}

fn path(folder: &Path, kind: &str, day: usize) -> PathBuf {
    folder.join(kind).join(format!("2000-01-{:02}.{kind}", day + 1))
}

/// Writes the table, one file of each kind a day.
pub fn write(folder: &Path) -> Result<(), Failure> {
    let generator = Generator::new(SEED);
    for kind in ["csv", "parquet"] {
        fs::create_dir_all(folder.join(kind))?;
    }
    (0..DAYS).into_par_iter().try_for_each(|day| -> Result<(), Failure> {
        let table = generator.day(day);
        let mut to = BufWriter::new(File::create(path(folder, "csv", day))?);
        write_csv(&table, CsvStyle::default(), &mut to)?;
        to.flush()?;
        #[cfg(feature = "parquet")]
        timeseries::write_parquet(
            &table,
            &[],
            timeseries::ROWS_PER_DAY,
            File::create(path(folder, "parquet", day))?,
        )?;
        Ok(())
    })
}
