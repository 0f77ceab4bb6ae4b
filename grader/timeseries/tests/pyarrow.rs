//! The table as pyarrow sees it: it reads the Parquet file that is written here, and finds
//! the same means of groups as the course's solution. Builds Arrow:
//! `cargo test -p timeseries --features parquet`.

use bytes::Bytes;
use std::env;
use std::fs::{self, File};
use std::process::Command;
use timeseries::Generator;

#[path = "../../../solutions/22_parquet_columns/solution.rs"]
mod parquet_columns;

/// Reads two columns of the file in its first argument, and prints each name with its rows
/// and its mean.
const SCRIPT: &str = r#"
import sys, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1], columns=["name", "x"])
groups = table.group_by("name").aggregate([("x", "count"), ("x", "mean")]).sort_by("name")
for row in groups.to_pylist():
    print(row["name"], row["x_count"], repr(row["x_mean"]))
"#;

/// Columns that nobody asks for.
const EXTRA: u32 = 6;

#[test]
fn means_of_two_columns_are_those_of_pyarrow() {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_arrow = Command::new(&python).args(["-c", "import pyarrow"]).output();
    if !has_arrow.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: means of groups as pyarrow has them: `{python}` has no pyarrow");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    Generator::new(22)
        .write_parquet(0..50_000, EXTRA, 8_192, File::create(&path).unwrap())
        .unwrap();

    let printed = Command::new(python).args(["-c", SCRIPT]).arg(&path).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed = String::from_utf8(printed.stdout).unwrap();

    // The solution looks at no CSV.
    let file = Bytes::from(fs::read(&path).unwrap());
    let groups = parquet_columns::group_means(&path, &file).unwrap();
    assert_eq!(printed.lines().count(), groups.len());
    for (group, line) in groups.iter().zip(printed.lines()) {
        let fields: Vec<&str> = line.split(' ').collect();
        assert_eq!((group.name.as_str(), group.rows.to_string().as_str()), (fields[0], fields[1]));
        let theirs: f64 = fields[2].parse().unwrap();
        // Two thousand values below 1, in any order.
        assert!((group.x_mean - theirs).abs() < 1e-12, "{line}, ours {:?}", group.x_mean);
    }
}
