//! The parts of a score: answers, counted limits and timed cases, each with its reason.

use super::{Part, PartKind, PartStatus, Points};
use crate::course::worth::Worth;
use crate::course::{CountedResource, Manifest, Opponent, TimedCase};
use crate::grade::Graded;
use crate::verdict::{Attempts, GOAL_ABOVE_SERIAL, Outcome, Test, Timed, Verdict, judge};
use crate::words;

/// What is known of a part: how much of it is earned, and why.
struct Found {
    standing: PartStatus,
    share: f64,
    why: String,
}

impl Found {
    fn met(why: impl Into<String>) -> Self {
        Self { standing: PartStatus::Met, share: 1.0, why: why.into() }
    }

    fn missed(share: f64, why: impl Into<String>) -> Self {
        Self { standing: PartStatus::Missed, share, why: why.into() }
    }

    fn not_reached(why: impl Into<String>) -> Self {
        Self { standing: PartStatus::NotReached, share: 0.0, why: why.into() }
    }

    fn open(why: impl Into<String>) -> Self {
        Self { standing: PartStatus::Open, share: 0.0, why: why.into() }
    }

    fn part(self, kind: PartKind, name: &str, worth: Worth) -> Part {
        let of = Points::whole(worth.points());
        let Self { standing, share, why } = self;
        Part { name: name.to_owned(), kind, standing, points: of.share(share), of, why }
    }
}

/// Names, kinds and worths of all parts, with what `find` knows of each.
fn parts(manifest: &Manifest, mut find: impl FnMut(Asked) -> Found) -> Vec<Part> {
    let correctness = find(Asked::Answers);
    let worth = manifest.points.correctness;
    let mut parts = vec![correctness.part(PartKind::Correctness, "right answers", worth)];
    for resource in &manifest.counted {
        let found = find(Asked::Counted(resource));
        parts.push(found.part(PartKind::Counted, &resource.what, resource.points));
    }
    for (index, case) in manifest.timed.iter().enumerate() {
        let found = find(Asked::Timed(index, case));
        parts.push(found.part(PartKind::Timed, &speed_of(case), case.points));
    }
    parts
}

/// What a part asks for.
enum Asked<'a> {
    Answers,
    Counted(&'a CountedResource),
    Timed(usize, &'a TimedCase),
}

/// A timed case as a part is called: a case may be timed against several.
fn speed_of(case: &TimedCase) -> String {
    let against = match case.against {
        Opponent::Baseline => "",
        Opponent::OneThread => ", against itself on one thread",
        Opponent::BestChoice => ", against the best choice",
        Opponent::HalfTheSize => ", growth",
    };
    format!("speed: {}{against}", case.case)
}

/// The parts where nothing is known, for one reason.
pub fn all_open(manifest: &Manifest, why: &str) -> Vec<Part> {
    parts(manifest, |_| Found::open(why))
}

/// The parts of a result.
pub fn of_result(graded: &Graded, manifest: &Manifest) -> Vec<Part> {
    let seen = Seen::new(graded);
    parts(manifest, |asked| match asked {
        Asked::Answers => seen.answers(),
        Asked::Counted(resource) => seen.counted(resource),
        Asked::Timed(index, case) => seen.timed(index, case, manifest),
    })
}

/// A result, and what its checks together say.
struct Seen<'a> {
    graded: &'a Graded,
    /// The check that decides: the worst, and of several the first.
    failed: Option<&'a Test>,
}

impl<'a> Seen<'a> {
    fn new(graded: &'a Graded) -> Self {
        let failed = graded.tests.iter().filter(|test| test.outcome != Outcome::Passed);
        Self { graded, failed: failed.min_by_key(|test| test.outcome.verdict()) }
    }

    fn failure(&self) -> Option<Verdict> {
        self.failed.map(|test| test.outcome.verdict())
    }

    fn planned(&self) -> usize {
        self.graded.candidate.tests_planned.max(1)
    }

    fn passed(&self) -> usize {
        self.graded.tests.iter().filter(|test| test.outcome == Outcome::Passed).count()
    }

    /// The share of the planned checks that were made.
    fn made(&self) -> f64 {
        (self.graded.tests.len() as f64 / self.planned() as f64).min(1.0)
    }

    fn answers(&self) -> Found {
        let checks = self.graded.tests.len();
        match self.failure() {
            // What followed the checks was the measuring.
            Some(Verdict::Inconclusive) if self.passed() >= self.planned() => self.all_right(),
            Some(Verdict::Inconclusive) => Found::open(
                "This machine could not tell whether all answers are right. Counts when graded again.",
            ),
            Some(Verdict::CountLimit) if self.made() < 1.0 => Found::missed(
                self.made(),
                format!(
                    "Right in the {checks} of {} checks that were made before a limit was passed.",
                    self.graded.candidate.tests_planned
                ),
            ),
            None | Some(Verdict::CountLimit) => self.all_right(),
            Some(_) => Found::missed(0.0, self.reason()),
        }
    }

    fn all_right(&self) -> Found {
        let checks = self.planned();
        match &self.graded.only_case {
            _ if self.made() < 1.0 => {
                Found::open("The checks were cut short. Counts when graded again.")
            }
            Some(case) => {
                Found::open(format!("Only the case `{case}` was checked. Counts when all are."))
            }
            None if self.is_on_one_thread() => {
                Found::open("Only 1 thread was checked. Counts when several are.")
            }
            None => Found::met(format!("{checks} of {checks} checks passed.")),
        }
    }

    /// Whether nothing could go wrong between threads, because there was one by choice.
    fn is_on_one_thread(&self) -> bool {
        let mut counts = self.graded.tests.iter().filter_map(|test| test.threads).peekable();
        self.graded.machine.cores > 1
            && counts.peek().is_some()
            && counts.all(|threads| threads == 1)
    }

    /// What the failed check says.
    fn reason(&self) -> String {
        let kind = self.graded.candidate.origin.kind();
        words::reason(&judge(&self.graded.tests, &[], kind).1)
    }

    /// What an earlier failure means for a part that rests on right answers.
    fn spoiled(&self) -> Option<Found> {
        match self.failure()? {
            Verdict::CountLimit => None,
            Verdict::Inconclusive => Some(Found::open(
                "Not looked at, because of the answers. Counts when graded again.",
            )),
            _ => Some(Found::not_reached("Not looked at: answers come first.")),
        }
    }

    fn counted(&self, resource: &CountedResource) -> Found {
        if let Some(found) = self.spoiled() {
            return found;
        }
        let over = |test: &&Test| {
            matches!(&test.outcome, Outcome::UsedTooMuch { counted }
                if counted.what == resource.what && resource.holds_for(&counted.case))
        };
        if self.graded.tests.iter().any(|test| over(&test)) {
            return Found::missed(0.0, self.reason());
        }
        if self.failed.is_some() && self.made() < 1.0 {
            return Found::not_reached("Not looked at: another limit was passed before.");
        }
        if matches!(self.all_right().standing, PartStatus::Open) {
            return Found::open(self.all_right().why);
        }
        let nearest = self.graded.counted.iter().find(|counted| counted.what == resource.what);
        Found::met(nearest.map_or_else(
            || "Within the limit.".to_owned(),
            |counted| {
                format!("{} of at most {}, in {}.", counted.amount, counted.allowed, counted.case)
            },
        ))
    }

    fn timed(&self, index: usize, case: &TimedCase, manifest: &Manifest) -> Found {
        if let Some(found) = self.spoiled() {
            return found;
        }
        if self.failed.is_some() {
            return Found::not_reached("Not measured: the limits come first.");
        }
        let same = |name: &str| name == case.case;
        let nth = manifest.timed[..index].iter().filter(|other| same(&other.case)).count();
        let mut measured = self.graded.timed.iter().filter(|found| same(&found.case));
        match measured.nth(nth) {
            Some(attempts) => self.speed(attempts, manifest),
            None if self.is_slow() => {
                Found::not_reached("Not measured: the case before it is too slow.")
            }
            None if self.graded.timed.is_empty() => {
                Found::open("Speed was not measured. Counts when it is.")
            }
            None => Found::open(
                "The result has no such case: the exercise has changed since. Counts when graded \
                 again.",
            ),
        }
    }

    fn verdict_on(&self, attempts: &Attempts) -> (Verdict, String) {
        let kind = self.graded.candidate.origin.kind();
        let (verdict, reason) = judge(&[], std::slice::from_ref(attempts), kind);
        (verdict, words::reason(&reason))
    }

    fn is_slow(&self) -> bool {
        let slow = |attempts| self.verdict_on(attempts).0 == Verdict::LowSpeedup;
        self.graded.timed.iter().any(slow)
    }

    fn speed(&self, attempts: &Attempts, manifest: &Manifest) -> Found {
        let (verdict, why) = self.verdict_on(attempts);
        match verdict {
            Verdict::Accepted => Found::met(why),
            Verdict::Inconclusive => Found::open(format!("{why} Counts when graded again.")),
            _ => partial(attempts, manifest, &why),
        }
    }
}

/// What a case gives that is too slow.
fn partial(attempts: &Attempts, manifest: &Manifest, why: &str) -> Found {
    let bands = &manifest.points.bands;
    let Some(lowest) = bands.lowest() else { return Found::missed(0.0, why) };
    let timed = Timed::of(attempts);
    let Some((speedup, goal)) = timed.and_then(|timed| timed.speedup.zip(timed.goal_speedup))
    else {
        let why = format!("{why} How near it comes is not known: counts when graded again.");
        return Found::open(why);
    };
    let reached = speedup.median / goal;
    // What cannot be told from serial code earns nothing where the goal asks for more.
    let is_serial = goal >= GOAL_ABOVE_SERIAL && speedup.low < GOAL_ABOVE_SERIAL;
    match bands.reached(reached).filter(|_| !is_serial) {
        Some(band) => Found::missed(
            band.gives,
            format!(
                "{reached:.2} of the goal's speed. From {} on, a case gives {} of its points. {why}",
                band.speed, band.gives
            ),
        ),
        None if is_serial => Found::missed(
            0.0,
            format!("It cannot be told from serial code, which earns nothing here. {why}"),
        ),
        None => Found::missed(
            0.0,
            format!(
                "{reached:.2} of the goal's speed. Partial credit begins at {}. {why}",
                lowest.speed
            ),
        ),
    }
}
