//! What `top_names` must do, over which folders of Parquet files, and how we know.
//!
//! The table is the lecture's: a name of 26, an id, `x` and `y` uniform in -1..1, one row a
//! second; and five columns that the question does not need, as real tables have. A file
//! has several row groups.

use datafusion::arrow::array::{
    ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::compute::kernels::cmp::gt;
use datafusion::arrow::datatypes::{Float64Type, Int64Type, TimestampMillisecondType};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Folder, Mismatch, Rng};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The exercise.
pub struct Dataframe;

/// A folder of Parquet files, and a question.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    /// Whether the name of a folder is given that is not there.
    is_missing: bool,
    above: f64,
    top: usize,
}

/// One line of the answer, as it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    name: String,
    rows: u64,
    x_mean: f64,
    x_std: Option<f64>,
    y_max: f64,
}

/// The names of Dask's `timeseries()`.
const NAMES: [&str; 26] = [
    "Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George", "Hannah", "Ingrid", "Jerry",
    "Kevin", "Laura", "Michael", "Norbert", "Oliver", "Patricia", "Quinn", "Ray", "Sarah", "Tim",
    "Ursula", "Victor", "Wendy", "Xavier", "Yvonne", "Zelda",
];

/// Rows in a row group, at most.
const GROUP_ROWS: usize = 16_384;
/// Rows in a batch that is read: the engine's own number.
const BATCH_ROWS: usize = 8_192;
/// Files in a folder, where the case says nothing else.
const FILES: usize = 6;
/// The columns of a file, in their order.
const COLUMNS: [&str; 10] =
    ["timestamp", "id", "name", "x", "y", "station", "pressure", "humidity", "wind", "note"];
/// Those of them that the question needs.
const NEEDED: [&str; 3] = ["name", "x", "y"];
/// 2000-01-01, in milliseconds since 1970.
const START_MS: i64 = 946_684_800_000;

impl Exercise for Dataframe {
    type Input = Input;
    /// `None` where the table cannot be read.
    type Output = Option<Vec<Row>>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("two rows", 2),
            Case::hidden("about one row a name", 31),
            Case::hidden("one file", 5_003),
            Case::hidden("a large file and small ones", 50_021),
            Case::hidden("no row that counts", 1_009),
            Case::hidden("the same means", 4_001),
            Case::hidden("x around a million", 20_011),
            Case::hidden("names in one file each", 30_011),
            Case::hidden("notes beside the files", 1_013),
            Case::hidden("a file that is cut off", 2_003),
            Case::hidden("a file of another kind", 2_011),
            Case::hidden("files without a column", 1_021),
            Case::hidden("an empty folder", 0),
            Case::hidden("a folder that is not there", 0),
            Case::timed("a table of six files", 300_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let folder = Folder::new();
        let above = match kind {
            "no row that counts" => 2.0,
            _ => rng.random_range(-0.1..0.1),
        };
        let input = Input {
            folder,
            is_missing: kind == "a folder that is not there",
            above,
            top: rng.random_range(4..8),
        };
        if !kind.contains("folder") {
            input.fill(kind, case.size, rng);
        }
        input
    }

    fn baseline(&self, input: &Input) -> Option<Vec<Row>> {
        eager(input).ok()
    }

    fn candidate(&self, input: &Input, threads: usize) -> Option<Vec<Row>> {
        let rows = dataframe::top_names(&input.path(), input.above, input.top, threads).ok()?;
        let row = |row: dataframe::Row| Row {
            name: row.name,
            rows: row.rows,
            x_mean: row.x_mean,
            x_std: row.x_std,
            y_max: row.y_max,
        };
        Some(rows.into_iter().map(row).collect())
    }

    /// One row of any file gets an `x` that puts its name first; a broken file becomes a
    /// whole one.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut paths = parquet_files(&input.path()).ok()?;
        let first = rng.random_range(0..paths.len().max(1));
        paths.rotate_left(first);
        let opens = |path: &PathBuf| File::open(path).is_ok_and(|file| builder(file).is_ok());
        let (path, day) = match paths.iter().find(|path| !opens(path)) {
            Some(broken) => (broken, Day::new("", 0, 0..100, rng)),
            None => {
                let days = paths.iter().map(|path| Some((path, Day::read(path).ok()?)));
                let (path, mut day) = days.flatten().find(|(_, day)| !day.x.is_empty())?;
                day.put_first(rng.random_range(0..day.x.len()), input.above);
                (path, day)
            }
        };
        let name = path.file_name()?.to_str()?;
        let folder = input.folder.copy();
        folder.remove(name);
        day.write(&folder, name);
        let &Input { is_missing, above, top, .. } = input;
        Some(Input { folder, is_missing, above, top })
    }

    fn check(
        &self,
        _: &Input,
        expected: &Option<Vec<Row>>,
        actual: &Option<Vec<Row>>,
    ) -> Result<(), Mismatch> {
        match (expected, actual) {
            (None, None) => Ok(()),
            (Some(expected), Some(actual)) => check_rows(expected, actual),
            (Some(_), None) => Err(told("the table can be read", "rows", "an error")),
            (None, Some(rows)) => {
                let got = format!("{} rows", rows.len());
                Err(told("the table cannot be read as a whole", "an error", &got))
            }
        }
    }
}

impl Input {
    fn path(&self) -> PathBuf {
        let path = self.folder.path();
        if self.is_missing { path.join("not_there") } else { path }
    }

    /// Writes the files of a case.
    fn fill(&self, kind: &str, rows: usize, rng: &mut Rng) {
        let files = match kind {
            "one file" => 1,
            _ => FILES,
        };
        let broken = rng.random_range(0..files);
        let mut from = 0;
        for file in 0..files {
            let until = match kind {
                "a large file and small ones" if file == 0 => rows * 9 / 10,
                _ if file + 1 == files => rows,
                _ => from.max(rows * (file + 1) / files),
            };
            let day = Day::new(kind, file, from..until, rng);
            let name = format!("2000-01-{:02}.parquet", file + 1);
            match kind {
                "a file that is cut off" if file == broken => {
                    let whole = day.bytes(COLUMNS.len());
                    self.folder.write(&name, &whole[..rng.random_range(1..whole.len())]);
                }
                "a file of another kind" if file == broken => self.folder.write(&name, &csv(&day)),
                "files without a column" => {
                    self.folder.write(&name, &day.bytes(COLUMNS.len() / 2 - 1))
                }
                _ => day.write(&self.folder, &name),
            }
            from = until;
        }
        if kind == "notes beside the files" {
            self.folder.write("README.txt", b"one file a day\n");
            self.folder.write("2000-01-01.csv", b"name,x,y\nAlice,1,1\n");
        }
    }
}

/// The rows of one file. The columns that nobody asks for follow from these.
#[derive(Default)]
struct Day {
    /// The number of the first row.
    first: i64,
    id: Vec<i64>,
    name: Vec<String>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Day {
    fn new(kind: &str, file: usize, rows: std::ops::Range<usize>, rng: &mut Rng) -> Self {
        let mut day = Self { first: rows.start as i64, ..Self::default() };
        for _ in rows {
            let name = match kind {
                // A file has names of its own, so no name is in all files.
                "names in one file each" => FILES * rng.random_range(0..4) + file,
                _ => rng.random_range(0..NAMES.len()),
            };
            day.name.push(NAMES[name].to_owned());
            day.id.push(rng.random_range(900..1_100));
            day.x.push(match kind {
                // All of them are eighths, so their means are exact.
                "the same means" => [0.5, 0.25, 0.125][name % 3],
                "x around a million" => 1e6 + rng.random_range(-1.0..1.0),
                _ => rng.random_range(-1.0..1.0),
            });
            day.y.push(rng.random_range(-1.0..1.0));
        }
        day
    }

    fn read(path: &Path) -> Result<Self, Failed> {
        let mut day = Self::default();
        for batch in builder(File::open(path)?)?.build()? {
            let batch = batch?;
            let column = |name: &str| batch.column_by_name(name).ok_or("no such column");
            let stamps = column("timestamp")?.as_primitive::<TimestampMillisecondType>();
            if day.x.is_empty() {
                day.first = (stamps.value(0) - START_MS) / 1_000;
            }
            day.id.extend(column("id")?.as_primitive::<Int64Type>().values());
            let names = column("name")?.as_string::<i32>().iter().flatten();
            day.name.extend(names.map(str::to_owned));
            day.x.extend(column("x")?.as_primitive::<Float64Type>().values());
            day.y.extend(column("y")?.as_primitive::<Float64Type>().values());
        }
        Ok(day)
    }

    /// Makes one row count, with an `x` that gives its name the largest mean of all.
    fn put_first(&mut self, row: usize, above: f64) {
        let largest = self.x.iter().fold(1.0, |largest: f64, x| largest.max(x.abs()));
        self.x[row] = 1e6 * largest;
        self.y[row] = above + 1.5;
    }

    fn write(&self, folder: &Folder, name: &str) {
        folder.write(name, &self.bytes(COLUMNS.len()));
    }

    /// A file with so many of the columns.
    fn bytes(&self, columns: usize) -> Vec<u8> {
        let named = COLUMNS.into_iter().zip(self.columns()).take(columns);
        let batch = RecordBatch::try_from_iter(named).expect("columns of one length");
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("the course".to_owned())
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            // Numbers hardly repeat; names do.
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled("name".into(), true)
            .set_column_dictionary_enabled("station".into(), true)
            .build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))
            .expect("a schema that Parquet has");
        writer.write(&batch).expect("memory to write to");
        writer.close().expect("memory to write to");
        bytes
    }

    fn columns(&self) -> [ArrayRef; 10] {
        let rows = 0..self.x.len() as i64;
        let stamps = rows.clone().map(|row| START_MS + 1_000 * (self.first + row));
        let derived = |step: f64| -> ArrayRef {
            let values = self.x.iter().zip(&self.y).map(|(x, y)| x + step * y);
            Arc::new(values.collect::<Float64Array>())
        };
        let stations = self.id.iter().map(|id| ["north", "south", "west"][(id % 3) as usize]);
        let notes = self.id.iter().zip(rows).map(|(id, row)| format!("sensor {id}, line {row}"));
        [
            Arc::new(TimestampMillisecondArray::from_iter_values(stamps)),
            Arc::new(Int64Array::from(self.id.clone())),
            Arc::new(StringArray::from_iter_values(&self.name)),
            Arc::new(Float64Array::from(self.x.clone())),
            Arc::new(Float64Array::from(self.y.clone())),
            Arc::new(StringArray::from_iter_values(stations)),
            derived(0.5),
            derived(0.25),
            derived(2.0),
            Arc::new(StringArray::from_iter_values(notes)),
        ]
    }
}

fn csv(day: &Day) -> Vec<u8> {
    let mut text = "name,x,y\n".to_owned();
    for ((name, x), y) in day.name.iter().zip(&day.x).zip(&day.y) {
        text += &format!("{name},{x},{y}\n");
    }
    text.into_bytes()
}

/// The files of a table, sorted by name.
fn parquet_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "parquet"));
    paths.sort();
    Ok(paths)
}

/// What can go wrong with a table that is read.
type Failed = Box<dyn Error>;

fn builder(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, ParquetError> {
    ParquetRecordBatchReaderBuilder::try_new(file)
}

/// Step by step, and each step is whole before the next begins.
fn eager(input: &Input) -> Result<Vec<Row>, Failed> {
    let table = read(&input.path())?;
    let table = filter(&table, input.above)?;
    let mut rows = group(&table)?;
    rows.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean).then_with(|| a.name.cmp(&b.name)));
    rows.truncate(input.top);
    Ok(rows)
}

/// All columns of all files. A file without rows has columns, too.
fn read(folder: &Path) -> Result<Vec<RecordBatch>, Failed> {
    let paths = parquet_files(folder)?;
    if paths.is_empty() {
        return Err("no file".into());
    }
    let mut table = Vec::new();
    for path in paths {
        let reader = builder(File::open(path)?)?.with_batch_size(BATCH_ROWS);
        NEEDED.iter().try_for_each(|name| reader.schema().index_of(name).map(drop))?;
        for batch in reader.build()? {
            table.push(batch?);
        }
    }
    Ok(table)
}

fn filter(table: &[RecordBatch], above: f64) -> Result<Vec<RecordBatch>, Failed> {
    let above = Float64Array::new_scalar(above);
    let filtered = table.iter().map(|batch| {
        let counts = gt(column(batch, "y")?, &above)?;
        Ok(filter_record_batch(batch, &counts)?)
    });
    filtered.collect()
}

fn group(table: &[RecordBatch]) -> Result<Vec<Row>, Failed> {
    let mut groups: FxHashMap<&str, Aggregate> = FxHashMap::default();
    for batch in table {
        let names = column(batch, "name")?.as_string::<i32>();
        let x = column(batch, "x")?.as_primitive::<Float64Type>().values();
        let y = column(batch, "y")?.as_primitive::<Float64Type>().values();
        for ((name, &x), &y) in names.iter().flatten().zip(x).zip(y) {
            groups.entry(name).or_default().add(x, y);
        }
    }
    Ok(groups.into_iter().map(|(name, group)| group.finish(name)).collect())
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, Failed> {
    batch.column_by_name(name).ok_or_else(|| format!("no column `{name}`").into())
}

/// What a group has gathered so far: B. P. Welford, "Note on a method for calculating
/// corrected sums of squares and products", Technometrics 4 (1962).
struct Aggregate {
    rows: u64,
    mean: f64,
    /// Sum of squared distances from the mean.
    m2: f64,
    y_max: f64,
}

impl Default for Aggregate {
    fn default() -> Self {
        Self { rows: 0, mean: 0.0, m2: 0.0, y_max: f64::NEG_INFINITY }
    }
}

impl Aggregate {
    fn add(&mut self, x: f64, y: f64) {
        self.rows += 1;
        let distance = x - self.mean;
        self.mean += distance / self.rows as f64;
        self.m2 += distance * (x - self.mean);
        self.y_max = self.y_max.max(y);
    }

    fn finish(&self, name: &str) -> Row {
        let std = (self.m2 / (self.rows as f64 - 1.0)).sqrt();
        Row {
            name: name.to_owned(),
            rows: self.rows,
            x_mean: self.mean,
            x_std: (self.rows > 1).then_some(std),
            y_max: self.y_max,
        }
    }
}

fn check_rows(expected: &[Row], actual: &[Row]) -> Result<(), Mismatch> {
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.name.clone()).collect() };
    let (right, found) = (names(expected), names(actual));
    if right == found {
        return expected.iter().zip(actual).try_for_each(|(right, found)| check_row(right, found));
    }
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    let difference = if sorted(&right) == sorted(&found) {
        "the names are right, and their order is not: largest mean of x first, then by name"
            .to_owned()
    } else if let Some(missing) = right.iter().find(|name| !found.contains(name)) {
        format!("`{missing}` is missing")
    } else {
        format!("expected {} names, got {}", right.len(), found.len())
    };
    Err(Mismatch::new(difference, &right, &found))
}

/// Counts and maxima are exact; means and deviations lie within what rounding can do.
///
/// With u = 2⁻⁵³, a sum of n terms in any order is off by at most (n - 1) u Σ|x| (Higham,
/// "Accuracy and Stability of Numerical Algorithms", 4.2), so a mean by n u r, where r is
/// the root mean square of x. A variance by updating is off by about n κ u, relatively,
/// where κ = r/std (Chan et al., "Algorithms for computing the sample variance", The
/// American Statistician 37 (1983), table 1), so a deviation by n u r / 2, absolutely.
fn check_row(expected: &Row, actual: &Row) -> Result<(), Mismatch> {
    /// Room for the baseline's own error and for the merging of partitions.
    const ROOM: f64 = 32.0;
    let root_mean_square = expected.x_mean.hypot(expected.x_std.unwrap_or_default());
    let error = ROOM * expected.rows as f64 * (f64::EPSILON / 2.0) * root_mean_square;
    let within = |expected: f64, actual: f64| (expected - actual).abs() <= error;
    let std_is_right = match (expected.x_std, actual.x_std) {
        (None, None) => true,
        (Some(expected), Some(actual)) => within(expected, actual),
        _ => false,
    };
    #[expect(clippy::float_cmp, reason = "the maximum is one of the values")]
    let column = if expected.rows != actual.rows {
        "rows"
    } else if !within(expected.x_mean, actual.x_mean) {
        "x_mean"
    } else if !std_is_right {
        "x_std"
    } else if expected.y_max != actual.y_max {
        "y_max"
    } else {
        return Ok(());
    };
    Err(Mismatch::new(format!("{column} of `{}`", expected.name), expected, actual))
}

fn told(difference: &str, expected: &str, got: &str) -> Mismatch {
    Mismatch {
        difference: difference.to_owned(),
        expected: expected.to_owned(),
        got: got.to_owned(),
    }
}

grader_spec::serve!(Dataframe);
