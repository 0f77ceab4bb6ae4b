//! Workloads on numbers in memory: maps, a chunked mean, and delayed calls.
//!
//! The kernels are those of the course's solutions.

use crate::{Timed, Workload, timed};
use delayed_pipeline::{Delayed, Stats, aggregate, compute_all, transform};
use ndarray::Array1;
use rand::RngExt;
use rand_pcg::Pcg64;
use serde_json::{Value, json};
use std::sync::Arc;

#[path = "../../../solutions/12_chunk_size/solution.rs"]
mod chunk_size;
#[path = "../../../solutions/15_delayed_pipeline/solution.rs"]
#[allow(dead_code, reason = "the solution generates by itself; here numpy's generator is used")]
mod delayed_pipeline;
#[path = "../../../solutions/01_my_map/solution.rs"]
mod my_map;
#[path = "../../../solutions/03_parallel_map/solution.rs"]
mod parallel_map;
#[path = "../../../solutions/05_task_overhead/solution.rs"]
mod task_overhead;

/// How often `calculation` takes `sqrt(a) + sin(a)`, as in the exercise.
const ROUNDS: u32 = 5;
/// The arrays of exercise 03 at its timed size.
const UNEVEN_ARRAYS: usize = 1_500;
/// The longest of them.
const UNEVEN_LONGEST: f64 = 7_000.0;

/// The workload of this name with its inputs, if it is one of this file.
pub fn workload(name: &str) -> Option<Workload> {
    if let Some(chunk) = name.strip_prefix("chunks_") {
        return Some(chunks(chunk));
    }
    Some(match name {
        "square_map" => square(|numbers| my_map::my_map(numbers, |a| a * a)),
        "square_parallel" => square(|numbers| task_overhead::map(numbers, |a| a * a)),
        "calculation" => calculation((0..4).map(|index| array(1_000_000, index)).collect()),
        "calculation_uneven" => calculation(uneven()),
        "delayed_pipeline" => pipeline(1_000_000),
        "delayed_pipeline_exercise" => pipeline(15_000),
        "delayed_calculation" => delayed_calculation(),
        _ => return None,
    })
}

/// Squares of the integers below a million.
fn square(map: impl Fn(&[i64]) -> Vec<i64> + 'static) -> Workload {
    let numbers: Vec<i64> = (0..1_000_000).collect();
    Box::new(move || {
        timed(
            || map(&numbers),
            |squares| Ok(vec![json!(squares.iter().sum::<i64>()), json!(squares.last())]),
        )
    })
}

/// Scattered numbers between 0 and 1, the same as Python makes: the golden ratio's
/// multiples, without what stands before the point.
fn scattered(len: usize, index: usize) -> impl Iterator<Item = f64> {
    (0..len as u64).map(move |row| {
        let bits = (row + index as u64).wrapping_mul(2_654_435_769) & 0xFFFF_FFFF;
        bits as f64 / 4_294_967_296.0
    })
}

fn array(len: usize, index: usize) -> Vec<f64> {
    scattered(len, index).collect()
}

/// Arrays as in exercise 03: the first half holds five sixths of the numbers.
fn uneven() -> Vec<Vec<f64>> {
    let len = |index: usize| {
        let share = 1.0 / (1.0 + 99.0 * index as f64 / UNEVEN_ARRAYS as f64);
        ((UNEVEN_LONGEST * share) as usize).max(1)
    };
    (0..UNEVEN_ARRAYS).map(|index| array(len(index), index)).collect()
}

fn calculation(arrays: Vec<Vec<f64>>) -> Workload {
    Box::new(move || timed(|| parallel_map::parallel_map(&arrays, ROUNDS), floats))
}

/// `mean(sqrt(x²))` of ten million numbers in chunks of this length.
fn chunks(chunk: &str) -> Workload {
    let data: Array1<f64> = scattered(10_000_000, 0).map(|a| a * 200.0 - 100.0).collect();
    let size = match chunk {
        "100k" => 100_000,
        "2m" => 2_000_000,
        "5m" => 5_000_000,
        _ => chunk_size::chunk_size(data.len(), rayon::current_num_threads()),
    };
    Box::new(move || {
        timed(|| chunk_size::mean_root_square(data.view(), size), |mean| floats(vec![mean]))
    })
}

/// Generate, transform, aggregate: three chains, one, two and three times as long as
/// this, computed at once.
fn pipeline(shortest: usize) -> Workload {
    Box::new(move || {
        let chain = |size: usize| {
            Delayed::new(size, move || generate(size))
                .map(transform)
                .map(|values| aggregate(&values))
        };
        let chains = || compute_all([1, 2, 3].map(|times| chain(times * shortest)).into());
        timed(chains, |all: Vec<Stats>| {
            floats(all.iter().flat_map(|of| [of.mean, of.std, of.max]).collect())
        })
    })
}

/// numpy's own generator, PCG64, so that both sides draw the same numbers.
fn generate(size: usize) -> Vec<f64> {
    let mut rng = Pcg64::new(size as u128, 1);
    (0..size).map(|_| rng.random()).collect()
}

/// Five calls of `calculation` on a million numbers each.
fn delayed_calculation() -> Workload {
    let arrays: Vec<_> = (0..5).map(|index| Arc::new(vec![array(1_000_000, index)])).collect();
    Box::new(move || -> Timed {
        let node = |array: &Arc<Vec<Vec<f64>>>| {
            let array = Arc::clone(array);
            Delayed::new(array[0].len(), move || parallel_map::parallel_map(&array, ROUNDS)[0])
        };
        timed(|| compute_all(arrays.iter().map(node).collect()), floats)
    })
}

/// Numbers as an answer.
#[expect(clippy::unnecessary_wraps, reason = "an answer may fail where files are read")]
#[expect(clippy::needless_pass_by_value, reason = "handed the result of a workload")]
fn floats(numbers: Vec<f64>) -> crate::Answer {
    Ok(numbers.iter().map(|&number| Value::from(number)).collect())
}
