//! A small cluster on one machine: a scheduler, executors, and a client that asks the same
//! two questions here and there. `run.sh` starts them and ends them.
//!
//! ```text
//! cluster data FOLDER                                  writes the table
//! cluster scheduler PORT
//! cluster executor SCHEDULER_PORT PORT GRPC_PORT WORK_FOLDER
//! cluster compare SCHEDULER_PORT FOLDER                each question, here and on the cluster
//! cluster repeat SCHEDULER_PORT FOLDER TIMES           one question, again and again
//! ```

use ballista::prelude::*;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::execution::SessionStateBuilder;
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev, sum};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::*;
use std::error::Error;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What can go wrong: files, ports, plans, other processes.
type Failed = Box<dyn Error + Send + Sync>;

/// Files of the table, one a day, and rows in each: one a second.
const DAYS: u64 = 30;
const ROWS: u64 = 86_400;
/// Pieces that a table is cut into, on one machine and on the cluster.
const PARTITIONS: usize = 4;
/// An executor that says nothing for so many seconds is taken for dead.
const TIMEOUT_S: u64 = 5;
/// The names of Dask's `timeseries()`.
const NAMES: [&str; 26] = [
    "Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George", "Hannah", "Ingrid", "Jerry",
    "Kevin", "Laura", "Michael", "Norbert", "Oliver", "Patricia", "Quinn", "Ray", "Sarah", "Tim",
    "Ursula", "Victor", "Wendy", "Xavier", "Yvonne", "Zelda",
];

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments[..] {
        ["data", folder] => write_table(Path::new(folder)),
        ["scheduler", port] => runtime.block_on(schedule(port.parse()?)),
        ["executor", scheduler, port, grpc_port, folder] => {
            let ports = [scheduler.parse()?, port.parse()?, grpc_port.parse()?];
            runtime.block_on(execute(ports, folder))
        }
        ["compare", port, folder] => runtime.block_on(compare(port.parse()?, folder)),
        ["repeat", port, folder, times] => {
            runtime.block_on(repeat(port.parse()?, folder, times.parse()?))
        }
        _ => Err("see the first lines of src/main.rs for the commands".into()),
    }
}

async fn schedule(port: u16) -> Result<(), Failed> {
    let config = SchedulerConfig {
        bind_port: port,
        executor_timeout_seconds: TIMEOUT_S,
        expire_dead_executor_interval_seconds: 1,
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, ([127, 0, 0, 1], port).into(), Arc::new(config)).await?;
    Ok(())
}

/// An executor does one task at a time: two of them are as two machines with a core each.
async fn execute([scheduler_port, port, grpc_port]: [u16; 3], folder: &str) -> Result<(), Failed> {
    let config = ExecutorProcessConfig {
        scheduler_port,
        port,
        grpc_port,
        concurrent_tasks: 1,
        work_dir: Some(folder.to_owned()),
        executor_heartbeat_interval_seconds: 1,
        scheduler_connect_timeout_seconds: 10,
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await?;
    Ok(())
}

/// A context that plans here and computes there.
async fn remote(port: u16) -> Result<SessionContext, Failed> {
    let config = SessionConfig::new_with_ballista().with_target_partitions(PARTITIONS);
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    Ok(SessionContext::remote_with_state(&format!("df://127.0.0.1:{port}"), state).await?)
}

fn local() -> SessionContext {
    SessionContext::new_with_config(SessionConfig::new().with_target_partitions(PARTITIONS))
}

/// The question of `18_groupby`.
async fn groupby(context: &SessionContext, folder: &str) -> datafusion::error::Result<DataFrame> {
    let values = vec![
        stddev(col("x")).alias("x_std"),
        sum(col("x")).alias("x_sum"),
        max(col("y")).alias("y_max"),
        count(lit(1)).alias("rows"),
    ];
    context
        .read_parquet(folder, ParquetReadOptions::default())
        .await?
        .filter(col("y").gt(lit(0.0)))?
        .aggregate(vec![col("name")], values)?
        .sort(vec![col("name").sort(true, false)])
}

/// The question of `24_dataframe`.
async fn top_names(context: &SessionContext, folder: &str) -> datafusion::error::Result<DataFrame> {
    let values = vec![
        count(lit(1)).alias("rows"),
        avg(col("x")).alias("x_mean"),
        stddev(col("x")).alias("x_std"),
        max(col("y")).alias("y_max"),
    ];
    context
        .read_parquet(folder, ParquetReadOptions::default())
        .await?
        .filter(col("y").gt(lit(0.0)))?
        .aggregate(vec![col("name")], values)?
        .sort(vec![col("x_mean").sort(false, false), col("name").sort(true, false)])?
        .limit(0, Some(5))
}

/// What a plan gives, as text with ten digits, and how long it took.
async fn timed(frame: DataFrame) -> Result<(String, Duration), Failed> {
    let start = Instant::now();
    let batches = frame.collect().await?;
    let took = start.elapsed();
    Ok((rounded(&pretty_format_batches(&batches)?.to_string()), took))
}

/// The last digits of a sum depend on the order of its terms, and no cluster promises one.
fn rounded(table: &str) -> String {
    let cell = |cell: &str| match cell.trim().parse::<f64>() {
        Ok(number) if cell.contains('.') => format!(" {number:.10} "),
        _ => cell.trim_end().to_owned() + " ",
    };
    let line = |line: &str| line.split('|').map(cell).collect::<Vec<_>>().join("|");
    let rows = table.lines().filter(|line| line.starts_with('|'));
    rows.map(line).collect::<Vec<_>>().join("\n")
}

async fn compare(port: u16, folder: &str) -> Result<(), Failed> {
    let (here, there) = (local(), remote(port).await?);
    for question in ["groupby", "top_names"] {
        let frames = match question {
            "groupby" => [groupby(&here, folder).await?, groupby(&there, folder).await?],
            _ => [top_names(&here, folder).await?, top_names(&there, folder).await?],
        };
        let [here, there] = frames;
        let (expected, alone) = timed(here).await?;
        let (actual, together) = timed(there).await?;
        println!("{question}: {alone:.1?} in one process, {together:.1?} on the cluster");
        println!("{actual}");
        if expected != actual {
            return Err(format!("the answers differ; in one process:\n{expected}").into());
        }
        println!("the same in one process\n");
    }
    Ok(())
}

/// Asks again and again, so that somebody may pull a plug meanwhile.
async fn repeat(port: u16, folder: &str, times: usize) -> Result<(), Failed> {
    let (expected, _) = timed(top_names(&local(), folder).await?).await?;
    let there = remote(port).await?;
    let begin = Instant::now();
    for n in 1..=times {
        let frame = top_names(&there, folder).await?;
        let at = begin.elapsed();
        let told = match timed(frame).await {
            Ok((actual, took)) if actual == expected => format!("the same answer after {took:.1?}"),
            Ok((actual, took)) => format!("ANOTHER answer after {took:.1?}:\n{actual}"),
            Err(error) => format!("an error: {error}"),
        };
        println!("{:5.1} s  question {n:2}: {told}", at.as_secs_f64());
    }
    Ok(())
}

/// One file a day, like the lecture's table.
fn write_table(folder: &Path) -> Result<(), Failed> {
    fs::create_dir_all(folder)?;
    let mut state = 24;
    for day in 0..DAYS {
        let mut names = Vec::new();
        let (mut ids, mut x, mut y) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROWS {
            names.push(NAMES[(next(&mut state) % 26) as usize]);
            ids.push(900 + (next(&mut state) % 200) as i64);
            x.push(uniform(&mut state));
            y.push(uniform(&mut state));
        }
        let columns: [(&str, ArrayRef); 4] = [
            ("name", Arc::new(StringArray::from(names))),
            ("id", Arc::new(Int64Array::from(ids))),
            ("x", Arc::new(Float64Array::from(x))),
            ("y", Arc::new(Float64Array::from(y))),
        ];
        let batch = RecordBatch::try_from_iter(columns)?;
        let file = File::create(folder.join(format!("2000-01-{:02}.parquet", day + 1)))?;
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None)?;
        writer.write(&batch)?;
        writer.close()?;
    }
    Ok(())
}

/// Between -1 and 1.
fn uniform(state: &mut u64) -> f64 {
    (next(state) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// S. Vigna, "splitmix64".
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
