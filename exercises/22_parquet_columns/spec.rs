//! What `parquet_columns` must do, with which files, and how we know.
//!
//! A table is made anew for each run from the table `timeseries`, and written twice: as
//! Parquet in several row groups, and as CSV. The columns stand in an order of their own.

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use grader_spec::rand::RngExt;
use grader_spec::rand::seq::SliceRandom;
use grader_spec::{Case, Counter, Exercise, Folder, Mismatch, Rng};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::ColumnPath;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use timeseries::{Generator, NAMES};

/// The exercise.
pub struct ParquetColumns;

static BYTES_READ: Counter = Counter::new("bytes read");

/// What a table is called as Parquet and as CSV.
const PARQUET: &str = "table.parquet";
const CSV: &str = "table.csv";

/// A read of the baseline: with the 8 KiB that are usual it takes longer.
const BUFFER_BYTES: usize = 1 << 16;
/// The size of the reads in which the head of a page is looked for: a head has less.
const HEAD_BYTES: usize = 256;

/// The two files of a table.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    plan: Plan,
    /// What has to be read of the Parquet file: all but the columns that nobody needs.
    bytes_needed: u64,
}

/// What a table is made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Plan {
    seed: u64,
    rows: usize,
    row_groups: usize,
    /// The names of all columns, in order.
    columns: Vec<String>,
    nulls: Nulls,
    /// What is wrong with the Parquet file.
    defect: Option<Defect>,
    /// A row that is another than the seed makes it.
    changed: Option<(usize, Change)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Nulls {
    None,
    Some,
    /// All `x` of some names.
    WholeGroups,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Change {
    Name,
    X,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Defect {
    Empty,
    IsCsv,
    CutOff,
    GarbageAtTheEnd,
    NoName,
    NoX,
    XIsText,
    NameIsNumbers,
}

/// One group, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    name: String,
    rows: u64,
    /// `None` for NaN: NaN equals nothing, not even itself.
    x_mean: Option<f64>,
}

impl Exercise for ParquetColumns {
    type Input = Input;
    /// `None` where the file is broken.
    type Output = Option<Vec<Row>>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows with nulls", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("a prime number of rows", 10_007),
            Case::hidden("one row group", 5_003),
            Case::hidden("a row in each row group", 29),
            Case::hidden("names without an x", 2_003),
            Case::hidden("a file that is cut off", 307),
            Case::hidden("a file with garbage at its end", 311),
            Case::hidden("a file that is no Parquet", 97),
            Case::hidden("an empty file", 0),
            Case::hidden("a column that is missing", 101),
            Case::hidden("a column of another type", 103),
            Case::hidden("thirty columns", 40_000),
            Case::timed("ten columns", 80_000),
        ]
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&BYTES_READ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let columns = match kind {
            "thirty columns" => 30,
            "ten columns" => 10,
            _ => 6,
        };
        let extra = (4..columns).map(|number| format!("v{number}"));
        let table = ["time_s", "name", "id", "x"].map(str::to_owned);
        let mut columns: Vec<String> = table.into_iter().chain(extra).collect();
        if kind != "a dozen rows" {
            columns.shuffle(rng);
        }
        let either = |one, other, rng: &mut Rng| if rng.random() { one } else { other };
        let plan = Plan {
            seed: rng.random(),
            rows: case.size,
            row_groups: match kind {
                "one row group" => 1,
                "a row in each row group" => case.size,
                "thirty columns" => 3,
                "ten columns" => 16,
                _ => rng.random_range(2..8),
            },
            columns,
            nulls: match kind {
                "a dozen rows" | "thirty columns" | "ten columns" => Nulls::None,
                "names without an x" => Nulls::WholeGroups,
                _ => Nulls::Some,
            },
            defect: match kind {
                "a file that is cut off" => Some(Defect::CutOff),
                "a file with garbage at its end" => Some(Defect::GarbageAtTheEnd),
                "a file that is no Parquet" => Some(Defect::IsCsv),
                "an empty file" => Some(Defect::Empty),
                "a column that is missing" => Some(either(Defect::NoName, Defect::NoX, rng)),
                "a column of another type" => {
                    Some(either(Defect::XIsText, Defect::NameIsNumbers, rng))
                }
                _ => None,
            },
            changed: None,
        };
        plan.into_input()
    }

    /// The CSV file as a stream: one record for all rows, and a map whose keys are made
    /// once for each name. It is the best serial program for text; the lesson has a table
    /// of others.
    fn baseline(&self, input: &Input) -> Option<Vec<Row>> {
        if input.plan.defect.is_some() {
            return None;
        }
        // It reads text, and counts what the best program reads.
        BYTES_READ.add(input.bytes_needed);
        let mut groups: Vec<(String, Sums)> =
            sums_of(&input.folder.path().join(CSV))?.into_iter().collect();
        groups.sort_by(|a, b| a.0.cmp(&b.0));
        Some(groups.into_iter().map(Sums::finish).collect())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Option<Vec<Row>> {
        let folder = input.folder.path();
        let parquet = CountedFile::open(&folder.join(PARQUET)).ok()?;
        let groups = parquet_columns::group_means(&folder.join(CSV), &parquet).ok()?;
        let row = |group: parquet_columns::Group| Row {
            name: group.name,
            rows: group.rows,
            x_mean: number(group.x_mean),
        };
        Some(groups.into_iter().map(row).collect())
    }

    /// One row gets another `x` or another name. The last row changes as often as all
    /// others together.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.plan.rows.checked_sub(1)?;
        if input.plan.defect.is_some() {
            return None;
        }
        let row = if rng.random() { last } else { rng.random_range(0..=last) };
        let change = if rng.random() { Change::Name } else { Change::X };
        Some(Plan { changed: Some((row, change)), ..input.plan.clone() }.into_input())
    }

    fn check(
        &self,
        _: &Input,
        expected: &Option<Vec<Row>>,
        actual: &Option<Vec<Row>>,
    ) -> Result<(), Mismatch> {
        match (expected, actual) {
            (None, None) => Ok(()),
            (Some(expected), Some(actual)) => {
                check_names(expected, actual)?;
                expected.iter().zip(actual).try_for_each(|(right, found)| check_row(right, found))
            }
            (Some(_), None) => Err(told("the file is sound", "a list", "an error")),
            (None, Some(_)) => Err(told("the Parquet file is broken", "an error", "a list")),
        }
    }
}

/// A file that counts what is read of it. Clones read the same file, each where it wants.
#[derive(Clone, Debug)]
pub struct CountedFile {
    file: Arc<File>,
    length: u64,
}

impl CountedFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), length })
    }

    fn at(&self, offset: u64) -> CountedReader {
        CountedReader { file: Arc::clone(&self.file), offset }
    }
}

impl Length for CountedFile {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for CountedFile {
    type T = BufReader<CountedReader>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::with_capacity(HEAD_BYTES, self.at(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = Vec::new();
        self.at(start).take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} are not there")));
        }
        Ok(bytes.into())
    }
}

/// Reads on from a place in the file.
#[derive(Debug)]
pub struct CountedReader {
    file: Arc<File>,
    offset: u64,
}

impl Read for CountedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.offset)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.offset)?;
        self.offset += read as u64;
        BYTES_READ.add(read as u64);
        Ok(read)
    }
}

/// The columns of a table that change from one to another.
struct Table {
    names: Vec<&'static str>,
    x: Vec<Option<f64>>,
    time_s: Vec<i64>,
    id: Vec<i64>,
    /// The other columns, by their place in the plan.
    others: FxHashMap<usize, Vec<f64>>,
}

impl Plan {
    fn into_input(self) -> Input {
        let folder = Folder::new();
        let table = self.table();
        let csv = self.csv(&table);
        let (whole, bytes_needed) = self.parquet(&table);
        let parquet = match self.defect {
            Some(Defect::Empty) => Vec::new(),
            Some(Defect::IsCsv) => csv.clone(),
            Some(Defect::CutOff) => {
                let left = self.seed as usize % whole.len();
                whole[..left].to_vec()
            }
            Some(Defect::GarbageAtTheEnd) => {
                let mut file = whole;
                // What a Parquet file ends with: its footer, the footer's length, a mark.
                let end = file.len() - 8;
                file[end / 2..end].fill(0xFF);
                file
            }
            _ => whole,
        };
        folder.write(CSV, &csv);
        folder.write(PARQUET, &parquet);
        Input { folder, plan: self, bytes_needed }
    }

    fn table(&self) -> Table {
        let generator = Generator::new(self.seed);
        let drawn = generator.rows(0, self.rows);
        let chance = generator.extra(0, 0, self.rows);
        let is_null = |row: usize| match self.nulls {
            Nulls::None => false,
            Nulls::Some => chance[row] < -0.7,
            Nulls::WholeGroups => drawn.name[row].is_multiple_of(3) || chance[row] < -0.7,
        };
        let mut names: Vec<&'static str> = drawn.names().collect();
        let x = drawn.x.iter().enumerate().map(|(row, &x)| (!is_null(row)).then_some(x));
        let mut x: Vec<Option<f64>> = x.collect();
        match self.changed {
            Some((row, Change::X)) => x[row] = Some(x[row].map_or(0.5, |x| x / 2.0 + 0.75)),
            Some((row, Change::Name)) => {
                let other = (usize::from(drawn.name[row]) + 1) % NAMES.len();
                names[row] = NAMES[other];
            }
            None => {}
        }
        let others = self.columns.iter().enumerate().filter(|(_, name)| name.starts_with('v'));
        let others = others.map(|(at, _)| (at, generator.extra(at as u32 + 1, 0, self.rows)));
        Table {
            names,
            x,
            id: drawn.id.iter().copied().map(i64::from).collect(),
            time_s: drawn.time_s,
            others: others.collect(),
        }
    }

    fn csv(&self, table: &Table) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = || -> csv::Result<()> {
            writer.write_record(&self.columns)?;
            for row in 0..self.rows {
                for (at, column) in self.columns.iter().enumerate() {
                    match column.as_str() {
                        "name" => writer.write_field(table.names[row])?,
                        "time_s" => writer.write_field(table.time_s[row].to_string())?,
                        "id" => writer.write_field(table.id[row].to_string())?,
                        "x" => writer.write_field(shown(table.x[row]))?,
                        _ => writer.write_field(table.others[&at][row].to_string())?,
                    }
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Ok(())
        };
        write().expect("memory takes all that is written");
        writer.into_inner().expect("memory takes all that is written")
    }

    /// The file, and how many of its bytes are needed.
    fn parquet(&self, table: &Table) -> (Vec<u8>, u64) {
        let column = |(at, name): (usize, &String)| -> Option<(String, ArrayRef, bool)> {
            let array: ArrayRef = match (name.as_str(), self.defect) {
                ("name", Some(Defect::NoName)) | ("x", Some(Defect::NoX)) => return None,
                ("name", Some(Defect::NameIsNumbers)) | ("id", _) => {
                    Arc::new(Int64Array::from(table.id.clone()))
                }
                ("x", Some(Defect::XIsText)) | ("name", _) => {
                    Arc::new(StringArray::from_iter_values(&table.names))
                }
                ("time_s", _) => Arc::new(Int64Array::from(table.time_s.clone())),
                ("x", _) => Arc::new(Float64Array::from(table.x.clone())),
                _ => Arc::new(Float64Array::from(table.others[&at].clone())),
            };
            Some((name.clone(), array, name == "x"))
        };
        let columns = self.columns.iter().enumerate().filter_map(column);
        let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("equal columns");
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled(ColumnPath::from("name"), true)
            .set_max_row_group_row_count(Some(self.rows.div_ceil(self.row_groups.max(1)).max(1)))
            // By itself, the version of the library.
            .set_created_by("parquet_columns".to_owned())
            .build();
        let mut file = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(properties))
            .expect("a schema that Parquet has");
        writer.write(&batch).expect("memory takes all that is written");
        let metadata = writer.close().expect("memory takes all that is written");
        let chunks = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns);
        let others =
            chunks.filter(|chunk| !["name", "x"].contains(&chunk.column_path().string().as_str()));
        let bytes_of_others: i64 = others.map(ColumnChunkMetaData::compressed_size).sum();
        let needed = file.len() as u64 - bytes_of_others.unsigned_abs();
        (file, needed)
    }
}

fn shown(x: Option<f64>) -> String {
    x.map_or_else(String::new, |x| x.to_string())
}

/// What a group has gathered so far.
#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
}

impl Sums {
    fn add(&mut self, x: Option<f64>) {
        self.rows += 1;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += x;
        }
    }

    fn finish((name, sums): (String, Self)) -> Row {
        // 0/0, NaN, for no `x`.
        Row { name, rows: sums.rows, x_mean: number(sums.x / sums.x_rows as f64) }
    }
}

fn sums_of(path: &Path) -> Option<FxHashMap<String, Sums>> {
    let mut reader =
        csv::ReaderBuilder::new().buffer_capacity(BUFFER_BYTES).from_path(path).ok()?;
    let header = reader.byte_headers().ok()?;
    let column = |name: &str| header.iter().position(|field| field == name.as_bytes());
    let (name_at, x_at) = (column("name")?, column("x")?);
    let mut groups: FxHashMap<String, Sums> = FxHashMap::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).ok()? {
        let text = |at: usize| std::str::from_utf8(&record[at]);
        let x = match text(x_at).ok()? {
            "" => None,
            digits => Some(digits.parse().ok()?),
        };
        let name = text(name_at).ok()?;
        if let Some(sums) = groups.get_mut(name) {
            sums.add(x);
        } else {
            groups.entry(name.to_owned()).or_default().add(x);
        }
    }
    Some(groups)
}

fn number(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn check_names(expected: &[Row], actual: &[Row]) -> Result<(), Mismatch> {
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.name.clone()).collect() };
    let (right, found) = (names(expected), names(actual));
    if right == found {
        return Ok(());
    }
    let mut sorted = found.clone();
    sorted.sort();
    let difference = if sorted == right {
        "the groups are not sorted by name".to_owned()
    } else if let Some(missing) = right.iter().find(|name| !found.contains(name)) {
        format!("the group `{missing}` is missing")
    } else if let Some(extra) = found.iter().find(|name| !right.contains(name)) {
        format!("there is a group `{extra}`, but no row has that name")
    } else {
        format!("expected {} groups, got {}", right.len(), found.len())
    };
    Err(Mismatch::new(difference, &right, &found))
}

/// Counts are exact; means lie within what rounding can do.
///
/// A sum of n terms in any order is off by at most (n - 1) u Σ|x| with u = 2⁻⁵³ (Higham,
/// "Accuracy and Stability of Numerical Algorithms", 4.2). Here |x| is at most 1.25, so a
/// mean is off by less than 2 n u, and by a few times as much where it is updated row by
/// row.
fn check_row(expected: &Row, actual: &Row) -> Result<(), Mismatch> {
    let error = 4.0 * expected.rows as f64 * f64::EPSILON;
    if expected.rows != actual.rows {
        let difference =
            format!("rows of `{}`: expected {}, got {}", expected.name, expected.rows, actual.rows);
        return Err(Mismatch::new(difference, expected, actual));
    }
    let is_near = match (expected.x_mean, actual.x_mean) {
        (None, None) => true,
        (Some(right), Some(found)) => (right - found).abs() <= error,
        _ => false,
    };
    if is_near {
        return Ok(());
    }
    let show = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let (right, found) = (show(expected.x_mean), show(actual.x_mean));
    let difference = format!("x_mean of `{}`: expected {right:?}, got {found:?}", expected.name);
    Err(Mismatch::new(difference, expected, actual))
}

fn told(difference: &str, expected: &str, got: &str) -> Mismatch {
    Mismatch {
        difference: difference.to_owned(),
        expected: expected.to_owned(),
        got: got.to_owned(),
    }
}

grader_spec::serve!(ParquetColumns);
