//! A result as it is kept in a file: what a grading found, or why it found nothing.

use super::{Graded, SCHEMA};
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::fault::Fault;
use crate::path::printable;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What is written in a result's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "grade_result::NoResult", into = "grade_result::NoResult")]
pub struct NoResult {
    /// The version of the result's format.
    pub schema: u32,
    /// The exercise, as far as it was known.
    pub exercise: Option<String>,
    /// Why there is none.
    pub fault: Fault,
}

/// What a result's file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// A result.
    Graded(Box<Graded>),
    /// Why there is none.
    NoResult(NoResult),
}

/// The version of a result's format, whatever else the file holds.
#[derive(Deserialize)]
struct Version {
    schema: u32,
}

impl NoResult {
    /// Because of this.
    pub fn because(fault: &Fault, exercise: Option<&str>) -> Self {
        Self { schema: SCHEMA, exercise: exercise.map(str::to_owned), fault: fault.clone() }
    }
}

impl Stored {
    /// Reads a file that `--json` has written.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        let text = bounded::read_to_string(file, RESULT_BYTES_MAX)
            .map_err(|error| Fault::file("read", file, &error))?;
        Self::parse(&text, &printable(file))
    }

    /// Reads what `--json` writes; `shown` is where it comes from.
    pub fn parse(text: &str, shown: &str) -> Result<Self, Fault> {
        if let Ok(no_result) = serde_json::from_str(text) {
            return Ok(Self::NoResult(no_result));
        }
        let not_a_result = |error: serde_json::Error| {
            let what = format!("{shown} is not a result: {error}");
            Fault::new(what, "write one with `--json FILE`")
        };
        let Version { schema } = serde_json::from_str(text).map_err(not_a_result)?;
        if schema != SCHEMA {
            let what = format!(
                "{shown} has version {schema} of the result's format, and this grader reads \
                 version {SCHEMA}"
            );
            let hint = "grade the file again, or replay the result with the grader that wrote it";
            return Err(Fault::new(what, hint));
        }
        serde_json::from_str(text).map(Self::Graded).map_err(not_a_result)
    }

    /// The same, and a verdict that its evidence does not lead to is a fault.
    pub fn read_and_judge(file: &Path) -> Result<Self, Fault> {
        let stored = Self::read(file)?;
        if let Self::Graded(graded) = &stored {
            let (verdict, _) = graded.judged_again();
            if verdict != graded.verdict {
                let shown = printable(file);
                let what = format!("{shown} says {}, its evidence says {verdict}", graded.verdict);
                let hint = "the file was changed, or written by another version of the grader";
                return Err(Fault::new(what, hint));
            }
        }
        Ok(stored)
    }
}
