//! Grades the submissions of a class: each different file once, in an order that lets
//! whoever is interrupted go on later.
//!
//! `intake` finds the submissions, `prepare` makes a plan of them. A *unit* is one file
//! for one exercise, named by its content: equal files are one unit, no matter which students handed them
//! in. Passes over what is open (`policy`) are made by workers (`worker`), here or on
//! other machines, each with a journal of its own. How the run stands follows from all
//! journals together (`journal`), and from nothing else.

pub mod clock;
pub mod estimate;
pub mod intake;
pub mod journal;
pub mod key;
pub mod local;
pub mod plan;
pub mod policy;
pub mod prepare;
pub mod roster;
pub mod run;
pub mod slurm;
pub mod worker;
pub mod writer;
