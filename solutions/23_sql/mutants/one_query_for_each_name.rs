//! Expect: low_speedup
//! Cause: algorithm
//! Because: all files are read again for each name.

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
    let Some(table) = table(folder)? else { return Ok(Vec::new()) };
    let engine = open()?;
    let mut query = engine.prepare(&format!("SELECT DISTINCT name FROM ({table})"))?;
    let names: Vec<String> =
        query.query_map([], |row| row.get(0))?.collect::<duckdb::Result<_>>()?;
    let mut query = engine.prepare(&format!(
        "SELECT coalesce(avg(x), 0), count(*) FROM ({table}) WHERE y > ? AND name = ?"
    ))?;
    let mut top = Vec::new();
    for name in names.into_iter().filter(|name| name != left_out) {
        let (x_mean, rows) =
            query.query_row(params![y_min, name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if rows > 0 {
            top.push(Top { name, x_mean, rows });
        }
    }
    top.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean).then_with(|| a.name.cmp(&b.name)));
    top.truncate(5);
    Ok(top)
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
