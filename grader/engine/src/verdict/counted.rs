//! Counted resources: how much a candidate may use besides time.

use serde::Deserialize;

/// The most of a resource that is allowed, as a manifest writes it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "LimitFields")]
pub enum Limit {
    /// An amount, whatever the input.
    AtMost(u64),
    /// A multiple of what the baseline uses on the same input.
    TimesBaseline(f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFields {
    at_most: Option<u64>,
    times_baseline: Option<f64>,
}

impl TryFrom<LimitFields> for Limit {
    type Error = &'static str;

    fn try_from(fields: LimitFields) -> Result<Self, Self::Error> {
        match fields {
            LimitFields { at_most: Some(amount), times_baseline: None } => Ok(Self::AtMost(amount)),
            LimitFields { at_most: None, times_baseline: Some(times) }
                if times >= 1.0 && times.is_finite() =>
            {
                Ok(Self::TimesBaseline(times))
            }
            LimitFields { at_most: None, times_baseline: Some(_) } => {
                Err("`times_baseline` is 1 or more")
            }
            _ => Err("a limit is one of `at_most` or `times_baseline`"),
        }
    }
}

impl Limit {
    /// How much is allowed where the baseline uses this much.
    pub fn amount(self, baseline: u64) -> u64 {
        match self {
            Self::AtMost(amount) => amount,
            Self::TimesBaseline(times) => (times * baseline as f64) as u64,
        }
    }
}

/// How much of one resource a candidate used on one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The resource, in the plural.
    pub what: String,
    /// The case.
    pub case: String,
    /// How much was used; the most at once, where it is given back.
    pub amount: u64,
    /// How much was allowed.
    pub allowed: u64,
    /// How much the baseline used.
    pub baseline: u64,
    /// Whether it was counted in the candidate's own process, so that hostile code can
    /// claim what it likes. Memory is seen from outside.
    pub advisory: bool,
}

impl Counted {
    /// Whether it is more than was allowed.
    pub fn is_over(&self) -> bool {
        self.amount > self.allowed
    }

    /// Whether it comes nearer to its limit than another.
    pub fn is_nearer_than(&self, other: &Self) -> bool {
        // As products, because nothing may be allowed.
        let (own, others) = (self.amount * other.allowed, other.amount * self.allowed);
        own > others || (own == others && self.amount > other.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_follows_the_baseline_or_stands_alone() {
        assert_eq!(Limit::TimesBaseline(1.5).amount(7), 10);
        assert_eq!(Limit::TimesBaseline(1.0).amount(0), 0);
        assert_eq!(Limit::AtMost(3).amount(7), 3);
    }

    #[test]
    fn the_nearest_to_its_limit_is_shown() {
        let used = |amount, allowed| Counted {
            what: "loads".to_owned(),
            case: "a slice".to_owned(),
            amount,
            allowed,
            baseline: allowed,
            advisory: true,
        };
        assert!(used(3, 4).is_nearer_than(&used(5, 10)));
        assert!(used(10, 10).is_nearer_than(&used(1, 1)));
        assert!(used(1, 0).is_nearer_than(&used(5, 5)));
        assert!(!used(0, 0).is_nearer_than(&used(0, 3)));
        assert!(used(5, 4).is_over() && !used(4, 4).is_over());
    }
}
