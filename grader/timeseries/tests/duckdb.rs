//! The course's query as Python's engines answer it: pandas writes files of both kinds,
//! and pandas and DuckDB find the names that the solution finds. Links DuckDB:
//! `DUCKDB_LIB_DIR=… cargo test -p timeseries --features duckdb`.

use std::env;
use std::process::Command;

#[path = "../../../solutions/23_sql/solution.rs"]
mod sql;

/// Writes two files of each kind into the folder that is its first argument. Then it
/// prints the answer to the question: once as pandas has it, and once as DuckDB.
const SCRIPT: &str = r#"
import sys, duckdb, numpy as np, pandas as pd
folder, y_min, left_out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
rng, rows = np.random.default_rng(23), 40_000
names = ["Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George, jr.", "Hannah"]
df = pd.DataFrame({
    "timestamp": pd.date_range("2000-01-01", periods=rows, freq="s"),
    "id": rng.poisson(1000, rows).astype("int32"),
    "name": rng.choice(names, rows),
    "x": rng.uniform(-1, 1, rows),
    "y": rng.uniform(-1, 1, rows),
})
quarter = rows // 4
df[:quarter].to_csv(f"{folder}/a.csv", index=False)
df[quarter:2 * quarter].to_csv(f"{folder}/b.csv", index=False, lineterminator="\r\n")
df[2 * quarter:3 * quarter].to_parquet(f"{folder}/c.parquet", index=False)
df[3 * quarter:].to_parquet(f"{folder}/d.parquet", index=False, row_group_size=1_000)

groups = df[(df.y > y_min) & (df.name != left_out)].groupby("name").x.agg(["mean", "count"])
for name, mean, count in groups.sort_values("mean", ascending=False).head(5).itertuples():
    print(name, repr(float(mean)), count, sep="\t")
for name, mean, count in duckdb.execute(f"""
    SELECT name, avg(x), count(*) FROM (
        SELECT name, x, y FROM read_parquet('{folder}/*.parquet')
        UNION ALL SELECT name, x, y FROM read_csv('{folder}/*.csv'))
    WHERE y > {y_min} AND name <> '{left_out}'
    GROUP BY name ORDER BY avg(x) DESC LIMIT 5""").fetchall():
    print(name, repr(mean), count, sep="\t")
"#;

#[test]
fn the_top_names_are_those_of_pandas_and_of_duckdb() {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_both = Command::new(&python).args(["-c", "import duckdb, pandas, pyarrow"]).output();
    if !has_both.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: a query as pandas and DuckDB answer it: `{python}` lacks one of them");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (y_min, left_out) = (0.1, "Dan");
    let arguments = [y_min.to_string(), left_out.to_owned()];
    let script =
        Command::new(python).args(["-c", SCRIPT]).arg(folder.path()).args(arguments).output();
    let script = script.unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    let printed = String::from_utf8(script.stdout).unwrap();

    let top = sql::top_names(folder.path(), y_min, left_out).unwrap();
    assert_eq!((top.len(), printed.lines().count()), (5, 10));
    for (ours, line) in top.iter().chain(&top).zip(printed.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!((ours.name.as_str(), ours.rows.to_string().as_str()), (fields[0], fields[2]));
        let theirs: f64 = fields[1].parse().unwrap();
        // Some thousand values below 1, in any order.
        assert!((ours.x_mean - theirs).abs() < 1e-12, "{line}, ours {:?}", ours.x_mean);
    }
}
