//! What an exercise asks for, as its manifest writes it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

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
        goal.in_range()
    }
}

/// As a person types it: `1.5x` is a speedup, of at most 1 a share of the baseline's speed;
/// `75%` is a share of what the cores do together; `{ … }` is what a manifest writes.
impl FromStr for Goal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let number =
            |digits: &str| digits.trim().parse::<f64>().map_err(|_| format!("`{text}` is no goal"));
        if text.starts_with('{') {
            let written: Written = toml::from_str(&format!("goal = {text}"))
                .map_err(|error| error.message().to_owned())?;
            return Ok(written.goal);
        }
        let goal = match (text.strip_suffix('%'), text.strip_suffix('x')) {
            (Some(share), _) => {
                Self::Efficiency { share: number(share)? / 100.0, parallelism: None }
            }
            (_, Some(speedup)) => match number(speedup)? {
                speedup if speedup > 1.0 => Self::SpeedupMin(speedup),
                ratio => Self::NoSlower(ratio),
            },
            _ => return Err(format!("`{text}` is no goal")),
        };
        goal.in_range()
    }
}

#[derive(Deserialize)]
struct Written {
    goal: Goal,
}

/// As it can be typed again.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        // No share has more digits than that; a product of two numbers may.
        let percent = |share: f64| (share * 1e6).round() / 1e4;
        match *self {
            Self::Efficiency { share, parallelism: None } => write!(f, "{}%", percent(share)),
            Self::Efficiency { share, parallelism: Some(bound) } => {
                write!(f, "{{ efficiency = {share}, parallelism = {bound:?} }}")
            }
            Self::SpeedupMin(speedup) | Self::NoSlower(speedup) => write!(f, "{speedup}x"),
        }
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
    /// The same goal if its numbers mean something.
    pub fn in_range(self) -> Result<Self, String> {
        let in_range = match self {
            Self::Efficiency { share, parallelism } => {
                share > 0.0 && share <= 1.0 && parallelism.is_none_or(|p| p > 1.0 && p.is_finite())
            }
            Self::SpeedupMin(speedup) => speedup > 1.0 && speedup.is_finite(),
            Self::NoSlower(ratio) => ratio > 0.0 && ratio <= 1.0,
        };
        if in_range {
            return Ok(self);
        }
        Err("`efficiency` and `no_slower` lie above 0 and up to 1; `parallelism` and \
             `speedup_min` are above 1"
            .to_owned())
    }

    /// The same goal with the bound of the task graph that another one names: who types a
    /// share means the share alone.
    #[must_use]
    pub fn bounded_as(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Efficiency { share, parallelism: None },
                Self::Efficiency { parallelism, .. },
            ) => Self::Efficiency { share, parallelism },
            _ => self,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_goal_is_typed_in_three_ways() {
        let check = |text: &str, expected: Option<Goal>| {
            assert_eq!(text.parse::<Goal>().ok(), expected, "{text}");
        };
        let share = |share, parallelism| Some(Goal::Efficiency { share, parallelism });
        check("1.5x", Some(Goal::SpeedupMin(1.5)));
        check(" 0.45x", Some(Goal::NoSlower(0.45)));
        check("75%", share(0.75, None));
        check("{ efficiency = 0.8, parallelism = 2.0 }", share(0.8, Some(2.0)));
        check("{speedup_min=2}", Some(Goal::SpeedupMin(2.0)));
        for odd in ["", "x", "1.5", "-1x", "0x", "NaNx", "infx", "120%", "0%", "{ speed = 2 }"] {
            check(odd, None);
        }
    }

    #[test]
    fn a_typed_share_keeps_the_bound_of_the_task_graph() {
        let typed = Goal::Efficiency { share: 0.5, parallelism: None };
        let written = Goal::Efficiency { share: 0.8, parallelism: Some(2.0) };
        let both = Goal::Efficiency { share: 0.5, parallelism: Some(2.0) };
        assert_eq!(typed.bounded_as(written), both);
        assert_eq!(written.bounded_as(typed), written);
        assert_eq!(Goal::SpeedupMin(1.5).bounded_as(written), Goal::SpeedupMin(1.5));
    }

    proptest! {
        #[test]
        fn a_goal_that_is_shown_can_be_typed(percent in 1_u32..=100, bound in 11_u32..999, kind in 0..4) {
            let share = f64::from(percent) / 100.0;
            let goal = match kind {
                0 => Goal::Efficiency { share, parallelism: None },
                1 => Goal::Efficiency { share, parallelism: Some(f64::from(bound) / 10.0) },
                2 => Goal::SpeedupMin(f64::from(bound) / 10.0),
                _ => Goal::NoSlower(share),
            };
            prop_assert_eq!(goal.to_string().parse(), Ok(goal));
        }

        #[test]
        fn no_text_stops_the_reader(text in ".*") {
            let _ = text.parse::<Goal>();
        }
    }
}
