//! What `csv_files` must do, with which folders, and how we know.
//!
//! A folder holds one file a day, made anew for each run from the table `timeseries`. The
//! files differ in the order of their columns, in quotes, line ends and byte order marks.
//! In the timed folder the first half of the month has nearly all rows.

use grader_spec::rand::RngExt;
use grader_spec::rand::seq::{IndexedRandom, SliceRandom};
use grader_spec::{Case, Exercise, Folder, Mismatch, Rng};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io, str};
use timeseries::{Generator, NAMES, Table};

/// The exercise.
pub struct CsvFiles;

/// A folder of files.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    /// Whether the name of a folder is given that is not there.
    is_missing: bool,
}

/// All groups and the names of the broken files; nothing where the folder cannot be read.
type Output = Option<(Vec<Row>, Vec<String>)>;

/// One group, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    name: String,
    rows: u64,
    /// `None` for NaN: NaN equals nothing, not even itself.
    x_mean: Option<f64>,
    y_mean: Option<f64>,
}

/// What the hidden and the timed case are called that need something of their own.
const LARGE: &str = "files larger than the memory you may use";
const MONTH: &str = "a month of files";

/// How many days have a file, and how many of these files have nearly all rows.
const DAYS: usize = 31;
const FULL_DAYS: usize = 15;
/// Rows of a full day for each of another day.
const FULLER: usize = 40;
/// A read of the baseline: with the 8 KiB that are usual it takes a tenth longer.
const BUFFER_BYTES: usize = 1 << 16;
/// Every such row, by chance, has an empty `x`.
const EMPTY_EVERY: u32 = 16;
/// Bytes of a remark in each row of the files that are large.
const NOTE_BYTES: usize = 600;

impl Exercise for CsvFiles {
    type Input = Input;
    type Output = Output;

    /// The size is the number of rows in all files.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three files", 12),
            Case::example("a broken file among others", 40),
            Case::hidden("an empty folder", 0),
            Case::hidden("files with a header only", 0),
            Case::hidden("one row", 1),
            Case::hidden("a prime number of rows", 10_007),
            Case::hidden("commas and quotes in names", 499),
            Case::hidden("line ends in names", 211),
            Case::hidden("byte order marks", 101),
            Case::hidden("no x at all", 307),
            Case::hidden("files that are no CSV", 1_009),
            Case::hidden("broken files", 3_001),
            Case::hidden("broken files only", 97),
            Case::hidden("a folder that is not there", 0),
            Case::hidden(LARGE, 100_000),
            Case::timed(MONTH, 31_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let folder = Folder::new();
        let kind = case.name.as_str();
        let generator = Generator::new(rng.random());
        let names = names(kind, rng);
        let mut first = 0;
        for (day, rows) in rows_of_days(kind, case.size, rng).into_iter().enumerate() {
            let rows = Rows { table: generator.rows(first, rows), names: &names };
            first += rows.table.rows();
            let contents = rows.file(kind, day, rng);
            folder.write(&format!("2000-01-{:02}.csv", day + 1), &contents);
        }
        if kind == "files that are no CSV" {
            folder.write("2000-01-01.csv.bak", b"name,x,y\nAlice,1,1\n");
            folder.write("notes.txt", b"buy sun cream\n");
        }
        Input { folder, is_missing: kind == "a folder that is not there" }
    }

    /// File after file, each as a stream: one record for all rows, and a map whose keys
    /// are made once for each name. The lesson has a table of other serial programs.
    fn baseline(&self, input: &Input) -> Output {
        let mut groups: BTreeMap<Vec<u8>, Sums> = BTreeMap::new();
        let mut broken = Vec::new();
        for path in csv_files(&input.path()).ok()? {
            let Some(sums) = sums_of(&path) else {
                broken.push(path.file_name()?.to_string_lossy().into_owned());
                continue;
            };
            for (name, sums) in sums {
                groups.entry(name).or_default().merge(&sums);
            }
        }
        Some((groups.into_iter().map(|(name, sums)| sums.finish(&name)).collect(), broken))
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let table = csv_files::group_means(&input.path()).ok()?;
        let row = |group: csv_files::Group| Row {
            name: group.name,
            rows: group.rows,
            x_mean: number(group.x_mean),
            y_mean: number(group.y_mean),
        };
        let broken = table.broken.into_iter().map(|broken| broken.file).collect();
        Some((table.groups.into_iter().map(row).collect(), broken))
    }

    /// One row more, in a file that is sound or in one of its own.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let paths = csv_files(&input.path()).ok()?;
        let sound = paths.iter().filter(|path| sums_of(path).is_some());
        let sound: Vec<&PathBuf> = sound.collect();
        let folder = input.folder.copy();
        let (x, y) = (rng.random_range(-1.0..1.0), rng.random_range(-1.0..1.0));
        if let Some(path) = sound.choose(rng) {
            let name = path.file_name()?.to_str()?;
            let mut contents = fs::read(path).ok()?;
            contents.extend(one_more_row(path, x, y)?);
            folder.remove(name);
            folder.write(name, &contents);
        } else {
            folder.write("2000-02-01.csv", format!("x,name,y\n{x},Alice,{y}\n").as_bytes());
        }
        Some(Input { folder, is_missing: input.is_missing })
    }

    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (expected, actual) {
            (None, None) => Ok(()),
            (Some((rows, broken)), Some((found_rows, found_broken))) => {
                check_broken(broken, found_broken)?;
                check_names(rows, found_rows)?;
                rows.iter().zip(found_rows).try_for_each(|(right, found)| check_row(right, found))
            }
            (Some(_), None) => Err(told("the folder can be read", "a table", "an error")),
            (None, Some(_)) => Err(told("the folder is not there", "an error", "a table")),
        }
    }
}

impl Input {
    fn path(&self) -> PathBuf {
        let path = self.folder.path();
        if self.is_missing { path.join("not_there") } else { path }
    }
}

/// How many rows each file has.
fn rows_of_days(kind: &str, rows: usize, rng: &mut Rng) -> Vec<usize> {
    let days = match kind {
        "an empty folder" | "a folder that is not there" if rows == 0 => 0,
        MONTH => DAYS,
        LARGE => 2,
        "broken files" => 12,
        _ => 3,
    };
    let weight = |day: usize| match kind {
        MONTH if day < FULL_DAYS => FULLER,
        _ => 1,
    };
    let mut left: usize = (0..days).map(weight).sum();
    let mut rows_left = rows;
    let mut of_days = Vec::with_capacity(days);
    for day in 0..days {
        let share = rows_left * weight(day) / left;
        let rows = match kind {
            MONTH | LARGE => share,
            _ if day + 1 == days => rows_left,
            _ => rng.random_range(0..=(2 * share).min(rows_left)),
        };
        of_days.push(rows);
        rows_left -= rows;
        left -= weight(day);
    }
    of_days
}

/// Those of `timeseries`, some with what needs quotes.
fn names(kind: &str, rng: &mut Rng) -> Vec<Vec<u8>> {
    let name = |name: &&str| match (kind, rng.random_range(0..6)) {
        ("line ends in names", 0) => format!("{name}\nSmith"),
        ("line ends in names", 1) => format!("{name}\r\nSmith"),
        ("three files" | "one row", _) => (*name).to_owned(),
        (_, 0) => format!("{name}, the 2nd"),
        (_, 1) => format!("{name} \"the loud\""),
        (_, 2) => format!("{name} Müller"),
        _ => (*name).to_owned(),
    };
    NAMES.iter().map(name).map(String::into_bytes).collect()
}

/// What can be wrong with a file.
const DEFECTS: usize = 9;

/// The rows of one file, and what the table's names are called here.
struct Rows<'a> {
    table: Table,
    names: &'a [Vec<u8>],
}

impl Rows<'_> {
    fn file(&self, kind: &str, day: usize, rng: &mut Rng) -> Vec<u8> {
        let is_plain = matches!(kind, "three files" | "one row") && day == 0;
        let mut columns = vec!["time_s", "name", "id", "x", "y"];
        if kind == LARGE {
            columns.push("note");
        }
        if !is_plain {
            columns.shuffle(rng);
        }
        let defect = match kind {
            "a broken file among others" => (day == 1).then_some(0),
            "broken files" => (day % 4 != 3).then_some(day - day / 4),
            "broken files only" => Some(rng.random_range(0..DEFECTS)),
            _ => None,
        };
        let mut file = Vec::new();
        if kind == "byte order marks" || (!is_plain && rng.random_range(0..8) == 0) {
            file.extend("\u{feff}".as_bytes());
        }
        let mut writer = csv::WriterBuilder::new();
        if !is_plain && rng.random() {
            writer.terminator(csv::Terminator::CRLF);
        }
        if !is_plain && rng.random() {
            writer.quote_style(csv::QuoteStyle::Always);
        }
        let mut writer = writer.flexible(true).from_writer(file);
        let written = self.write(&mut writer, &columns, (kind, defect), rng);
        written.expect("memory takes all that is written");
        let file = writer.into_inner().expect("memory takes all that is written");
        match defect {
            // An empty file, and one in UTF-16.
            Some(7) => Vec::new(),
            Some(8) => file.iter().flat_map(|&byte| [byte, 0]).collect(),
            _ => file,
        }
    }

    fn write(
        &self,
        writer: &mut csv::Writer<Vec<u8>>,
        columns: &[&str],
        (kind, defect): (&str, Option<usize>),
        rng: &mut Rng,
    ) -> csv::Result<()> {
        let header = |column: &&str| match (*column, defect) {
            ("x", Some(3)) => "ex".to_owned(),
            (column, _) => column.to_owned(),
        };
        writer.write_record(columns.iter().map(header))?;
        let rows = self.table.rows();
        let broken_row = rng.random_range(0..rows.max(1));
        let note = vec![b'.'; NOTE_BYTES];
        for row in 0..rows {
            let defect = defect.filter(|_| row == broken_row);
            let last = columns.len() - usize::from(defect == Some(0));
            for &column in &columns[..last] {
                match column {
                    "time_s" => writer.write_field(self.table.time_s[row].to_string())?,
                    "id" => writer.write_field(self.table.id[row].to_string())?,
                    "note" => writer.write_field(&note)?,
                    "name" if defect == Some(4) => writer.write_field(b"Z\xFClle")?,
                    "name" => writer.write_field(&self.names[self.table.name[row] as usize])?,
                    "x" if defect == Some(5) => writer.write_field("0,5")?,
                    "x" if kind == "no x at all" => writer.write_field("")?,
                    "x" if rng.random_range(0..EMPTY_EVERY) == 0 => writer.write_field("")?,
                    "x" => writer.write_field(self.table.x[row].to_string())?,
                    _ if defect == Some(2) => writer.write_field("")?,
                    _ if defect == Some(6) => writer.write_field("n/a")?,
                    _ => writer.write_field(self.table.y[row].to_string())?,
                }
            }
            if defect == Some(1) {
                writer.write_field("7")?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// A row as the file has them, with the name of its first.
fn one_more_row(path: &Path, x: f64, y: f64) -> Option<Vec<u8>> {
    let mut reader = csv::Reader::from_path(path).ok()?;
    let header = reader.headers().ok()?.clone();
    let first = reader.byte_records().next().and_then(Result::ok);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (at, column) in header.iter().enumerate() {
        let field = match column {
            "x" => x.to_string().into_bytes(),
            "y" => y.to_string().into_bytes(),
            _ => first.as_ref().map_or(b"Alice".to_vec(), |first| first[at].to_vec()),
        };
        writer.write_field(field).ok()?;
    }
    writer.write_record(None::<&[u8]>).ok()?;
    writer.into_inner().ok()
}

fn csv_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    Ok(paths)
}

/// What a group has gathered so far.
#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
    y: f64,
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

    fn finish(&self, name: &[u8]) -> Row {
        Row {
            name: String::from_utf8_lossy(name).into_owned(),
            rows: self.rows,
            x_mean: number(self.x / self.x_rows as f64), // 0/0, NaN, for no `x`
            y_mean: number(self.y / self.rows as f64),
        }
    }
}

/// Nothing if the file is broken.
fn sums_of(path: &Path) -> Option<FxHashMap<Vec<u8>, Sums>> {
    let mut reader =
        csv::ReaderBuilder::new().buffer_capacity(BUFFER_BYTES).from_path(path).ok()?;
    let header = reader.byte_headers().ok()?;
    let column = |name: &str| header.iter().position(|field| field == name.as_bytes());
    let (name_at, x_at, y_at) = (column("name")?, column("x")?, column("y")?);
    let mut groups: FxHashMap<Vec<u8>, Sums> = FxHashMap::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).ok()? {
        let x = match &record[x_at] {
            [] => None,
            digits => Some(parsed(digits)?),
        };
        let y = parsed(&record[y_at])?;
        let name = &record[name_at];
        if let Some(sums) = groups.get_mut(name) {
            sums.add(x, y);
        } else {
            str::from_utf8(name).ok()?;
            groups.entry(name.to_vec()).or_default().add(x, y);
        }
    }
    Some(groups)
}

fn parsed(digits: &[u8]) -> Option<f64> {
    str::from_utf8(digits).ok()?.parse().ok()
}

fn number(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn check_broken(expected: &[String], actual: &[String]) -> Result<(), Mismatch> {
    let difference = if expected == actual {
        return Ok(());
    } else if let Some(missing) = expected.iter().find(|file| !actual.contains(file)) {
        format!("the file `{missing}` is broken, and it is not reported")
    } else if let Some(extra) = actual.iter().find(|file| !expected.contains(file)) {
        format!("the file `{extra}` is reported as broken, and it is sound")
    } else {
        "the broken files are not sorted by name, each of them once".to_owned()
    };
    Err(Mismatch::new(difference, &expected, &actual))
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
        format!("there is a group `{extra}`, but no sound file has a row of that name")
    } else {
        format!("expected {} groups, got {}", right.len(), found.len())
    };
    Err(Mismatch::new(difference, &right, &found))
}

/// Counts are exact; means lie within what rounding can do.
///
/// A sum of n terms in any order is off by at most (n - 1) u Σ|x| with u = 2⁻⁵³ (Higham,
/// "Accuracy and Stability of Numerical Algorithms", 4.2). Here |x| is at most 1, so a
/// mean is off by n u, and by a few times as much where it is updated row by row.
fn check_row(expected: &Row, actual: &Row) -> Result<(), Mismatch> {
    let error = 4.0 * expected.rows as f64 * f64::EPSILON;
    let is_near = |right: Option<f64>, found: Option<f64>| match (right, found) {
        (None, None) => true,
        (Some(right), Some(found)) => (right - found).abs() <= error,
        _ => false,
    };
    let show = |value: Option<f64>| format!("{:?}", value.unwrap_or(f64::NAN));
    let wrong = |column: &str, right: String, found: String| {
        let difference = format!("{column} of `{}`: expected {right}, got {found}", expected.name);
        Err(Mismatch::new(difference, expected, actual))
    };
    if expected.rows != actual.rows {
        return wrong("rows", expected.rows.to_string(), actual.rows.to_string());
    }
    if !is_near(expected.x_mean, actual.x_mean) {
        return wrong("x_mean", show(expected.x_mean), show(actual.x_mean));
    }
    if !is_near(expected.y_mean, actual.y_mean) {
        return wrong("y_mean", show(expected.y_mean), show(actual.y_mean));
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

grader_spec::serve!(CsvFiles);
