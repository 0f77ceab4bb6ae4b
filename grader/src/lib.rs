//! `grade`, the program: what is typed, the screen, and pages. All that it does with an
//! exercise is in the engine, whose modules stand here under their own names. Unix only:
//! the engine needs socket pairs, process groups and signals.
//!
//! The modules stand in the order of their layers: one uses those of its own layer and
//! those above. ARCHITECTURE.md says which exactly.

#![cfg(unix)]

pub use grade_engine::*;

// Beside the course's files.
pub mod browser;
pub mod progress;
pub mod reset;

// Copies of the course, and new ones.
pub mod tree;

pub mod engine;
pub mod export;

pub mod init;

// A whole class.
pub mod batch;
pub mod collect;

// What is shown.
pub mod report;

// What is done about keys and commands.
pub mod watch;

pub mod cli;
