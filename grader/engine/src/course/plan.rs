//! The plan of a course, `course.toml`: weeks, deadlines, what counts, and what a late
//! hand-in costs. A course without one has no deadlines, and all of its exercises count.

use super::{Course, Name, broken};
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::fault::Fault;
use jiff::{Timestamp, ZonedDateTime};
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The file's name, in the course's folder.
pub const PLAN: &str = "course.toml";
/// The version of this format.
const FORMAT: u32 = 1;
/// Seconds of a day, whatever the clocks do.
const DAY_S: f64 = 86_400.0;
/// What most mends of a broken plan are.
const MEND: &str = "mend this line; the instructor's guide describes the file";

/// What `course.toml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What a person calls the course.
    pub title: Option<String>,
    /// In the order of the course.
    pub weeks: Vec<Week>,
    /// What a late hand-in costs.
    pub late: LatePolicy,
}

/// Exercises that belong together, and when they are due.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// What it is about.
    pub title: String,
    /// When its exercises are due.
    pub deadline: Option<Timestamp>,
    /// The slugs of the exercises that count.
    pub exercises: Vec<String>,
    /// The slugs of those that do not count.
    pub practice: Vec<String>,
}

/// What a hand-in after the deadline costs. By default nothing, and it is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LatePolicy {
    /// How many minutes after the deadline a submission is still in time.
    pub grace_minutes: u32,
    /// The share of the points that each day begun after the deadline costs.
    pub lost_per_day: Share,
    /// The share that is kept however late.
    pub kept_at_least: Share,
    /// How many days after the deadline a submission has no points left.
    pub closed_after_days: Option<u32>,
}

/// A share of points, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Deserialize)]
#[serde(try_from = "f64")]
pub struct Share(f64);

impl Share {
    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Share {
    type Error = &'static str;

    fn try_from(share: f64) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&share) { Ok(Self(share)) } else { Err("a share lies in 0 to 1") }
    }
}

/// How late something is, and what that leaves of its points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lateness {
    /// Days that have begun after the deadline; 0 is in time.
    pub days: u32,
    /// The share of the points that is kept.
    pub kept: f64,
}

impl Lateness {
    /// Handed in while there was time.
    pub const IN_TIME: Self = Self { days: 0, kept: 1.0 };
}

impl LatePolicy {
    /// How late a hand-in is. A later one never keeps more.
    pub fn lateness(&self, deadline: Timestamp, handed_in: Timestamp) -> Lateness {
        let late_s = handed_in.duration_since(deadline).as_secs_f64();
        if late_s <= f64::from(self.grace_minutes) * 60.0 {
            return Lateness::IN_TIME;
        }
        let days = (late_s / DAY_S).ceil().max(1.0) as u32;
        if self.closed_after_days.is_some_and(|closed| days > closed) {
            return Lateness { days, kept: 0.0 };
        }
        let left = 1.0 - f64::from(days) * self.lost_per_day.0;
        Lateness { days, kept: left.max(self.kept_at_least.0).clamp(0.0, 1.0) }
    }
}

impl Plan {
    /// The week that an exercise belongs to.
    pub fn week(&self, slug: &str) -> Option<&Week> {
        let names = |week: &&Week| week.exercises.iter().chain(&week.practice).any(|s| s == slug);
        self.weeks.iter().find(names)
    }

    /// Whether an exercise counts. Where there are no weeks, all do.
    pub fn counts(&self, slug: &str) -> bool {
        let named = |week: &Week| week.exercises.iter().any(|named| named == slug);
        self.weeks.is_empty() || self.weeks.iter().any(named)
    }

    /// How late an exercise is that was handed in then. Where no time or no deadline is
    /// known, nothing is late.
    pub fn lateness(&self, slug: &str, handed_in: Option<Timestamp>) -> Lateness {
        let deadline = self.week(slug).and_then(|week| week.deadline);
        let both = deadline.zip(handed_in);
        both.map_or(Lateness::IN_TIME, |(deadline, at)| self.late.lateness(deadline, at))
    }
}

impl Course {
    /// The plan; an empty one where there is no file.
    pub fn plan(&self) -> Result<Plan, Fault> {
        let path = self.root.join(PLAN);
        match bounded::read_to_string(&path, PAGES_BYTES_MAX) {
            Ok(text) => parse(&text, &self.names()?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Plan::default()),
            Err(error) => Err(Fault::file("read", Path::new(PLAN), &error)),
        }
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: Spanned<u32>,
    title: String,
    #[serde(default)]
    late: LatePolicy,
    #[serde(default)]
    weeks: Vec<WrittenWeek>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWeek {
    title: String,
    deadline: Option<Spanned<WrittenTime>>,
    #[serde(default)]
    exercises: Vec<Spanned<String>>,
    #[serde(default)]
    practice: Vec<Spanned<String>>,
}

/// With quotation marks or without.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a deadline is a moment with its zone, like \"2027-01-31T23:59[Europe/Berlin]\""
)]
enum WrittenTime {
    Datetime(toml::value::Datetime),
    Text(String),
}

/// What is wrong, where, and how to mend it.
struct Complaint(Range<usize>, String, String);

fn parse(text: &str, names: &[Name]) -> Result<Plan, Fault> {
    let path = Path::new(PLAN);
    let written: Written = toml::from_str(text).map_err(|error| {
        broken(path, text, &error.span().unwrap_or_default(), error.message(), MEND)
    })?;
    checked(written, names)
        .map_err(|Complaint(at, what, hint)| broken(path, text, &at, &what, &hint))
}

fn checked(written: Written, names: &[Name]) -> Result<Plan, Complaint> {
    if *written.format.get_ref() != FORMAT {
        let what = format!("this grader reads format {FORMAT}");
        return Err(Complaint(written.format.span(), what, "change this value".to_owned()));
    }
    let mut seen: Vec<String> = Vec::new();
    let mut weeks = Vec::new();
    for week in written.weeks {
        let WrittenWeek { title, deadline, exercises, practice } = week;
        let mut known = |slugs: Vec<Spanned<String>>| -> Result<Vec<String>, Complaint> {
            slugs.into_iter().map(|slug| known_once(slug, names, &mut seen)).collect()
        };
        let (exercises, practice) = (known(exercises)?, known(practice)?);
        let deadline = deadline.map(time).transpose()?;
        weeks.push(Week { title, deadline, exercises, practice });
    }
    Ok(Plan { title: Some(written.title), weeks, late: written.late })
}

/// The slug of an exercise of this course that was not named before.
fn known_once(
    slug: Spanned<String>,
    names: &[Name],
    seen: &mut Vec<String>,
) -> Result<String, Complaint> {
    let (at, slug) = (slug.span(), slug.into_inner());
    if !names.iter().any(|name| name.slug == slug) {
        let fault = super::no_such_exercise(&slug, &slug, names);
        return Err(Complaint(at, fault.what, fault.hint));
    }
    if seen.contains(&slug) {
        let what = format!("`{slug}` is named twice");
        return Err(Complaint(at, what, "leave one of the two out".to_owned()));
    }
    seen.push(slug.clone());
    Ok(slug)
}

fn time(written: Spanned<WrittenTime>) -> Result<Timestamp, Complaint> {
    let at = written.span();
    let text = match written.into_inner() {
        WrittenTime::Datetime(time) => time.to_string(),
        WrittenTime::Text(text) => text,
    };
    moment(&text).map_err(|fault| Complaint(at, fault.what, fault.hint))
}

/// A moment as people write it: with a zone in brackets or an offset.
pub fn moment(text: &str) -> Result<Timestamp, Fault> {
    let hint = "write it like \"2027-01-31T23:59[Europe/Berlin]\" or 2027-01-31T23:59:00+01:00";
    let read = if text.contains('[') {
        text.parse::<ZonedDateTime>().map(|zoned| zoned.timestamp())
    } else {
        text.parse()
    };
    read.map_err(|error| {
        let shown = bounded::visible(&bounded::sentence(text.to_owned()));
        if text.parse::<jiff::civil::DateTime>().is_ok() && !text.contains('[') {
            return Fault::new(format!("`{shown}` names no time zone"), hint);
        }
        Fault::new(format!("`{shown}` is no moment: {error}"), hint)
    })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
pub mod tests;
