//! Expect: wrong_answer
//! Because: `null_padding` makes rows of lines that are too short, and a row without `y` is not above the bound.

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

const CSV: &str = "header = true, null_padding = true, auto_detect = false, delim = ',', quote = '\"', columns = {
    'timestamp': 'TIMESTAMP', 'id': 'INTEGER', 'name': 'VARCHAR', 'x': 'DOUBLE', 'y': 'DOUBLE'
}";

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

fn table(folder: &Path) -> Result<Option<String>, Box<dyn Error + Send + Sync>> {
    let mut kinds = Vec::new();
    for entry in fs::read_dir(folder)? {
        kinds.push(entry?.path().extension().unwrap_or_default().to_owned());
    }
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

fn open() -> duckdb::Result<Connection> {
    let config = Config::default()
        .threads(i64::try_from(rayon::current_num_threads()).unwrap_or(1))?
        .max_memory("512MB")?
        .with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}
