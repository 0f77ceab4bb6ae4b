//! What an exercise links: the trait that a `spec.rs` implements, tools to
//! compare answers, and the server that the grader talks to.
//!
//! A spec says what is asked and how we know that an answer is right. It never
//! measures, never decides and never sees the student's source. [`timeit()`] is
//! for your own experiments, beside any grading.
//!
//! A whole `spec.rs`, for an exercise whose crate is `my_sum` and whose student writes
//! `pub fn my_sum(values: &[u64]) -> u64`:
//!
//! ```
//! use grader_spec::rand::RngExt;
//! use grader_spec::{Case, Exercise, Rng};
//! # mod my_sum {
//! #     pub fn my_sum(values: &[u64]) -> u64 {
//! #         values.iter().sum()
//! #     }
//! # }
//!
//! /// The exercise.
//! pub struct MySum;
//!
//! impl Exercise for MySum {
//!     type Input = Vec<u64>;
//!     type Output = u64;
//!
//!     fn cases(&self) -> Vec<Case> {
//!         vec![
//!             Case::example("five numbers", 5),
//!             Case::hidden("no number", 0),
//!             Case::hidden("a thousand and one", 1_001),
//!             Case::timed("ten million", 10_000_000),
//!         ]
//!     }
//!
//!     fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<u64> {
//!         (0..case.size).map(|_| rng.random_range(0..1_000)).collect()
//!     }
//!
//!     fn baseline(&self, values: &Vec<u64>) -> u64 {
//!         values.iter().sum()
//!     }
//!
//!     fn candidate(&self, values: &Vec<u64>, _threads: usize) -> u64 {
//!         my_sum::my_sum(values)
//!     }
//!
//!     /// One number becomes another one.
//!     fn perturb(&self, values: &Vec<u64>, rng: &mut Rng) -> Option<Vec<u64>> {
//!         let mut values = values.clone();
//!         let place = rng.random_range(0..values.len().max(1));
//!         *values.get_mut(place)? += 1;
//!         Some(values)
//!     }
//! }
//!
//! // And the last line: `grader_spec::serve!(MySum);`
//! ```

#![warn(missing_docs)]

mod answer;
mod counted;
#[cfg(unix)]
mod dependence;
mod files;
mod graph;
mod kernel;
#[cfg(unix)]
mod panics;
#[cfg(all(target_os = "linux", not(grade_portable)))]
mod placed;
#[cfg(unix)]
mod pool;
#[doc(hidden)]
pub mod protocol;
#[cfg(unix)]
mod serve;
#[cfg(all(target_os = "linux", target_env = "gnu", not(grade_portable)))]
mod threads;
mod timeit;
#[cfg(all(target_os = "linux", not(grade_portable)))]
mod trace;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

pub use answer::{Mismatch, Tolerance, brief, compare_floats, equal, float_bytes};
pub use counted::Counter;
pub use files::{FILES, Folder, SHOWN};
pub use graph::{Graph, Task};
#[cfg(unix)]
pub use pool::on_one_thread;
pub use rand;
pub use timeit::{Timing, timeit};

// What the grader and the macros below need, and no spec.
#[cfg(unix)]
#[doc(hidden)]
pub use kernel::kernel;
#[cfg(all(target_os = "linux", not(grade_portable)))]
#[doc(hidden)]
pub use placed::{Allocator, PARTS, ROOM};
#[cfg(unix)]
#[doc(hidden)]
pub use pool::WORKER;
#[cfg(all(target_os = "linux", not(grade_portable)))]
#[doc(hidden)]
pub use pool::waited_ns;
#[cfg(unix)]
#[doc(hidden)]
pub use serve::{COOLED_BYTES_MIN, COOLED_FOR, serve, serve_candidate};

/// The generator that makes every input: small, fast and the same on every
/// machine, so that a seed names an input for good.
pub type Rng = rand_pcg::Pcg64;

/// One exercise: its inputs, its serial baseline and its checker.
///
/// `Input` and `Output` are plain owned data, because they travel between
/// processes: an iterator or a closure as an answer could put off the work
/// until after the clock has stopped. An input is read in memory that another process
/// has filled and nobody may write to, so it has no cells, locks or counts of owners.
///
/// A panic in `candidate` is the student's: it ends in a verdict. A panic in any other
/// method is the course's fault, and nothing is graded.
pub trait Exercise {
    /// What the student's function is given.
    type Input: Serialize + DeserializeOwned + Debug + 'static;
    /// What the student's function returns.
    type Output: Serialize + DeserializeOwned + Debug + PartialEq;

    /// The inputs that are graded: examples first, then hidden, then timed.
    fn cases(&self) -> Vec<Case>;

    /// Makes the input of a case. Pure: the same case and the same generator
    /// state give the same input. `case.size` may be any number from 0 on: `grade verify`
    /// tries sizes that no case has, and timed sizes are drawn around the case's own.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Self::Input;

    /// The best *serial* program for the job. A slow baseline is a defect: it
    /// makes every speedup a lie.
    fn baseline(&self, input: &Self::Input) -> Self::Output;

    /// Calls the student's function. `threads` is the size of the rayon pool
    /// that it runs in. Everything in here is timed as the student's: conversions of the
    /// input or the answer as well.
    fn candidate(&self, input: &Self::Input, threads: usize) -> Self::Output;

    /// The choice that the student's code makes, such as a chunk size: `Some(self)` where
    /// the exercise has one, and implements [`Choices`].
    fn choices(&self) -> Option<&dyn Choices<Self::Input, Self::Output>> {
        None
    }

    /// What is counted while the student's function or the baseline runs. The
    /// manifest sets the limits.
    fn counters(&self) -> Vec<&'static Counter> {
        Vec::new()
    }

    /// The tasks that an input asks for and what each of them needs, where that is
    /// what the exercise is about. `grade graph` draws it.
    fn graph(&self, input: &Self::Input) -> Option<Graph> {
        let _ = input;
        None
    }

    /// Changes one part of an input: an element, the last chunk, the number of rounds. The
    /// right answer to the old input must be wrong for the new one. `grade verify` asks for
    /// several; nothing where no part can be changed.
    fn perturb(&self, input: &Self::Input, rng: &mut Rng) -> Option<Self::Input> {
        let _ = (input, rng);
        None
    }

    /// Says whether `actual` is a right answer. `expected` is the baseline's.
    fn check(
        &self,
        input: &Self::Input,
        expected: &Self::Output,
        actual: &Self::Output,
    ) -> Result<(), Mismatch> {
        let _ = input;
        equal(expected, actual)
    }
}

/// A choice that the student's code makes. `grade sweep` tries others in its place.
pub trait Choices<Input, Output> {
    /// What a sweep tries, from far too small to far too large.
    fn tried(&self, input: &Input) -> Vec<usize>;

    /// What the student's code chooses for this input.
    fn own(&self, input: &Input, threads: usize) -> usize;

    /// Calls the student's function with `choice` in place of its own.
    fn candidate_with(&self, input: &Input, threads: usize, choice: usize) -> Output;
}

/// One named input: what it is for and how large it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Short and unique within the exercise, in words: `"fewer than threads"`.
    pub name: String,
    /// What the case is for.
    pub role: Role,
    /// The size that [`Exercise::generate`] goes by; its unit is the spec's.
    pub size: usize,
}

impl Case {
    /// A case that the student may see; its seed never changes.
    pub fn example(name: &str, size: usize) -> Self {
        Self::new(name, Role::Example, size)
    }

    /// A case whose seed is fresh at every grading.
    pub fn hidden(name: &str, size: usize) -> Self {
        Self::new(name, Role::Hidden, size)
    }

    /// A case whose runs are timed; every run has a fresh input.
    pub fn timed(name: &str, size: usize) -> Self {
        Self::new(name, Role::Timed, size)
    }

    fn new(name: &str, role: Role, size: usize) -> Self {
        Self { name: name.to_owned(), role, size }
    }
}

/// What a case is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Shown to the student; a fixed seed.
    Example,
    /// Checked with a fresh seed.
    Hidden,
    /// Timed, and checked.
    Timed,
}

/// Ends a `spec.rs`: makes its `main`, which serves the exercise to the grader.
///
/// A macro, because the key of the unit being graded must be built into the
/// binary: the grader asks for it and stops if it is not the one it built.
#[macro_export]
macro_rules! serve {
    ($exercise:expr) => {
        // A judge places inputs where others read them.
        #[cfg(all(grade_judge, target_os = "linux", not(grade_portable)))]
        #[global_allocator]
        static ALLOCATOR: $crate::Allocator = $crate::Allocator;

        /// Serves this exercise to `grade`.
        pub fn main() -> std::process::ExitCode {
            const KEY: Option<&str> = option_env!("GRADE_UNIT_KEY");
            // Known when this is compiled, so that a candidate's binary holds
            // no baseline and no checker: it is built sooner, and there is
            // nothing in it to call.
            const CANDIDATE: bool = option_env!("GRADE_UNIT_CANDIDATE").is_some();
            // The student's file, as the compiler shows it.
            const SOURCE: Option<&str> = option_env!("GRADE_UNIT_SOURCE");
            if CANDIDATE {
                $crate::serve_candidate(&$exercise, KEY, SOURCE)
            } else {
                $crate::serve(&$exercise, KEY)
            }
        }
    };
}

/// Makes the whole of a `bench.rs`: baseline and student side by side in
/// criterion, over the example and timed cases of the spec.
#[macro_export]
macro_rules! bench {
    ($exercise:expr) => {
        fn compare(criterion: &mut criterion::Criterion) {
            use $crate::{Exercise, Rng, Role, rand::SeedableRng};
            let exercise = $exercise;
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            for case in exercise.cases() {
                if case.role == Role::Hidden {
                    continue;
                }
                let input = exercise.generate(&case, &mut Rng::seed_from_u64(1));
                let mut group = criterion.benchmark_group(&case.name);
                group.bench_function("baseline", |b| b.iter(|| exercise.baseline(&input)));
                group.bench_function("student", |b| {
                    b.iter(|| exercise.candidate(&input, threads));
                });
                group.finish();
            }
        }
        criterion::criterion_group!(benches, compare);
        criterion::criterion_main!(benches);
    };
}

/// Without Unix sockets there is no grading; tests and benches still work.
#[cfg(not(unix))]
pub fn serve_candidate<E: Exercise>(
    exercise: &E,
    key: Option<&'static str>,
    _source: Option<&'static str>,
) -> std::process::ExitCode {
    serve(exercise, key)
}

/// Without Unix sockets there is no grading; tests and benches still work.
#[cfg(not(unix))]
pub fn serve<E: Exercise>(_exercise: &E, _key: Option<&'static str>) -> std::process::ExitCode {
    eprintln!("error: grading needs Linux\nhint: on Windows, use WSL 2 or a container");
    std::process::ExitCode::from(2)
}
