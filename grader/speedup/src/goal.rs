//! What an exercise asks for, as its manifest writes it.

use serde::{Deserialize, Serialize};

/// The speedup that an exercise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "GoalFields", into = "GoalFields")]
pub enum Goal {
    /// A share of what this machine can do at once, where the task graph lets
    /// it: `share × min(capacity, parallelism)`.
    Efficiency {
        /// Speedup over capacity.
        share: f64,
        /// Work over span, where that bounds the speedup.
        parallelism: Option<f64>,
    },
    /// A gain from a better algorithm, which threads alone do not give.
    SpeedupMin(f64),
    /// At least this share of the baseline's speed.
    NoSlower(f64),
}

/// A goal as the manifest writes it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoalFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    efficiency: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parallelism: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speedup_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_slower: Option<f64>,
}

impl TryFrom<GoalFields> for Goal {
    type Error = String;

    fn try_from(fields: GoalFields) -> Result<Self, String> {
        let goal = match fields {
            GoalFields { efficiency: Some(share), speedup_min: None, no_slower: None, .. } => {
                Self::Efficiency { share, parallelism: fields.parallelism }
            }
            GoalFields {
                efficiency: None,
                speedup_min: Some(s),
                no_slower: None,
                parallelism: None,
            } => Self::SpeedupMin(s),
            GoalFields {
                efficiency: None,
                speedup_min: None,
                no_slower: Some(r),
                parallelism: None,
            } => Self::NoSlower(r),
            _ => {
                return Err("a goal is one of `efficiency` (with or without `parallelism`), \
                            `speedup_min` or `no_slower`"
                    .to_owned());
            }
        };
        let in_range = match goal {
            Self::Efficiency { share, parallelism } => {
                share > 0.0 && share <= 1.0 && parallelism.is_none_or(|p| p > 1.0 && p.is_finite())
            }
            Self::SpeedupMin(speedup) => speedup > 1.0 && speedup.is_finite(),
            Self::NoSlower(ratio) => ratio > 0.0 && ratio <= 1.0,
        };
        if in_range {
            return Ok(goal);
        }
        Err("`efficiency` and `no_slower` lie above 0 and up to 1; `parallelism` and \
             `speedup_min` are above 1"
            .to_owned())
    }
}

impl From<Goal> for GoalFields {
    fn from(goal: Goal) -> Self {
        let none = Self::default();
        match goal {
            Goal::Efficiency { share, parallelism } => {
                Self { efficiency: Some(share), parallelism, ..none }
            }
            Goal::SpeedupMin(speedup) => Self { speedup_min: Some(speedup), ..none },
            Goal::NoSlower(ratio) => Self { no_slower: Some(ratio), ..none },
        }
    }
}

impl Goal {
    /// The speedup to reach on a machine of this parallel capacity.
    pub fn speedup(self, capacity: f64) -> f64 {
        match self {
            Self::Efficiency { share, parallelism } => {
                share * parallelism.map_or(capacity, |bound| bound.min(capacity))
            }
            Self::SpeedupMin(speedup) => speedup,
            Self::NoSlower(ratio) => ratio,
        }
    }
}
