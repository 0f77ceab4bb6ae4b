//! What the parts of an exercise are worth, as its manifest writes it.

use serde::Deserialize;

/// What an exercise is worth as a whole: the section `[points]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PointsRule {
    /// For right answers.
    pub correctness: Worth,
    /// How much the exercise counts beside the others of its course.
    pub weight: Weight,
    /// What a timed case gives that misses its goal.
    pub bands: Bands,
}

impl Default for PointsRule {
    fn default() -> Self {
        Self { correctness: Worth(6), weight: Weight(1.0), bands: Bands::default() }
    }
}

/// Points of one part: whole ones, so that platforms that know no others have the same
/// maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub struct Worth(u32);

/// No part is worth more.
const WORTH_MAX: u32 = 1000;

impl Worth {
    /// A timed case, where the manifest says nothing.
    pub fn of_timed() -> Self {
        Self(4)
    }

    /// A counted limit, where the manifest says nothing.
    pub fn of_counted() -> Self {
        Self(2)
    }

    /// The number.
    pub fn points(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for Worth {
    type Error = String;

    fn try_from(points: i64) -> Result<Self, String> {
        let fits = u32::try_from(points).ok().filter(|&points| points <= WORTH_MAX);
        fits.map(Self).ok_or_else(|| format!("points are whole and lie in 0 to {WORTH_MAX}"))
    }
}

/// How much an exercise counts in its course; one of weight 0 does not.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Weight(f64);

impl Weight {
    /// The number.
    pub fn factor(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Weight {
    type Error = &'static str;

    fn try_from(weight: f64) -> Result<Self, Self::Error> {
        let fits = (0.0..=100.0).contains(&weight);
        if fits { Ok(Self(weight)) } else { Err("a weight lies in 0 to 100") }
    }
}

/// Partial credit for speed, from little to much.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Vec<Band>")]
pub struct Bands(Vec<Band>);

/// One step of partial credit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// From this share of the goal's speed on,
    pub speed: f64,
    /// a timed case gives this share of its points.
    pub gives: f64,
}

impl Default for Bands {
    fn default() -> Self {
        Self(vec![Band { speed: 0.8, gives: 0.5 }])
    }
}

impl TryFrom<Vec<Band>> for Bands {
    type Error = &'static str;

    fn try_from(bands: Vec<Band>) -> Result<Self, Self::Error> {
        let is_share = |share: f64| share > 0.0 && share < 1.0;
        if !bands.iter().all(|band| is_share(band.speed) && is_share(band.gives)) {
            return Err("in a band `speed` and `gives` are shares above 0 and below 1: the goal \
                        itself gives all points");
        }
        let ascends =
            |pair: &[Band]| pair[0].speed < pair[1].speed && pair[0].gives < pair[1].gives;
        if !bands.windows(2).all(ascends) {
            return Err("bands ascend: each has a higher `speed` and gives more than the one \
                        before");
        }
        Ok(Self(bands))
    }
}

impl Bands {
    /// The highest band that this share of the goal's speed reaches.
    pub fn reached(&self, speed: f64) -> Option<Band> {
        self.0.iter().rfind(|band| speed >= band.speed).copied()
    }

    /// The lowest band.
    pub fn lowest(&self) -> Option<Band> {
        self.0.first().copied()
    }
}
