//! Time series as pandas sees them: it reads the table that is written as CSV, and finds
//! the same hourly means as the course's solution.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use timeseries::{CsvStyle, Generator, START_S, Table, write_csv};

#[path = "../../../solutions/19_resample/solution.rs"]
mod resample;

/// Reads the table and prints a mean a line, that of an hour behind its begin.
const SCRIPT: &str = r#"
import sys, pandas as pd
df = pd.read_csv(sys.stdin, parse_dates=["timestamp"], index_col="timestamp")
for hour, mean in df.x.resample("1h").mean().items():
    print(int((hour - pd.Timestamp("2000-01-01")).total_seconds()), repr(float(mean)))
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

/// What pandas prints, or `None` where there is no pandas.
fn pandas(table: &Table) -> Option<String> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_pandas = Command::new(&python).args(["-c", "import pandas"]).output();
    if !has_pandas.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: hourly means as pandas does it: `{python}` has no pandas");
        return None;
    }
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python was there");
    let mut text = Vec::new();
    write_csv(table, CsvStyle { has_quotes: true, ..CsvStyle::default() }, &mut text).unwrap();
    child.stdin.take().expect("a pipe").write_all(&text).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn times(table: &Table) -> Vec<u32> {
    table.time_s.iter().map(|time| u32::try_from(time - START_S).unwrap()).collect()
}

/// Means of a thousand values below 100 are good to 1e-11.
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
    let Some(printed) = pandas(&table) else { return };
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
