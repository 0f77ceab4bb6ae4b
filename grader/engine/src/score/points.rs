//! Points in whole hundredths: sums are exact, and each rounding has its rule here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A number of points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(from = "f64", into = "f64")]
pub struct Points {
    hundredths: u64,
}

/// In one point.
const HUNDREDTHS: u64 = 100;

impl Points {
    /// None.
    pub const ZERO: Self = Self { hundredths: 0 };

    /// A whole number of points.
    pub fn whole(points: u32) -> Self {
        Self { hundredths: u64::from(points) * HUNDREDTHS }
    }

    /// A share of these, 0 to 1, to the nearest hundredth. Only the share 1 gives all.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        if share >= 1.0 {
            return self;
        }
        let hundredths = (self.hundredths as f64 * share.max(0.0)).round() as u64;
        Self { hundredths: hundredths.min(self.hundredths.saturating_sub(1)) }
    }

    /// As a number with two digits after the point.
    pub fn value(self) -> f64 {
        self.hundredths as f64 / HUNDREDTHS as f64
    }

    /// The share of a maximum that this is, 0 to 1.
    pub fn of(self, most: Self) -> f64 {
        if most == Self::ZERO { 0.0 } else { self.value() / most.value() }
    }

    /// For platforms that know whole points only: the nearest, a half up. Some of the points
    /// never become all of them, and become none only where one point is all there is.
    pub fn rounded(self, most: Self) -> u64 {
        let [points, most_whole] =
            [self, most].map(|points| (points.hundredths + HUNDREDTHS / 2) / HUNDREDTHS);
        if self == Self::ZERO || self >= most {
            return points;
        }
        points.max(1).min(most_whole.saturating_sub(1))
    }
}

impl From<f64> for Points {
    fn from(points: f64) -> Self {
        Self { hundredths: (points.max(0.0) * HUNDREDTHS as f64).round() as u64 }
    }
}

impl From<Points> for f64 {
    fn from(points: Points) -> Self {
        points.value()
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { hundredths: self.hundredths.saturating_add(other.hundredths) }
    }
}

/// Never below zero.
impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { hundredths: self.hundredths.saturating_sub(other.hundredths) }
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

/// `4`, `4.5` or `4.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (whole, rest) = (self.hundredths / HUNDREDTHS, self.hundredths % HUNDREDTHS);
        let digits = format!("{whole}.{rest:02}");
        f.pad(digits.trim_end_matches('0').trim_end_matches('.'))
    }
}
