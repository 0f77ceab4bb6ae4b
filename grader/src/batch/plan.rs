//! What a run is to grade: who handed in what, and which units that makes.

use crate::batch::journal::Key;
use crate::fault::Fault;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// The version of the plan's format.
pub const FORMAT: u32 = 1;

/// `plan.json`: all of a run that is known before anything is graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this format.
    pub format: u32,
    /// Whether answers alone are checked, and no speed.
    pub quick: bool,
    /// How often a unit may vanish before it is given up.
    pub attempts: usize,
    /// In how many rounds a unit is tried that the machine cannot tell about.
    pub rounds: usize,
    /// The compiler.
    pub toolchain: String,
    /// The exercises, in the course's order.
    pub exercises: Vec<PlannedExercise>,
    /// The students, by their identifiers.
    pub students: BTreeMap<String, Student>,
    /// What they handed in, in order of student and exercise.
    pub handed_in: Vec<HandedIn>,
    /// The units, by their keys.
    pub units: BTreeMap<Key, Unit>,
    /// Entries of the submissions' folder that belong to no student.
    #[serde(default)]
    pub ignored: Vec<String>,
}

/// One exercise of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedExercise {
    /// The slug.
    pub slug: String,
    /// What a person calls it.
    pub title: String,
    /// The hash of what its answers and times depend on; goals are no part of it.
    pub spec: String,
}

/// A student, as far as the submissions or the roster tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// What people call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the roster names them; true where there is no roster.
    pub is_enrolled: bool,
    /// The other columns of the roster, or what a download tells of them: `email`, say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// One student's submission to one exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// Whose: their identifier.
    pub student: String,
    /// The slug; nothing where it is not known which exercise it is for.
    pub exercise: Option<String>,
    /// Where it lies, below the submissions' folder, in a form that can be printed.
    pub path: String,
    /// When, where a download tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is graded, as this unit.
    Unit(Key),
    /// It cannot be read, and so it has no grade. What to tell the student.
    NotGraded(Fault),
}

/// One file to grade, of one student or of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The slug.
    pub exercise: String,
}

impl Plan {
    /// The keys that one shard has to do.
    pub fn keys(&self, shard: Shard) -> impl Iterator<Item = &Key> {
        self.units
            .keys()
            .enumerate()
            .filter(move |(index, _)| shard.has(*index))
            .map(|(_, key)| key)
    }

    /// The students who handed in this unit.
    pub fn owners(&self, key: &str) -> BTreeSet<&str> {
        let is_it = |one: &&HandedIn| matches!(&one.fate, Fate::Unit(unit) if unit == key);
        self.handed_in.iter().filter(is_it).map(|one| &*one.student).collect()
    }

    /// The submissions that cannot be read.
    pub fn not_graded(&self) -> impl Iterator<Item = (&HandedIn, &Fault)> {
        self.handed_in.iter().filter_map(|one| match &one.fate {
            Fate::Unit(_) => None,
            Fate::NotGraded(fault) => Some((one, fault)),
        })
    }
}

/// One of several equal parts of a run, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// The part's number.
    number: usize,
    /// How many there are in all.
    of: usize,
}

impl Shard {
    /// Everything.
    pub const ALL: Self = Self { number: 1, of: 1 };

    /// Whether it has what comes at this place of the sorted keys.
    pub fn has(self, index: usize) -> bool {
        index % self.of == self.number - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/').and_then(|(number, of)| {
            let shard = Self { number: number.parse().ok()?, of: of.parse().ok()? };
            (1..=shard.of).contains(&shard.number).then_some(shard)
        });
        parts.ok_or("a shard is written as i/n, with i from 1 to n: 2/8 is the second of eight")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_have_everything_once() {
        for of in 1..=64 {
            for index in 0..130 {
                let has = (1..=of).filter(|number| Shard { number: *number, of }.has(index));
                assert_eq!(has.count(), 1, "{index} of {of}");
            }
        }
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        for text in ["0/8", "9/8", "1", "1/0", "a/b", "1/2/3", "-1/2", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
