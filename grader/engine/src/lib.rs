//! The engine of `grade`: from one file to a verdict, and all that a course is held to.
//! It prints nothing and knows no command line. Unix only: it needs socket pairs, process
//! groups and signals.
//!
//! The modules stand in the order of their layers: one uses those of its own layer and
//! those above. ARCHITECTURE.md says which exactly.

#![cfg(unix)]

// Files, texts and figures.
pub mod bounded;
pub mod path;
pub mod whole;

// What can go wrong, and the file that is graded.
pub mod fault;

pub mod admission;

// What was found, in data, and in words.
pub mod verdict;

pub mod words;

// The course, and programs under limits.
pub mod candidate;
pub mod course;
pub mod process;

// From a file to figures.
pub mod compile;
pub mod measure;

// From figures to a result.
pub mod calibrate;
pub mod certify;
pub mod grade;

pub mod score;

// What a course is held to, and how an exercise begins.
pub mod class;
pub mod new;
pub mod verify;
