//! Grades the submissions of a class: each different file once, in an order that lets
//! whoever is interrupted go on later.

pub mod journal;
pub mod plan;
pub mod run;
