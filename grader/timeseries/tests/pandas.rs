//! Time series as pandas sees them: it reads the table that is written as CSV, and finds
//! the same as the course's solutions: hourly means, rolling means, means of groups.

use std::env;
use std::fs::File;
use std::io::Write;
use std::process::{Command, Stdio};
use timeseries::{CsvStyle, Generator, START_S, Table, day_name, day_style, write_csv};

#[path = "../../../solutions/21_csv_files/solution.rs"]
mod csv_files;
#[path = "../../../solutions/19_resample/solution.rs"]
mod resample;
#[path = "../../../solutions/20_rolling/solution.rs"]
mod rolling;

/// Reads the table and prints a mean a line, that of an hour behind its begin.
const RESAMPLE: &str = r#"
import sys, pandas as pd
df = pd.read_csv(sys.stdin, parse_dates=["timestamp"], index_col="timestamp")
for hour, mean in df.x.resample("1h").mean().items():
    print(int((hour - pd.Timestamp("2000-01-01")).total_seconds()), repr(float(mean)))
"#;

/// Prints each day and the highest of its means of eight hours.
const ROLLING: &str = r#"
import sys, pandas as pd
df = pd.read_csv(sys.stdin, parse_dates=["timestamp"], index_col="timestamp")
for day, mean in df.x.rolling("8h").mean().resample("1D").max().dropna().items():
    print((day - pd.Timestamp("2000-01-01")).days, repr(float(mean)))
"#;

/// Reads the files of the folder that standard input names as one table, and prints each
/// name with its rows and means.
const GROUPS: &str = r#"
import sys, pathlib, pandas as pd
files = sorted(pathlib.Path(sys.stdin.read()).glob("*.csv"))
df = pd.concat([pd.read_csv(file) for file in files])
for name, group in df.groupby("name"):
    print(name, len(group), repr(float(group.x.mean())), repr(float(group.y.mean())))
"#;

/// Three days with three seconds in ten, and without five hours and a half of the first.
fn irregular() -> Table {
    let mut table = Generator::new(19).rows(1_000, 3 * timeseries::ROWS_PER_DAY);
    let is_kept: Vec<bool> = (0..table.rows())
        .map(|row| row * 7_919 % 10 < 3 && !(30_000..50_000).contains(&row))
        .collect();
    keep(&is_kept, &mut table.time_s);
    keep(&is_kept, &mut table.name);
    keep(&is_kept, &mut table.id);
    keep(&is_kept, &mut table.x);
    keep(&is_kept, &mut table.y);
    table
}

fn keep<T>(is_kept: &[bool], column: &mut Vec<T>) {
    let mut is_kept = is_kept.iter();
    column.retain(|_| *is_kept.next().expect("a flag for each row"));
}

/// What a script prints, or `None` where there is no pandas.
fn pandas(script: &str, input: &[u8]) -> Option<String> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_pandas = Command::new(&python).args(["-c", "import pandas"]).output();
    if !has_pandas.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: answers as pandas has them: `{python}` has no pandas");
        return None;
    }
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python was there");
    child.stdin.take().expect("a pipe").write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn csv_of(table: &Table) -> Vec<u8> {
    let mut text = Vec::new();
    write_csv(table, CsvStyle { has_quotes: true, ..CsvStyle::default() }, &mut text).unwrap();
    text
}

fn times(table: &Table) -> Vec<u32> {
    table.time_s.iter().map(|time| u32::try_from(time - START_S).unwrap()).collect()
}

/// Means of a thousand values below 100 are good to 1e-11, and so are those of some ten
/// thousand below 1.
fn assert_near(ours: f64, theirs: &str, place: usize) {
    let theirs: f64 = theirs.parse().unwrap();
    let is_near = (ours - theirs).abs() < 1e-11 || (ours.is_nan() && theirs.is_nan());
    assert!(is_near, "at {place}: ours {ours:?}, pandas' {theirs:?}");
}

#[test]
fn hourly_means_are_those_of_pandas() {
    let mut table = irregular();
    let times = times(&table);
    let ohms: Vec<f32> = table.x.iter().map(|x| (10_000.0 + 5_000.0 * x) as f32).collect();
    table.x = ohms.iter().map(|&ohms| resample::lux(ohms)).collect();
    let Some(printed) = pandas(RESAMPLE, &csv_of(&table)) else { return };
    // No partition ends on the hour.
    let partitions: Vec<_> = times.chunks(1_009).zip(ohms.chunks(1_009)).collect();
    let hours = resample::resample(&partitions);
    assert!(hours.iter().filter(|hour| hour.mean.is_nan()).count() >= 4, "there are empty hours");
    assert_eq!(printed.lines().count(), hours.len());
    for (hour, line) in hours.iter().zip(printed.lines()) {
        let (their_start, their_mean) = line.split_once(' ').unwrap();
        assert_eq!(hour.start_s.to_string(), their_start);
        assert_near(hour.mean, their_mean, hour.start_s as usize);
    }
}

#[test]
fn highest_rolling_means_are_those_of_pandas() {
    let table = irregular();
    let Some(printed) = pandas(ROLLING, &csv_of(&table)) else { return };
    let days = rolling::highest_means(&times(&table), &table.x, 8 * 60 * 60);
    assert_eq!(printed.lines().count(), days.len());
    assert!(days.len() > 2, "the table has some days");
    for (day, line) in days.iter().zip(printed.lines()) {
        let (their_day, their_mean) = line.split_once(' ').unwrap();
        assert_eq!(day.day.to_string(), their_day);
        assert_near(day.highest, their_mean, day.day as usize);
    }
}

#[test]
fn means_of_groups_over_many_files_are_those_of_pandas() {
    let folder = tempfile::tempdir().unwrap();
    let generator = Generator::new(21);
    for day in 0..3 {
        let mut file = File::create(folder.path().join(format!("{}.csv", day_name(day)))).unwrap();
        // Quotes in one file, CR LF in another, and fields that are empty.
        write_csv(&generator.day(day), day_style(day), &mut file).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let Some(printed) = pandas(GROUPS, path.as_bytes()) else { return };
    let table = csv_files::group_means(folder.path()).unwrap();
    let broken = table.broken.iter().map(|broken| (&broken.file, &broken.error));
    assert_eq!(broken.collect::<Vec<_>>(), []);
    assert_eq!(printed.lines().count(), table.groups.len());
    for (group, line) in table.groups.iter().zip(printed.lines()) {
        let fields: Vec<&str> = line.split(' ').collect();
        assert_eq!((group.name.as_str(), group.rows.to_string().as_str()), (fields[0], fields[1]));
        assert_near(group.x_mean, fields[2], 0);
        assert_near(group.y_mean, fields[3], 0);
    }
}
