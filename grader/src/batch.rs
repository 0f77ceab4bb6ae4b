//! Grades the submissions of a class: each different file once, in an order that lets
//! whoever is interrupted go on later.

pub mod intake;
pub mod journal;
pub mod key;
pub mod plan;
pub mod roster;
pub mod run;
