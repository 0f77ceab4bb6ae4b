//! Expect: wrong_answer
//! Because: a pattern that no file matches is an error for the engine, and none for whoever asks.

use duckdb::{Config, Connection, params};
use std::error::Error;
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    pub name: String,
    pub x_mean: f64,
    pub rows: u64,
}

const CSV: &str = "header = true, auto_detect = false, delim = ',', quote = '\"', columns = {
    'timestamp': 'TIMESTAMP', 'id': 'INTEGER', 'name': 'VARCHAR', 'x': 'DOUBLE', 'y': 'DOUBLE'
}";

pub fn top_names(
    folder: &Path,
    y_min: f64,
    left_out: &str,
) -> Result<Vec<Top>, Box<dyn Error + Send + Sync>> {
    let engine = open()?;
    fs::read_dir(folder)?;
    let folder = folder.display();
    let mut query = engine.prepare(&format!(
        "SELECT name, avg(x) AS x_mean, count(*) FROM (
             SELECT name, x, y FROM read_parquet('{folder}/*.parquet')
             UNION ALL SELECT name, x, y FROM read_csv('{folder}/*.csv', {CSV}))
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

fn open() -> duckdb::Result<Connection> {
    let config = Config::default()
        .threads(i64::try_from(rayon::current_num_threads()).unwrap_or(1))?
        .max_memory("512MB")?
        .with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}
