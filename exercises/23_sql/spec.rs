//! What `top_names` must do, with which folders of tables, and how we know.
//!
//! The rows are like those of Dask's `timeseries()`: one a second, a name of 26, `x` and
//! `y` uniform in -1..1. Most lie in Parquet files of several row groups, the others in
//! CSV files. All of them are made anew for each run.

use arrow::array::{ArrayRef, Float64Array, Int32Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use grader_spec::rand::RngExt;
use grader_spec::rand::seq::IndexedRandom;
use grader_spec::{Case, Exercise, Folder, Mismatch, Rng, Tolerance, compare_floats};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Row as Fields, RowAccessor};
use parquet::schema::types::Type;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The exercise.
pub struct Sql;

/// A folder of tables, and which of their rows count.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    y_min: f64,
    left_out: String,
    /// Whether the name of a folder is given that is not there.
    is_missing: bool,
}

/// One row of the answer, as it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    name: String,
    x_mean: f64,
    rows: u64,
}

/// One row of a table. What stands in its other two columns follows from its place.
#[derive(Clone, Debug)]
struct Record {
    name: Cow<'static, str>,
    x: f64,
    y: f64,
}

type Failure = Box<dyn Error + Send + Sync>;

const NAMES: [&str; 26] = [
    "Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George", "Hannah", "Ingrid", "Jerry",
    "Kevin", "Laura", "Michael", "Norbert", "O'Brien", "Patricia", "Quinn", "Ray", "Sarah", "Tim",
    "Ursula", "Victor", "Wendy", "Xavier", "Yvonne", "Zelda",
];
/// Names that a CSV file has to quote, and one more that SQL would.
const ODD_NAMES: [&str; 6] =
    ["Ann, the first", "Ann \"Nan\" Lee", "O'Brien", "Zoë", "' OR 1=1 --", "null"];
const HEADER: [&str; 5] = ["timestamp", "id", "name", "x", "y"];
/// How many rows the answer has at most.
const TOP: usize = 5;
/// One row in so many stands in a CSV file, and the others in Parquet files.
const CSV_SHARE: usize = 10;
const ROW_GROUP: usize = 20_000;
/// 2000-01-01, in seconds since 1970.
const BEGIN_S: i64 = 946_684_800;

impl Exercise for Sql {
    type Input = Input;
    /// `None` where there is no answer.
    type Output = Option<Vec<Row>>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("three names", 40),
            Case::hidden("no row that counts", 500),
            Case::hidden("a prime number of rows", 30_011),
            Case::hidden("a name with a quote is left out", 2_000),
            Case::hidden("odd names", 600),
            Case::hidden("odd names of files", 900),
            Case::hidden("equal means", 700),
            Case::hidden("rows that are there twice", 800),
            Case::hidden("a mean of y below the bound", 3_000),
            Case::hidden("CSV files only", 1_500),
            Case::hidden("Parquet files only", 1_500),
            Case::hidden("files of another kind", 300),
            Case::hidden("an empty folder", 0),
            Case::hidden("a folder that is not there", 0),
            Case::hidden("a byte order mark", 400),
            Case::hidden("a word among the numbers", 400),
            Case::hidden("a line with too few fields", 400),
            Case::hidden("a line with too many fields", 400),
            Case::hidden("a Parquet file that is cut off", 400),
            Case::hidden("a file that is no Parquet", 400),
            Case::timed("a folder of tables", 360_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let folder = Folder::new();
        let is_missing = kind == "a folder that is not there";
        let left_out = match kind {
            "a name with a quote is left out" => "O'Brien",
            _ => NAMES.choose(rng).expect("there are names"),
        };
        let y_min = match kind {
            "no row that counts" => 1.0,
            // Most rows count: whoever takes them out one by one has them all in hand.
            "a folder of tables" => rng.random_range(-0.95..-0.85),
            // Below what the rows have at least, where every row is to count.
            "one row" | "three names" | "equal means" | "rows that are there twice" => -2.0,
            _ => rng.random_range(-0.3..0.3),
        };
        let left_out = left_out.to_owned();
        let input = Input { folder, y_min, left_out, is_missing };
        if !is_missing && kind != "an empty folder" {
            input.fill(kind, case.size, rng);
        }
        input
    }

    /// File after file and row after row, as one would write it in an hour: only the three
    /// columns are taken, and a name is copied when it is met first. The lesson has a
    /// table of other serial programs.
    fn baseline(&self, input: &Input) -> Option<Vec<Row>> {
        let mut groups = Groups { input, sums: FxHashMap::default() };
        for path in sorted_paths(&input.path()).ok()? {
            each_row(&path, &mut |name, x, y| groups.add(name, x, y)).ok()?;
        }
        Some(groups.top())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Option<Vec<Row>> {
        let top = sql::top_names(&input.path(), input.y_min, &input.left_out).ok()?;
        let row = |top: sql::Top| Row { name: top.name, x_mean: top.x_mean, rows: top.rows };
        Some(top.into_iter().map(row).collect())
    }

    /// One row of one file counts, with an `x` that puts its name above all others.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut paths = sorted_paths(&input.path()).ok()?;
        paths.retain(|path| is_csv(path) || is_parquet(path));
        let path = paths.get(rng.random_range(0..paths.len().max(1)))?;
        let mut records = Vec::new();
        each_row(path, &mut |name, x, y| {
            records.push(Record { name: name.to_owned().into(), x, y })
        })
        .ok()?;
        let last = records.len().checked_sub(1)?;
        let at = if rng.random() { last } else { rng.random_range(0..=last) };
        let record = &mut records[at];
        record.x += 1e4 + rng.random_range(0.0..1.0);
        record.y = input.y_min.max(0.0) + 1.0;
        if record.name == input.left_out {
            record.name.to_mut().push('s');
        }
        let file_name = path.file_name()?.to_str()?;
        let folder = input.folder.copy();
        folder.remove(file_name);
        write_table(&folder, file_name, &records);
        let (y_min, left_out) = (input.y_min, input.left_out.clone());
        let changed = Input { folder, y_min, left_out, is_missing: input.is_missing };
        // Of a folder with a broken table the answer is an error before and after.
        self.baseline(&changed).is_some().then_some(changed)
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
            (Some(_), None) => Err(told("all tables can be read", "a list", "an error")),
            (None, Some(_)) => {
                Err(told("a table, or the folder, cannot be read", "an error", "a list"))
            }
        }
    }
}

impl Input {
    fn path(&self) -> PathBuf {
        let path = self.folder.path();
        if self.is_missing { path.join("not_there") } else { path }
    }

    /// Writes the tables, and what is wrong with one of them.
    fn fill(&self, kind: &str, rows: usize, rng: &mut Rng) {
        let mut records: Vec<Record> = (0..rows).map(|row| record(kind, row, rng)).collect();
        if kind == "rows that are there twice" {
            records.extend_from_within(..);
        }
        let csv_rows = match kind {
            "CSV files only" => records.len(),
            "Parquet files only" => 0,
            _ => records.len().div_ceil(CSV_SHARE),
        };
        let (in_csv, in_parquet) = records.split_at(csv_rows);
        if kind != "Parquet files only" {
            let half = csv_rows / 2;
            write_table(&self.folder, name(kind, "a.csv"), &in_csv[..half]);
            write_table(&self.folder, name(kind, "b.csv"), &in_csv[half..]);
        }
        if kind != "CSV files only" {
            let cut = |quarter: usize| in_parquet.len() * quarter / 4;
            for (quarter, file) in
                ["a.parquet", "b.parquet", "c.parquet", "d.parquet"].into_iter().enumerate()
            {
                let part = &in_parquet[cut(quarter)..cut(quarter + 1)];
                write_table(&self.folder, name(kind, file), part);
            }
        }
        self.spoil(kind, rng);
    }

    fn spoil(&self, kind: &str, rng: &mut Rng) {
        let change = |file: &str, change: &mut dyn FnMut(Vec<u8>) -> Vec<u8>| {
            let bytes = fs::read(self.folder.path().join(file)).expect("a file of ours");
            self.folder.remove(file);
            self.folder.write(file, &change(bytes));
        };
        let line = match kind {
            "a word among the numbers" if rng.random() => "2000-01-01 00:00:09,1000,Ann,n/a,1.5",
            "a word among the numbers" => "2000-01-01 00:00:09,1000,Ann,0.5,none",
            "a line with too few fields" if rng.random() => "2000-01-01 00:00:09,1000,Ann,0.5",
            "a line with too few fields" => "total",
            _ => "2000-01-01 00:00:09,1000,Ann,0.5,1.5,0.25",
        };
        match kind {
            "a byte order mark" => {
                change("b.csv", &mut |bytes| [&b"\xEF\xBB\xBF"[..], &bytes].concat());
            }
            "a word among the numbers"
            | "a line with too few fields"
            | "a line with too many fields" => change("b.csv", &mut |bytes| {
                let text = String::from_utf8(bytes).expect("a text of ours");
                let mut lines: Vec<&str> = text.lines().collect();
                // Below the header, and there as often as elsewhere.
                let at = if rng.random() { 1 } else { rng.random_range(1..=lines.len()) };
                lines.insert(at, line);
                (lines.join("\n") + "\n").into_bytes()
            }),
            "a Parquet file that is cut off" => change("c.parquet", &mut |bytes| {
                let length = [bytes.len() - 1, bytes.len() / 2, 3, 0].choose(rng).copied();
                bytes[..length.unwrap_or(0)].to_vec()
            }),
            "a file that is no Parquet" => change("c.parquet", &mut |bytes| {
                let text = HEADER.join(",").into_bytes();
                // With a footer that leads nowhere, and without one.
                let garbage = [&bytes[..64], &[0xFF; 64], b"PAR1"].concat();
                [text, garbage].choose(rng).cloned().unwrap_or_default()
            }),
            "files of another kind" => {
                self.folder.write("notes.txt", b"timestamp,id,name,x,y\nhere,be,no,table,s\n");
                self.folder.write("a.csv.old", b"no table either\n");
                self.folder.write("parquet", b"");
            }
            _ => {}
        }
    }
}

/// What a file is called.
fn name<'a>(kind: &str, plain: &'a str) -> &'a str {
    match (kind, plain) {
        ("odd names of files", "a.csv") => "o'clock.csv",
        ("odd names of files", "b.csv") => "b [old] {1}, 2.csv",
        ("odd names of files", "a.parquet") => "--.parquet",
        ("odd names of files", "b.parquet") => "été's \"best\" *.parquet",
        _ => plain,
    }
}

fn record(kind: &str, row: usize, rng: &mut Rng) -> Record {
    let names: &[&'static str] = match kind {
        "odd names" => &ODD_NAMES,
        "three names" | "one row" => &["Al", "Bo", "Cy"],
        _ => &NAMES,
    };
    let at = rng.random_range(0..names.len());
    // As many digits as a file of measurements has.
    let mut number = || f64::from(rng.random_range(-999_999..=999_999)) / 1e6;
    let (mut x, mut y) = (number(), number());
    match kind {
        // Three names each have one mean, which is exact in whatever order it is added up.
        "equal means" => x = 0.25 * (at / 3) as f64,
        "rows that are there twice" => y = 0.5,
        // The names that would be first have one large `y` and many small ones.
        "a mean of y below the bound" if at % 3 == 0 => {
            x += 1.0;
            y = if row.is_multiple_of(4) { 0.9 } else { -0.9 };
        }
        _ => {}
    }
    Record { name: names[at].into(), x, y }
}

/// A file of the kind that its name says.
fn write_table(folder: &Folder, file: &str, records: &[Record]) {
    let bytes = if file.ends_with(".csv") { csv_bytes(records) } else { parquet_bytes(records) };
    folder.write(file, &bytes.expect("in memory nothing fails"));
}

fn csv_bytes(records: &[Record]) -> Result<Vec<u8>, Failure> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record(HEADER)?;
    for (row, Record { name, x, y }) in records.iter().enumerate() {
        let (day, second) = (row / 86_400 + 1, row % 86_400);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let time = format!("2000-01-{day:02} {hour:02}:{minute:02}:{second:02}");
        let fields = [time, id(row).to_string(), name.to_string(), x.to_string(), y.to_string()];
        lines.write_record(fields)?;
    }
    Ok(lines.into_inner()?)
}

fn parquet_bytes(records: &[Record]) -> Result<Vec<u8>, Failure> {
    let rows = 0..records.len();
    let times = (BEGIN_S..).take(records.len()).map(|second| second * 1_000_000);
    let numbers =
        |of: fn(&Record) -> f64| Arc::new(Float64Array::from_iter_values(records.iter().map(of)));
    let columns: [ArrayRef; 5] = [
        Arc::new(TimestampMicrosecondArray::from_iter_values(times)),
        Arc::new(Int32Array::from_iter_values(rows.map(id))),
        Arc::new(StringArray::from_iter_values(records.iter().map(|record| &record.name))),
        numbers(|record| record.x),
        numbers(|record| record.y),
    ];
    let batch = RecordBatch::try_from_iter(HEADER.into_iter().zip(columns))?;
    let properties = WriterProperties::builder()
        .set_created_by("the course".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

/// Around 1000, and of no use here.
fn id(row: usize) -> i32 {
    const SPREAD: [i32; 7] = [1000, 983, 1041, 1007, 969, 1015, 994];
    SPREAD[row % SPREAD.len()]
}

fn sorted_paths(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "csv")
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "parquet")
}

/// Calls `row` with name, `x` and `y` of each row of a table. A file of another kind has
/// no rows.
fn each_row(path: &Path, row: &mut dyn FnMut(&str, f64, f64)) -> Result<(), Failure> {
    if is_csv(path) {
        each_line(path, row)
    } else if is_parquet(path) {
        Ok(each_row_of_parquet(path, row)?)
    } else {
        Ok(())
    }
}

fn each_line(path: &Path, row: &mut dyn FnMut(&str, f64, f64)) -> Result<(), Failure> {
    let mut lines = csv::Reader::from_path(path)?;
    let mut fields = csv::ByteRecord::new();
    while lines.read_byte_record(&mut fields)? {
        let [_, _, name, x, y] =
            [0, 1, 2, 3, 4].map(|at| fields.get(at).map(str::from_utf8).unwrap_or(Ok("")));
        row(name?, x?.parse()?, y?.parse()?);
    }
    Ok(())
}

fn each_row_of_parquet(
    path: &Path,
    row: &mut dyn FnMut(&str, f64, f64),
) -> Result<(), ParquetError> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
    let fields = schema.get_fields().iter().filter(|field| HEADER[2..].contains(&field.name()));
    let wanted =
        Type::group_type_builder(schema.name()).with_fields(fields.cloned().collect()).build()?;
    for fields in reader.get_row_iter(Some(wanted))? {
        let fields: Fields = fields?;
        row(fields.get_string(0)?, fields.get_double(1)?, fields.get_double(2)?);
    }
    Ok(())
}

/// Sum and count of each name's rows that count.
struct Groups<'a> {
    input: &'a Input,
    sums: FxHashMap<String, (f64, u64)>,
}

impl Groups<'_> {
    fn add(&mut self, name: &str, x: f64, y: f64) {
        if y <= self.input.y_min || name == self.input.left_out {
            return;
        }
        if let Some((sum, rows)) = self.sums.get_mut(name) {
            *sum += x;
            *rows += 1;
        } else {
            self.sums.insert(name.to_owned(), (x, 1));
        }
    }

    fn top(self) -> Vec<Row> {
        let row = |(name, (sum, rows)): (String, (f64, u64))| Row {
            name,
            x_mean: sum / rows as f64,
            rows,
        };
        let mut top: Vec<Row> = self.sums.into_iter().map(row).collect();
        top.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean).then_with(|| a.name.cmp(&b.name)));
        top.truncate(TOP);
        top
    }
}

fn check_rows(expected: &[Row], actual: &[Row]) -> Result<(), Mismatch> {
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.name.clone()).collect() };
    let (right, found) = (names(expected), names(actual));
    if right != found {
        return Err(Mismatch::new(
            "the names, from the largest mean down".to_owned(),
            &right,
            &found,
        ));
    }
    for (expected, actual) in expected.iter().zip(actual) {
        let name = &expected.name;
        if expected.rows != actual.rows {
            let difference = format!("the number of rows of `{name}`");
            return Err(Mismatch::new(difference, &expected.rows, &actual.rows));
        }
        // A sum of n terms in any order is right to n roundings of the sum of their sizes
        // (Higham, "Accuracy and Stability of Numerical Algorithms", 4.2), and the mean
        // size is below 2 here, or about the mean's own where one term is large.
        let roundings = expected.rows as f64 * f64::EPSILON;
        let tolerance = Tolerance { relative: roundings, absolute: 2.0 * roundings };
        compare_floats(&[expected.x_mean], &[actual.x_mean], tolerance).map_err(|mismatch| {
            Mismatch {
                difference: format!("the mean of `{name}`: {}", mismatch.difference),
                ..mismatch
            }
        })?;
    }
    Ok(())
}

fn told(difference: &str, expected: &str, got: &str) -> Mismatch {
    Mismatch {
        difference: difference.to_owned(),
        expected: expected.to_owned(),
        got: got.to_owned(),
    }
}

grader_spec::serve!(Sql);
