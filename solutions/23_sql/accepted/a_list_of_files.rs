//! Because: the files are listed in Rust and named one by one, quotes doubled; the settings are made by statements.

use duckdb::{Connection, params};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    pub name: String,
    pub x_mean: f64,
    pub rows: u64,
}

pub fn top_names(
    folder: &Path,
    y_min: f64,
    left_out: &str,
) -> Result<Vec<Top>, Box<dyn Error + Send + Sync>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    let list = |kind: &str| {
        let is_it = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == kind);
        let quoted = |path: &PathBuf| {
            // A star or a bracket would be a pattern.
            let plain = path.display().to_string().replace('\'', "''");
            let escaped = plain.replace('[', "[[]").replace('*', "[*]").replace('?', "[?]");
            format!("'{escaped}'")
        };
        paths.iter().filter(is_it).map(quoted).collect::<Vec<_>>().join(", ")
    };
    let (parquet, csv) = (list("parquet"), list("csv"));
    let db = Connection::open_in_memory()?;
    let threads = rayon::current_num_threads();
    db.execute_batch(&format!(
        "SET threads = {threads}; SET memory_limit = '512MB'; SET temp_directory = '';
         CREATE TABLE groups (name VARCHAR, x DOUBLE, n BIGINT);"
    ))?;
    let insert = |source: String| -> duckdb::Result<usize> {
        db.execute(
            &format!(
                "INSERT INTO groups SELECT name, sum(x), count(*) FROM {source}
                 WHERE y > ? AND name != ? GROUP BY name"
            ),
            params![y_min, left_out],
        )
    };
    if !parquet.is_empty() {
        insert(format!("read_parquet([{parquet}])"))?;
    }
    if !csv.is_empty() {
        insert(format!(
            "read_csv([{csv}], header = true, auto_detect = false, columns = {{
                'timestamp': 'VARCHAR', 'id': 'VARCHAR', 'name': 'VARCHAR',
                'x': 'DOUBLE', 'y': 'DOUBLE' }})"
        ))?;
    }
    let mut query = db.prepare(
        "SELECT name, sum(x) / sum(n) AS mean, sum(n)::BIGINT FROM groups
         GROUP BY name ORDER BY mean DESC, name LIMIT 5",
    )?;
    let top = query.query_map([], |row| {
        Ok(Top { name: row.get(0)?, x_mean: row.get(1)?, rows: row.get(2)? })
    })?;
    Ok(top.collect::<Result<Vec<_>, _>>()?)
}
