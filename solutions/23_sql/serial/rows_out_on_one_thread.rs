//! Because: the engine reads on one thread, and Rust groups row by row, as the baseline does.

use duckdb::{Config, Connection};
use std::collections::HashMap;
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
    let mut query = engine.prepare(&format!("SELECT name, x, y FROM ({table})"))?;
    let mut rows = query.query([])?;
    let mut groups: HashMap<String, (f64, u64)> = HashMap::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let (x, y): (f64, f64) = (row.get(1)?, row.get(2)?);
        if y > y_min && name != left_out {
            let (sum, count) = groups.entry(name).or_default();
            *sum += x;
            *count += 1;
        }
    }
    let mut top: Vec<Top> = groups
        .into_iter()
        .map(|(name, (sum, rows))| Top { name, x_mean: sum / rows as f64, rows })
        .collect();
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
    let config = Config::default().threads(1)?.max_memory("512MB")?.with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}
