//! The figures of a look at a candidate, as they are kept for its page.

use super::SCHEMA;
use crate::measure::scaling::Scaling;
use crate::measure::sweep::Sweep;
use crate::verdict::Profile;
use grader_spec::Graph;
use serde::{Deserialize, Serialize};

/// One look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyRecord {
    /// The version of this format.
    pub schema: u32,
    /// The hash of everything that the binary was made of: it says whether a result
    /// and a look are of the same file. Nothing where no file was looked at.
    pub unit: Option<String>,
    /// The case.
    pub case: String,
    /// What was seen.
    pub figures: Figures,
}

/// What was seen in one look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "one is made a look, and it is soon a file")]
pub enum Figures {
    /// Time against threads.
    Scale(Scaling),
    /// Where the cores' time went.
    Trace(Profile),
    /// Time against the choice.
    Sweep(Sweep),
    /// The tasks of the exercise.
    Graph(Graph),
}

impl Figures {
    /// The commands whose looks are kept, in the order of a page.
    pub const NAMES: [&str; 4] = ["scale", "trace", "sweep", "graph"];

    /// The command that looks.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Scale(_) => "scale",
            Self::Trace(_) => "trace",
            Self::Sweep(_) => "sweep",
            Self::Graph(_) => "graph",
        }
    }
}

impl StudyRecord {
    /// A look of today's format.
    pub fn new(unit: Option<String>, case: &str, figures: Figures) -> Self {
        Self { schema: SCHEMA, unit, case: case.to_owned(), figures }
    }
}
