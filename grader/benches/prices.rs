//! What threads, tasks, locks and memory cost on this machine: the table of prices
//! of the page "When not to parallelise".
//!
//! ```text
//! cargo bench -p grader --bench prices
//! ```

use clap::Parser;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::error::Error;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Two threads: the fewest that can be in each other's way.
const THREADS: usize = 2;
/// Long enough for the pool's threads to fall asleep.
const PAUSE: Duration = Duration::from_millis(2);
/// How many short operations are timed together: the clock takes as long as some of them.
const MANY: u32 = 10_000;
/// How many operations that take microseconds are timed together.
const FEW: u32 = 10;

/// Shows what the parts of a parallel program cost.
#[derive(Debug, Parser)]
struct Options {
    /// Rounds over all operations; the table has the lowest and the highest median
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Samples of each operation in a round
    #[arg(long, default_value_t = 200)]
    samples: usize,
    /// Cargo says so under `cargo bench`, and nothing under `cargo test`
    #[arg(long, hide = true)]
    bench: bool,
}

/// One row of the table.
struct Price<'a> {
    what: String,
    /// Takes a sample: nanoseconds for one operation.
    sample: Box<dyn Fn() -> f64 + 'a>,
    /// The median of each round, in nanoseconds.
    medians: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    if !options.bench {
        return Ok(());
    }
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build()?;
    let alone = ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut prices = prices(&pool, &alone);
    for _ in 0..options.rounds.max(1) {
        for price in &mut prices {
            let mut samples: Vec<f64> =
                (0..options.samples.max(1)).map(|_| (price.sample)()).collect();
            samples.sort_unstable_by(f64::total_cmp);
            price.medians.push(samples[samples.len() / 2]);
        }
    }
    println!("{:<75} {:>9} {:>9}", "medians of the rounds, in ns", "lowest", "highest");
    for price in &prices {
        let lowest = price.medians.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = price.medians.iter().copied().fold(0.0, f64::max);
        println!("{:<75} {lowest:>9.1} {highest:>9.1}", price.what);
    }
    Ok(())
}

fn prices<'a>(pool: &'a ThreadPool, alone: &'a ThreadPool) -> Vec<Price<'a>> {
    let mut prices = operations();
    prices.extend(handovers());
    prices.extend(tasks(alone, "nobody steals"));
    prices.extend(tasks(pool, "another thread steals"));
    prices.extend(calls(pool));
    prices
}

fn price<'a>(what: impl Into<String>, sample: impl Fn() -> f64 + 'a) -> Price<'a> {
    Price { what: what.into(), sample: Box::new(sample), medians: Vec::new() }
}

/// Returns the nanoseconds of one of `times` calls.
fn each(times: u32, mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        run();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(times)
}

/// The same on two threads that start together; the mean of both.
fn each_at_once(times: u32, run: impl Fn() + Sync) -> f64 {
    let start = Barrier::new(THREADS);
    let one = || {
        start.wait();
        each(times, &run)
    };
    let sum: f64 = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a clock does not panic")).sum()
    });
    sum / THREADS as f64
}

/// What one thread does, and what it costs where another does the same.
fn operations() -> Vec<Price<'static>> {
    // Relaxed, here and below: a count, which passes no other data on.
    let add = |count: &AtomicU64| {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let lock = |count: &Mutex<u64>| *count.lock().expect("nobody panics") += 1;
    vec![
        price("a look at the clock", || {
            each(MANY, || {
                black_box(Instant::now());
            })
        }),
        price("an atomic addition, alone", move || {
            let count = AtomicU64::new(0);
            each(MANY, || add(black_box(&count)))
        }),
        price("an atomic addition, two threads at once", move || {
            let count = AtomicU64::new(0);
            each_at_once(MANY, || add(black_box(&count)))
        }),
        price("a lock taken and given back, alone", move || {
            let count = Mutex::new(0);
            each(MANY, || lock(black_box(&count)))
        }),
        price("a lock taken and given back, two threads at once", move || {
            let count = Mutex::new(0);
            each_at_once(MANY, || lock(black_box(&count)))
        }),
        price("memory for 16 numbers, asked for and given back", || {
            each(MANY, || {
                black_box(Vec::<u64>::with_capacity(black_box(16)));
            })
        }),
        price("1 MiB, asked for, written once and given back", || {
            each(FEW, || {
                black_box(vec![black_box(1_u64); 131_072]);
            })
        }),
    ]
}

/// What threads cost that are started by hand, and what passes between them.
fn handovers() -> Vec<Price<'static>> {
    vec![
        price("a message through a channel, there and back", || {
            let (ask, asked) = mpsc::channel::<u32>();
            let (answer, answered) = mpsc::channel();
            thread::scope(|scope| {
                scope.spawn(move || asked.iter().try_for_each(|number| answer.send(number)));
                let ask = ask; // dropped before the thread is waited for
                each(100, || {
                    let _ = ask.send(1);
                    let _ = answered.recv();
                })
            })
        }),
        price("a thread: started and waited for", || {
            each(FEW, || thread::scope(|scope| drop(scope.spawn(|| black_box(1)).join())))
        }),
        price("two threads: both started, then both waited for", || {
            each(FEW, || {
                thread::scope(|scope| {
                    scope.spawn(|| black_box(1));
                    scope.spawn(|| black_box(1));
                });
            })
        }),
    ]
}

/// What a task costs, by the wall clock, for the thread that makes them all. On a
/// pool of one thread nobody steals; on one of two, the other tries to.
fn tasks<'a>(pool: &'a ThreadPool, where_made: &str) -> Vec<Price<'a>> {
    let numbers: Vec<u32> = (0..MANY).collect();
    let named = |what: &str| format!("{what}, {where_made}");
    vec![
        price(named("`par_iter`, a part cut off by `with_max_len(1)`"), move || {
            pool.install(|| {
                let parts = numbers.par_iter().with_max_len(1);
                each(1, || parts.clone().for_each(|number| nothing(*number)))
            }) / f64::from(MANY)
        }),
        price(named("`rayon::join`"), || {
            pool.install(|| {
                each(MANY, || {
                    rayon::join(|| nothing(1), || nothing(2));
                })
            })
        }),
        price(named("`scope.spawn` of rayon, a task"), || {
            let spawn_all = || {
                rayon::scope(|scope| {
                    (0..MANY).for_each(|number| scope.spawn(move |_| nothing(number)));
                });
            };
            pool.install(|| each(1, spawn_all)) / f64::from(MANY)
        }),
    ]
}

/// What it costs to hand over to a pool from outside.
fn calls(pool: &ThreadPool) -> Vec<Price<'_>> {
    let call = || {
        pool.install(|| rayon::join(|| nothing(1), || nothing(2)));
    };
    vec![
        price("a parallel call from outside the pool, one after the other", move || {
            each(FEW, call)
        }),
        price("a parallel call from outside, when the pool is asleep", move || {
            thread::sleep(PAUSE);
            each(1, call)
        }),
    ]
}

/// Work that the compiler may not leave out.
fn nothing(number: u32) {
    black_box(number);
}
