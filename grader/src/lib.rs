//! The grader as a library: everything that `grade` does, for the program, its
//! tests and its benches. Unix only: it needs socket pairs, process groups and
//! signals.

#![cfg(unix)]

pub mod admission;
pub mod batch;
pub mod bounded;
pub mod calibrate;
pub mod candidate;
pub mod certify;
pub mod class;
pub mod cli;
pub mod collect;
pub mod compile;
pub mod course;
pub mod fault;
pub mod grade;
pub mod measure;
pub mod new;
pub mod path;
pub mod process;
pub mod report;
pub mod score;
pub mod stats;
pub mod verdict;
pub mod verify;
pub mod watch;
pub mod whole;
