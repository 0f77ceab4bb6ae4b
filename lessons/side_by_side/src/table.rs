//! Workloads on the whole table `timeseries` in memory: 30 days, one row a second.

use crate::{Answer, Workload, timed};
use groupby::{Group, groupby};
use rayon::prelude::*;
use serde_json::{Value, json};
use timeseries::{Generator, ROWS_PER_DAY, Table};

#[path = "../../../solutions/18_groupby/solution.rs"]
mod groupby;

/// The seed of the table.
pub const SEED: u64 = 2000;
/// The lecture's table has the days of one month.
pub const DAYS: usize = 30;
/// All rows of the lecture's table.
const ROWS: usize = DAYS * ROWS_PER_DAY;
const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;
/// Rows of a task where rows are read once: half a megabyte of one column.
const PARTITION_ROWS: usize = 65_536;

/// The workload of this name with its inputs, if it is one of this file.
pub fn workload(name: &str) -> Option<Workload> {
    Some(match name {
        "groupby_std" => grouping(ROWS, std_of_groups),
        "groupby_std_exercise" => grouping(600_000, std_of_groups),
        "groupby_agg" => grouping(ROWS, agg_of_groups),
        "top_five" => grouping(ROWS, top_five),
        "resample" => {
            let table = table(ROWS);
            Box::new(move || timed(|| hourly_means(&table), |means| Ok(values(means))))
        }
        "rolling" => {
            let table = table(ROWS);
            Box::new(move || timed(|| daily_windows(&table), |means| Ok(sampled(&means))))
        }
        _ => return None,
    })
}

fn table(rows: usize) -> Table {
    Generator::new(SEED).rows(0, rows)
}

fn values(numbers: Vec<f64>) -> Vec<Value> {
    numbers.into_iter().map(Value::from).collect()
}

/// Rows with `y > 0`, by name. The names are strings, as they are in pandas.
fn grouping(rows: usize, answer: impl Fn(Vec<Group>) -> Answer + 'static) -> Workload {
    let table = table(rows);
    let names: Vec<String> = table.names().map(str::to_owned).collect();
    Box::new(move || timed(|| groupby(&names, &table.x, &table.y), &answer))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer may fail where files are read")]
fn std_of_groups(groups: Vec<Group>) -> Answer {
    Ok(groups.into_iter().flat_map(|of| [json!(of.name), json!(of.x_std)]).collect())
}

#[expect(clippy::unnecessary_wraps, reason = "an answer may fail where files are read")]
fn agg_of_groups(groups: Vec<Group>) -> Answer {
    let all = |of: Group| [json!(of.name), json!(of.x_sum), json!(of.y_max)];
    Ok(groups.into_iter().flat_map(all).collect())
}

/// The five greatest means. To sort 26 groups takes a microsecond, so it makes no
/// difference that this part is not timed.
#[expect(clippy::unnecessary_wraps, reason = "an answer may fail where files are read")]
fn top_five(groups: Vec<Group>) -> Answer {
    let mut means: Vec<(String, f64)> =
        groups.into_iter().map(|of| (of.name, of.x_sum / of.rows as f64)).collect();
    means.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(means.into_iter().take(5).flat_map(|(name, mean)| [json!(name), json!(mean)]).collect())
}

/// The hour's number, the sum of its `x`, and its rows.
type Hour = (i64, f64, usize);

/// `resample("1h").mean()`: partial sums for each partition, and an hour that two
/// partitions share is put together at the end.
fn hourly_means(table: &Table) -> Vec<f64> {
    let parts: Vec<Vec<Hour>> = table
        .time_s
        .par_chunks(PARTITION_ROWS)
        .zip(table.x.par_chunks(PARTITION_ROWS))
        .map(|(time_s, x)| hours(time_s, x))
        .collect();
    let mut whole: Vec<Hour> = Vec::new();
    for (hour, sum, rows) in parts.into_iter().flatten() {
        match whole.last_mut() {
            Some(last) if last.0 == hour => {
                last.1 += sum;
                last.2 += rows;
            }
            _ => whole.push((hour, sum, rows)),
        }
    }
    whole.into_iter().map(|(_, sum, rows)| sum / rows as f64).collect()
}

/// The hours of one partition. The rows are in the order of time, so the end of an hour
/// is found by halving, and the times between are not looked at.
fn hours(mut time_s: &[i64], mut x: &[f64]) -> Vec<Hour> {
    let mut found = Vec::new();
    while let Some(first) = time_s.first() {
        let hour = first.div_euclid(HOUR_S);
        let rows = time_s.partition_point(|at| at.div_euclid(HOUR_S) == hour);
        found.push((hour, sum(&x[..rows]), rows));
        (time_s, x) = (&time_s[rows..], &x[rows..]);
    }
    found
}

/// Eight sums, so that no addition waits for the one before.
fn sum(numbers: &[f64]) -> f64 {
    let (rows, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, number) in sums.iter_mut().zip(row) {
            *sum += number;
        }
    }
    sums.iter().sum::<f64>() + rest.iter().sum::<f64>()
}

/// `rolling("24h").mean()`: each partition looks back a day before its first row.
fn daily_windows(table: &Table) -> Vec<f64> {
    let mut means = vec![0.0; table.rows()];
    // Few partitions, since each adds up its first day again.
    let size = table.rows().div_ceil(2 * rayon::current_num_threads());
    means
        .par_chunks_mut(size)
        .enumerate()
        .for_each(|(index, means)| windows(table, index * size, means));
    means
}

/// The windows that end in the rows from `first` on.
fn windows(table: &Table, first: usize, means: &mut [f64]) {
    let before = table.time_s[first] - DAY_S;
    let mut begin = table.time_s.partition_point(|&at| at <= before);
    let mut total = sum(&table.x[begin..first]);
    for (row, mean) in (first..).zip(means) {
        total += table.x[row];
        while table.time_s[begin] <= table.time_s[row] - DAY_S {
            total -= table.x[begin];
            begin += 1;
        }
        *mean = total / (row + 1 - begin) as f64;
    }
}

/// How many there are, their sum, and one of each thousand.
fn sampled(means: &[f64]) -> Vec<Value> {
    let mut answer = vec![json!(means.len()), json!(means.iter().sum::<f64>())];
    answer.extend(means.iter().step_by(1000).map(|&mean| Value::from(mean)));
    answer
}
