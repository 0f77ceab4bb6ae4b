//! Because: one query for each kind of file gives sums and counts, and those can be added.

use duckdb::{Config, Connection, params};
use std::collections::{BTreeMap, BTreeSet};
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

type Failure = Box<dyn Error + Send + Sync>;

pub fn top_names(folder: &Path, y_min: f64, left_out: &str) -> Result<Vec<Top>, Failure> {
    let mut kinds = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        kinds.extend(path.extension().and_then(|kind| kind.to_str()).map(str::to_owned));
    }
    let engine = open()?;
    let folder = folder.display();
    let mut sums: BTreeMap<String, (f64, u64)> = BTreeMap::new();
    for kind in kinds {
        let source = match &*kind {
            "parquet" => format!("read_parquet('{folder}/*.parquet')"),
            "csv" => format!("read_csv('{folder}/*.csv', {CSV})"),
            _ => continue,
        };
        let mut query = engine.prepare(&format!(
            "SELECT name, sum(x), count(*) FROM {source} WHERE y > ? AND name <> ? GROUP BY name"
        ))?;
        let mut rows = query.query(params![y_min, left_out])?;
        while let Some(row) = rows.next()? {
            let (sum, count) = sums.entry(row.get(0)?).or_default();
            *sum += row.get::<_, f64>(1)?;
            *count += row.get::<_, u64>(2)?;
        }
    }
    let mut top: Vec<Top> = sums
        .into_iter()
        .map(|(name, (sum, rows))| Top { name, x_mean: sum / rows as f64, rows })
        .collect();
    // The sort is stable, and the map was in the order of the names.
    top.sort_by(|a, b| b.x_mean.total_cmp(&a.x_mean));
    top.truncate(5);
    Ok(top)
}

fn open() -> duckdb::Result<Connection> {
    let config = Config::default()
        .threads(i64::try_from(rayon::current_num_threads()).unwrap_or(1))?
        .max_memory("512MB")?
        .with("temp_directory", "")?;
    Connection::open_in_memory_with_flags(config)
}
