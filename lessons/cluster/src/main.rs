//! A small cluster on one machine: a scheduler, executors, and a client that asks the same
//! two questions here and there. `run.sh` starts them and ends them.
//!
//! ```text
//! cluster data FOLDER                                  writes the table
//! cluster answer FOLDER                                exercise 24's answer, for other programs
//! cluster scheduler PORT
//! cluster executor SCHEDULER_PORT PORT GRPC_PORT WORK_FOLDER
//! cluster compare SCHEDULER_PORT FOLDER                both questions, here and there
//! cluster repeat SCHEDULER_PORT FOLDER SECONDS         one question, again and again
//! ```

use ballista::prelude::*;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::execution::SessionStateBuilder;
use datafusion::functions_aggregate::expr_fn::{avg, count, max, stddev, sum};
use datafusion::prelude::*;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use timeseries::{Generator, ROWS_PER_DAY, day_name};

#[path = "../../../solutions/24_dataframe/solution.rs"]
mod dataframe_solution;
#[path = "../../../solutions/18_groupby/solution.rs"]
mod groupby_solution;

/// What can go wrong: files, ports, plans, other processes.
type Failed = Box<dyn Error + Send + Sync>;

/// Files of the table, one a day.
const DAYS: usize = 30;
const SEED: u64 = 24;
/// Lines of the answer to exercise 24's question.
const TOP: usize = 5;
/// On one machine as many as there are executors.
const THREADS: usize = 2;
/// Pieces that a table is cut into, on one machine and on the cluster.
const PARTITIONS: usize = 4;
/// Executors ask for tasks. If the scheduler hands them out, those of a dead executor stay
/// undone in this version until another question comes.
const POLICY: TaskSchedulingPolicy = TaskSchedulingPolicy::PullStaged;
/// How long the client waits for a scheduler.
const PATIENCE: Duration = Duration::from_secs(30);
/// After this many seconds without a word an executor is taken for dead.
const TIMEOUT_S: u64 = 5;
fn main() -> Result<(), Failed> {
    env_logger::init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments[..] {
        ["data", folder] => write_table(Path::new(folder)),
        ["answer", folder] => {
            for Line { name, figures } in runtime.block_on(top_names_here(folder))? {
                println!("{name}\t{figures:?}");
            }
            Ok(())
        }
        ["scheduler", port] => runtime.block_on(schedule(port.parse()?)),
        ["executor", scheduler, port, grpc_port, folder] => {
            let ports = [scheduler.parse()?, port.parse()?, grpc_port.parse()?];
            runtime.block_on(execute(ports, folder))
        }
        ["compare", port, folder] => runtime.block_on(compare(port.parse()?, folder)),
        ["repeat", port, folder, seconds] => {
            let time = Duration::from_secs(seconds.parse()?);
            runtime.block_on(repeat(port.parse()?, folder, time))
        }
        _ => Err("see the first lines of src/main.rs for the commands".into()),
    }
}

async fn schedule(port: u16) -> Result<(), Failed> {
    let config = SchedulerConfig {
        bind_port: port,
        scheduling_policy: POLICY,
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
        task_scheduling_policy: POLICY,
        work_dir: Some(folder.to_owned()),
        executor_heartbeat_interval_seconds: 1,
        scheduler_connect_timeout_seconds: 10,
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await?;
    Ok(())
}

/// A context that plans here and computes there. The scheduler may still be starting.
async fn remote(port: u16) -> Result<SessionContext, Failed> {
    let config = SessionConfig::new_with_ballista().with_target_partitions(PARTITIONS);
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    let url = format!("df://127.0.0.1:{port}");
    let begin = Instant::now();
    loop {
        match SessionContext::remote_with_state(&url, state.clone()).await {
            Ok(context) => return Ok(context),
            Err(error) if begin.elapsed() > PATIENCE => return Err(error.into()),
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
        }
    }
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
        .limit(0, Some(TOP))
}

/// One line of an answer: a name, and what is known of it.
struct Line {
    name: String,
    figures: Vec<f64>,
}

/// What a plan gives, whose first column is a name and whose others are numbers.
async fn ask(frame: DataFrame) -> Result<Vec<Line>, Failed> {
    let mut lines = Vec::new();
    for batch in frame.collect().await? {
        let names = cast(batch.column(0), &DataType::Utf8)?;
        let columns = batch.columns()[1..].iter().map(|column| cast(column, &DataType::Float64));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        lines.extend((0..batch.num_rows()).map(|row| Line {
            name: names.as_string::<i32>().value(row).to_owned(),
            figures: columns.iter().map(|c| c.as_primitive::<Float64Type>().value(row)).collect(),
        }));
    }
    Ok(lines)
}

/// Where two answers differ. The last digits of a sum depend on the order of its terms,
/// and no cluster promises one.
fn difference(expected: &[Line], actual: &[Line]) -> Option<String> {
    if expected.len() != actual.len() {
        return Some(format!("{} lines and {} lines", expected.len(), actual.len()));
    }
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    let is_same = |(a, b): &(&Line, &Line)| {
        a.name == b.name
            && a.figures.len() == b.figures.len()
            && a.figures.iter().zip(&b.figures).all(|(a, b)| same(*a, *b))
    };
    let (a, b) = expected.iter().zip(actual).find(|pair| !is_same(pair))?;
    Some(format!("{} {:?} and {} {:?}", a.name, a.figures, b.name, b.figures))
}

/// Exercise 18's own answer, from columns in memory.
async fn groupby_here(folder: &str) -> Result<Vec<Line>, Failed> {
    let frame = local().read_parquet(folder, ParquetReadOptions::default()).await?;
    let batches = frame.select_columns(&["name", "x", "y"])?.collect().await?;
    let (mut names, mut x, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for batch in batches {
        let column = cast(batch.column(0), &DataType::Utf8)?;
        names.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
        x.extend_from_slice(batch.column(1).as_primitive::<Float64Type>().values());
        y.extend_from_slice(batch.column(2).as_primitive::<Float64Type>().values());
    }
    let groups = groupby_solution::groupby(&names, &x, &y);
    let line = |group: groupby_solution::Group| Line {
        name: group.name,
        figures: vec![group.x_std, group.x_sum, group.y_max, group.rows as f64],
    };
    Ok(groups.into_iter().map(line).collect())
}

/// Exercise 24's own answer.
async fn top_names_here(folder: &str) -> Result<Vec<Line>, Failed> {
    let path = PathBuf::from(folder);
    // It has a runtime of its own, which cannot start inside this one.
    let asked = move || dataframe_solution::top_names(&path, 0.0, TOP, THREADS);
    let rows = tokio::task::spawn_blocking(asked).await??;
    let line = |row: dataframe_solution::Row| Line {
        name: row.name,
        figures: vec![row.rows as f64, row.x_mean, row.x_std.unwrap_or(f64::NAN), row.y_max],
    };
    Ok(rows.into_iter().map(line).collect())
}

async fn compare(port: u16, folder: &str) -> Result<(), Failed> {
    let there = remote(port).await?;
    for question in ["18 groupby", "24 dataframe"] {
        let start = Instant::now();
        let expected = match question {
            "18 groupby" => groupby_here(folder).await?,
            _ => top_names_here(folder).await?,
        };
        let alone = start.elapsed();
        let start = Instant::now();
        let frame = match question {
            "18 groupby" => groupby(&there, folder).await?,
            _ => top_names(&there, folder).await?,
        };
        let actual = ask(frame).await?;
        let together = start.elapsed();
        println!("{question}: {alone:.1?} on one machine, {together:.1?} on the cluster");
        if let Some(difference) = difference(&expected, &actual) {
            return Err(format!("the answers differ: {difference}").into());
        }
        for Line { name, figures } in actual.iter().take(TOP) {
            println!("  {name:10} {figures:>14.6?}");
        }
        println!("  {} lines, the same on both\n", actual.len());
    }
    Ok(())
}

/// Asks again and again, so that somebody may pull a plug meanwhile. An error on the way is
/// shown; another answer, or no answer to the last question, is a failure.
async fn repeat(port: u16, folder: &str, time: Duration) -> Result<(), Failed> {
    let expected = top_names_here(folder).await?;
    let there = remote(port).await?;
    let begin = Instant::now();
    let mut last = Ok(());
    for n in 1.. {
        let at = begin.elapsed();
        if at > time {
            break;
        }
        let answer = match top_names(&there, folder).await {
            Ok(frame) => ask(frame).await,
            Err(error) => Err(error.into()),
        };
        let took = begin.elapsed() - at;
        print!("{:5.1} s  question {n:2}: ", at.as_secs_f64());
        last = match answer {
            Ok(actual) => match difference(&expected, &actual) {
                None => Ok(println!("the same answer after {took:.1?}")),
                Some(difference) => return Err(format!("another answer: {difference}").into()),
            },
            Err(error) => {
                println!("an error after {took:.1?}: {error}");
                Err(error)
            }
        };
    }
    last
}

/// One file a day, like the lecture's table.
fn write_table(folder: &Path) -> Result<(), Failed> {
    fs::create_dir_all(folder)?;
    let generator = Generator::new(SEED);
    for day in 0..DAYS {
        let file = File::create(folder.join(format!("{}.parquet", day_name(day))))?;
        let rows = day * ROWS_PER_DAY..(day + 1) * ROWS_PER_DAY;
        generator.write_parquet(rows, 0, ROWS_PER_DAY / 4, file)?;
    }
    Ok(())
}
