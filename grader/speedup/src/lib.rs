//! Is this program as much faster than that one as it should be, on this machine, now?
//! There are three answers: yes, no, and *this machine cannot tell*.
//!
//! A benchmark gives two times, and leaves it to you whether they differ. On a shared
//! machine a test that compares two times fails now and then for nothing. This crate asks
//! the question the other way round: the programs run in turn, beside a loop of the
//! crate's own that shows whether the cores were there; only pairs of runs that were not
//! disturbed count; a sequential sign test says when there are enough, and errs with a
//! chance of at most 1 %. The baseline is compared with itself, and no program fails at the
//! first look.
//!
//! # In a test
//!
//! ```
//! use speedup::assert_speedup;
//!
//! fn serial(numbers: &[u64]) -> u64 {
//!     numbers.iter().map(|n| n.wrapping_mul(*n) ^ n.rotate_left(7)).fold(0, u64::wrapping_add)
//! }
//!
//! fn parallel(numbers: &[u64]) -> u64 {
//!     let (left, right) = numbers.split_at(numbers.len() / 2);
//!     std::thread::scope(|scope| {
//!         let other = scope.spawn(|| serial(right));
//!         serial(left).wrapping_add(other.join().expect("no panic"))
//!     })
//! }
//!
//! let numbers: Vec<u64> = (0..2_000_000).collect();
//! // In a test of yours: an optimised build, `cargo test --release`, and the machine for
//! // itself, `-- --test-threads=1`.
//! # if !cfg!(debug_assertions) {
//! assert_speedup!(|| serial(&numbers), || parallel(&numbers), at_least = 1.2);
//! # }
//! ```
//!
//! It panics where the answer is *no*. Where this machine cannot tell, it says so on
//! standard error and goes on; with `SPEEDUP_UNDECIDED=fail` in the environment it panics
//! there, too.
//!
//! # In a program
//!
//! ```
//! use speedup::{Answer, Question};
//! # if !cfg!(debug_assertions) {
//! let sum = |to: u64| (0..to).fold(0_u64, |sum, n| sum ^ n.wrapping_mul(sum | 1));
//! let question = Question::at_least(1.5)?;
//! let compared = speedup::functions(question, || sum(400_000), || sum(100_000));
//! match compared.answer {
//!     Answer::Yes | Answer::CannotTell(_) => println!("{compared}"),
//!     Answer::No => return Err(compared.to_string()),
//! }
//! # }
//! # Ok::<(), String>(())
//! ```
//!
//! # What it cannot see
//!
//! Both functions run in your process. A thread that one of them leaves running slows the
//! other, and is not seen as the other's fault. Debug builds say little: the optimiser is
//! half of a speedup.

mod assert;
mod compare;
pub mod cores;
mod goal;
mod here;
#[doc(hidden)]
pub mod made_up;
mod rule;
mod sides;
pub mod stats;
pub mod stopwatch;

pub use assert::{UNDECIDED, assert_at_least};
pub use compare::{Answer, Comparison, Doubt, Pairing, Question, compare};
pub use goal::Goal;
pub use here::{Pair, Which};
pub use rule::*;
pub use sides::{Own, Run, Sides, Turn};

use here::timed;
use std::convert::Infallible;
use std::fs::File;
use std::hint::black_box;
use std::sync::{Mutex, PoisonError};
use stopwatch::Stopwatch;

/// Comparisons of one process are made one after the other.
static ALONE: Mutex<()> = Mutex::new(());

/// Compares two functions of this process. Only one such comparison runs at a time on this
/// machine, as far as a lock in the folder for temporary files reaches.
pub fn functions<A, B>(
    question: Question,
    mut baseline: impl FnMut() -> A,
    mut candidate: impl FnMut() -> B,
) -> Comparison {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Without the lock the gates still see another program that runs beside it.
    let lock = File::create(std::env::temp_dir().join("speedup.lock"));
    let _lock = lock.and_then(|file| file.lock().map(|()| file));
    let mut baseline = || drop(black_box(baseline()));
    let mut candidate = || drop(black_box(candidate()));
    let compared = compare(question, |pairing, plan| {
        let pair = Pair::new(pairing, |which, calls| {
            Ok(match which {
                Which::Baseline => timed(&mut baseline, calls, plan.threads),
                Which::Candidate => timed(&mut candidate, calls, plan.threads),
            })
        });
        Stopwatch::new(pair, plan).measure(&mut |_| {})
    });
    match compared {
        Ok(comparison) => comparison,
        Err::<_, Infallible>(never) => match never {},
    }
}
