//! SQL: your file.
//!
//! A folder holds tables as Parquet files (`*.parquet`) and as CSV files (`*.csv`). All
//! have the same five columns, and together they are one table:
//!
//! | column | in Parquet | in CSV |
//! |---|---|---|
//! | `timestamp` | timestamp | `2000-01-01 00:00:00` |
//! | `id` | 32-bit integer | `1000` |
//! | `name` | text | text, in quotes where it needs them |
//! | `x`, `y` | 64-bit float | `0.25` |
//!
//! Ask DuckDB for the five names with the largest mean of `x`. DuckDB is a whole database
//! engine in a library: no server, and a file is a table.

use duckdb::{Config, Connection};
use std::error::Error;
use std::path::Path;

/// One row of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    /// The name.
    pub name: String,
    /// The mean of `x` over its rows that count.
    pub x_mean: f64,
    /// How many rows that is.
    pub rows: u64,
}

/// The five names with the largest mean of `x`, the largest first, and for equal means in
/// the order of the names. A row counts if its `y` is above `y_min` and its name is not
/// `left_out`. Fewer than five names give fewer rows.
///
/// Other files than those of the two kinds are not looked at. A folder without any of them
/// gives an empty list.
///
/// # Errors
/// If the folder is not there, or a table cannot be read: a Parquet file that is cut off
/// or none at all, a line of CSV with more or fewer than five fields, or with something
/// else than numbers where numbers belong. Then there is no answer, not part of one.
pub fn top_names(
    folder: &Path,
    y_min: f64,
    left_out: &str,
) -> Result<Vec<Top>, Box<dyn Error + Send + Sync>> {
    let engine = open()?;
    todo!(
        "ask {:?} for the top names in {}, with y above {y_min}, without {left_out}",
        engine,
        folder.display()
    )
}

/// An engine of its own for each call: in memory, with as many threads as the pool has.
///
/// The three settings are not for speed alone. By itself DuckDB takes all cores that it
/// sees, four fifths of the machine's memory, and writes to the disk what does not fit.
fn open() -> duckdb::Result<Connection> {
    let config = Config::default()
        .threads(i64::try_from(rayon::current_num_threads()).unwrap_or(1))?
        .max_memory("512MB")?
        .with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_small_table() {
        let folder = std::env::temp_dir().join(format!("sql_{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of ours");
        let lines = [
            "timestamp,id,name,x,y",
            "2000-01-01 00:00:00,1000,Ann,0.5,0.1",
            "2000-01-01 00:00:01,1001,Bob,0.75,0.2",
            "2000-01-01 00:00:02,999,Ann,0.25,0.3",
            "2000-01-01 00:00:03,1000,Ann,9.0,-0.4",
            "2000-01-01 00:00:04,1000,O'Brien,9.0,0.5",
        ];
        fs::write(folder.join("one.csv"), lines.join("\n")).expect("a file of ours");
        let top = top_names(&folder, 0.0, "O'Brien");
        fs::remove_dir_all(&folder).expect("it is there");
        let top = top.expect("a sound table");
        let bob = Top { name: "Bob".to_owned(), x_mean: 0.75, rows: 1 };
        let ann = Top { name: "Ann".to_owned(), x_mean: 0.375, rows: 2 };
        assert_eq!(top, [bob, ann]);
    }
}
