//! Solution: both kinds of files are one table for one query, whose values are bound and
//! not written into it. What comes back is the answer and nothing else.

use duckdb::{Config, Connection, params};
use std::error::Error;
use std::fs;
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

/// A CSV file says of no column what it holds. An engine that guesses types will
/// guess what to leave out, too.
const CSV: &str = "header = true, auto_detect = false, delim = ',', quote = '\"', columns = {
    'timestamp': 'TIMESTAMP', 'id': 'INTEGER', 'name': 'VARCHAR', 'x': 'DOUBLE', 'y': 'DOUBLE'
}";

/// The five names with the largest mean of `x` over the rows with `y > y_min` and another
/// name than `left_out`; equal means in the order of the names.
///
/// # Errors
/// If the folder is not there, or a table in it cannot be read.
pub fn top_names(
    folder: &Path,
    y_min: f64,
    left_out: &str,
) -> Result<Vec<Top>, Box<dyn Error + Send + Sync>> {
    let Some(table) = table(folder)? else { return Ok(Vec::new()) };
    let engine = open()?;
    let mut query = engine.prepare(&format!(
        "SELECT name, avg(x) AS x_mean, count(*) FROM ({table})
         WHERE y > ? AND name <> ?
         GROUP BY name
         ORDER BY x_mean DESC, name
         LIMIT 5"
    ))?;
    let top = query.query_map(params![y_min, left_out], |row| {
        Ok(Top { name: row.get(0)?, x_mean: row.get(1)?, rows: row.get(2)? })
    })?;
    Ok(top.collect::<duckdb::Result<_>>()?)
}

/// All files of the folder as one table; nothing if it has none. A pattern that no file
/// matches would be an error.
fn table(folder: &Path) -> Result<Option<String>, Box<dyn Error + Send + Sync>> {
    let mut kinds = Vec::new();
    for entry in fs::read_dir(folder)? {
        kinds.push(entry?.path().extension().unwrap_or_default().to_owned());
    }
    // The folder stands in a text of SQL.
    let folder = folder.to_str().ok_or("the folder's name is not UTF-8")?.replace('\'', "''");
    let mut parts = Vec::new();
    if kinds.iter().any(|kind| kind == "parquet") {
        parts.push(format!("SELECT name, x, y FROM read_parquet('{folder}/*.parquet')"));
    }
    if kinds.iter().any(|kind| kind == "csv") {
        parts.push(format!("SELECT name, x, y FROM read_csv('{folder}/*.csv', {CSV})"));
    }
    Ok((!parts.is_empty()).then(|| parts.join(" UNION ALL ")))
}

/// In memory, with as many threads as the pool has; nothing goes to the disk.
fn open() -> duckdb::Result<Connection> {
    let config = Config::default()
        .threads(i64::try_from(rayon::current_num_threads()).unwrap_or(1))?
        .max_memory("512MB")?
        .with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}
