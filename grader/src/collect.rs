//! What the runs of a class come to: for each thing that was handed in a mark, or why there
//! is none. Pure: the same plans, journals and results give the same, in whatever order
//! they are read and however often.
//!
//! What has no grade is blank everywhere, and never 0: a student's failure is a grade, the
//! infrastructure's is none.

pub mod gradebook;
pub mod lines;
mod mark;
pub mod times;

use crate::batch::journal::{self, Ended, Fold, Key};
use crate::batch::plan::{Fate, HandedIn, Plan, PlannedExercise, Student};
use crate::course::Manifest;
use crate::course::plan::Plan as CoursePlan;
use crate::fault::Fault;
use crate::score::{Part, PartStatus, Points, Score, Terms, total, without_result};
use crate::verdict::{Cause, Verdict};
use jiff::Timestamp;
pub use mark::{Judging, Mark, Speed, mark};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Everything that a class came to.
#[derive(Clone, Debug)]
pub struct Class {
    /// What it is called.
    pub title: String,
    /// The exercises, in the course's order.
    pub exercises: Vec<Taught>,
    /// The students, by their identifiers.
    pub students: BTreeMap<String, Student>,
    /// What was handed in, in order of student and exercise.
    pub entries: Vec<Entry>,
    /// Entries of the submissions' folders that belong to no student.
    pub ignored: Vec<String>,
}

/// One exercise of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Taught {
    /// The slug.
    pub slug: String,
    /// What a person calls it.
    pub title: String,
    /// The most points that it gives.
    pub of: Points,
    /// Whether it asks for speed.
    pub is_timed: bool,
    /// What it comes to where nothing was handed in.
    nothing: Score,
}

/// One thing that a student handed in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Whose.
    pub student: String,
    /// The exercise; nothing where it is not known.
    pub exercise: Option<String>,
    /// The path of its entry.
    pub path: String,
    /// Its unit, if it could be read.
    pub unit: Option<Key>,
    /// When, where that is known.
    pub at: Option<Timestamp>,
    /// How many students handed in the same file, this one included.
    pub alike: usize,
    /// The verdicts of all its gradings, the oldest first.
    pub graded_as: Vec<Verdict>,
    /// Its mark, or why there is none.
    pub mark: Result<Mark, Blank>,
}

/// Why there is no mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// The kind of reason.
    pub kind: BlankKind,
    /// What happened, and what to do.
    pub fault: Fault,
}

/// Why there is no mark, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlankKind {
    /// What was handed in cannot be read.
    Unreadable,
    /// It has not been graded yet.
    Waiting,
    /// It was begun again and again, and never ended.
    Lost,
    /// The grader, the course or the machine failed.
    Failed,
    /// It was graded more than once, with different verdicts.
    Disagree,
}

impl BlankKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "not_readable",
            Self::Waiting => "not_run",
            Self::Lost => "grader_lost",
            Self::Failed => "failed",
            Self::Disagree => "disagree",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "cannot be read",
            Self::Waiting => "not graded yet",
            Self::Lost => "lost by the grader",
            Self::Failed => "the grader or the machine failed",
            Self::Disagree => "the verdicts do not agree",
        }
    }
}

impl fmt::Display for BlankKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Blank {
    fn new(kind: BlankKind, what: impl Into<String>, hint: &str) -> Self {
        Self { kind, fault: Fault::new(what, hint) }
    }
}

/// Puts plans together. Shards of one run have the same plan; runs of several exercises or
/// weeks complete each other.
pub fn merged(plans: &[Plan]) -> Result<Plan, Fault> {
    let mut plans = plans.iter();
    let Some(first) = plans.next() else {
        return Err(Fault::new("no run was named", "name the folders that `grade batch` wrote"));
    };
    let mut whole = first.clone();
    for plan in plans {
        whole.attempts = whole.attempts.max(plan.attempts);
        let is_new = |exercise: &&PlannedExercise| {
            !whole.exercises.iter().any(|known| known.slug == exercise.slug)
        };
        let new: Vec<_> = plan.exercises.iter().filter(is_new).cloned().collect();
        whole.exercises.extend(new);
        for (id, student) in &plan.students {
            let known = whole.students.entry(id.clone()).or_default();
            known.is_enrolled |= student.is_enrolled;
            known.name = known.name.take().or_else(|| student.name.clone());
            for (column, cell) in &student.columns {
                known.columns.entry(column.clone()).or_insert_with(|| cell.clone());
            }
        }
        whole.units.extend(plan.units.clone());
        whole.handed_in.extend(plan.handed_in.clone());
        whole.ignored.extend(plan.ignored.clone());
    }
    whole.ignored.sort();
    whole.ignored.dedup();
    whole.handed_in = one_each(whole.handed_in)?;
    Ok(whole)
}

/// What counts where plans name several files of one student for one exercise: one that can
/// be read.
fn one_each(handed_in: Vec<HandedIn>) -> Result<Vec<HandedIn>, Fault> {
    let mut counted: BTreeMap<(String, Option<String>, String), HandedIn> = BTreeMap::new();
    for one in handed_in {
        // What is for no exercise is only told; each of those stands for itself.
        let path = if one.exercise.is_some() { String::new() } else { one.path.clone() };
        let key = (one.student.clone(), one.exercise.clone(), path);
        let Some(other) = counted.get(&key) else {
            counted.insert(key, one);
            continue;
        };
        match (&other.fate, &one.fate) {
            (Fate::Unit(this), Fate::Unit(that)) if this != that => {
                let what = format!(
                    "`{}` handed in two things for `{}`: {} and {}",
                    one.student,
                    one.exercise.as_deref().unwrap_or_default(),
                    other.path,
                    one.path
                );
                let hint = "collect the runs apart, or grade again what counts and name that run \
                            alone";
                return Err(Fault::new(what, hint));
            }
            // In whatever order the runs are named, the same is shown.
            (Fate::NotGraded(_), Fate::Unit(_)) => drop(counted.insert(key, one)),
            (Fate::Unit(_), Fate::NotGraded(_)) => {}
            _ if one.path < other.path => drop(counted.insert(key, one)),
            _ => {}
        }
    }
    Ok(counted.into_values().collect())
}

/// The attempts whose results decide marks, by unit: these are to be read.
pub fn wanted<'a>(plan: &Plan, fold: &'a Fold) -> BTreeMap<&'a Key, &'a Ended> {
    let ended =
        fold.stories.iter().filter_map(|(key, story)| match story.standing(plan.attempts) {
            journal::UnitStatus::Decided(ended) | journal::UnitStatus::Undecided(ended) => {
                Some((key, ended))
            }
            _ => None,
        });
    ended.filter(|(key, _)| plan.units.contains_key(*key)).collect()
}

/// What collecting rests on.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was to be graded.
    pub plan: &'a Plan,
    /// What the journals say.
    pub fold: &'a Fold,
    /// The manifests of the plan's exercises, by slug.
    pub manifests: &'a BTreeMap<String, Manifest>,
    /// The course's plan.
    pub course: &'a CoursePlan,
    /// For each of the [`wanted`] units its mark, or why its result cannot be read.
    pub marks: &'a BTreeMap<Key, Result<Mark, Fault>>,
}

/// Puts everything together.
pub fn collect(title: &str, evidence: &Evidence) -> Class {
    let plan = evidence.plan;
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in &plan.handed_in {
        if let Fate::Unit(key) = &one.fate {
            owners.entry(key).or_default().insert(&one.student);
        }
    }
    let taught = |exercise: &PlannedExercise| {
        let manifest = evidence.manifests.get(&exercise.slug)?;
        let terms = Terms { manifest, plan: evidence.course, handed_in: None };
        let nothing = without_result(&exercise.slug, &Fault::new("", ""), &terms);
        Some(Taught {
            slug: exercise.slug.clone(),
            title: exercise.title.clone(),
            of: nothing.of,
            is_timed: !manifest.timed.is_empty(),
            nothing,
        })
    };
    let entry = |one: &HandedIn| {
        let unit = match &one.fate {
            Fate::Unit(key) => Some(key.clone()),
            Fate::NotGraded(_) => None,
        };
        let story = unit.as_ref().and_then(|key| evidence.fold.stories.get(key));
        Entry {
            student: one.student.clone(),
            exercise: one.exercise.clone(),
            path: one.path.clone(),
            alike: unit.as_ref().and_then(|key| owners.get(&**key)).map_or(1, BTreeSet::len),
            graded_as: story
                .map(|story| story.ended.values().map(|end| end.verdict).collect())
                .unwrap_or_default(),
            at: one.at,
            mark: evidence.mark(one),
            unit,
        }
    };
    let mut entries: Vec<Entry> = plan.handed_in.iter().map(entry).collect();
    let place: BTreeMap<&str, usize> =
        plan.exercises.iter().enumerate().map(|(at, exercise)| (&*exercise.slug, at)).collect();
    let at = |entry: &Entry| entry.exercise.as_deref().and_then(|slug| place.get(slug).copied());
    entries.sort_by(|a, b| (&a.student, at(a), &a.path).cmp(&(&b.student, at(b), &b.path)));
    let mut students = plan.students.clone();
    for entry in &entries {
        students.entry(entry.student.clone()).or_default();
    }
    Class {
        title: title.to_owned(),
        exercises: plan.exercises.iter().filter_map(taught).collect(),
        students,
        entries,
        ignored: plan.ignored.clone(),
    }
}

impl Evidence<'_> {
    /// The mark of what was handed in, or why there is none.
    fn mark(&self, one: &HandedIn) -> Result<Mark, Blank> {
        let key = match &one.fate {
            Fate::NotGraded(fault) => {
                return Err(Blank { kind: BlankKind::Unreadable, fault: fault.clone() });
            }
            Fate::Unit(key) => key,
        };
        let again = "run `grade batch` again: it grades what is missing";
        match self.fold.standing(key, self.plan.attempts) {
            journal::UnitStatus::Decided(_) | journal::UnitStatus::Undecided(_) => match self
                .marks
                .get(key)
            {
                Some(Ok(mark)) => Ok(self.in_time(one, mark.clone())),
                Some(Err(fault)) => Err(Blank { kind: BlankKind::Failed, fault: fault.clone() }),
                None => Err(Blank::new(BlankKind::Waiting, "its result was not read", again)),
            },
            journal::UnitStatus::Waiting | journal::UnitStatus::Suspect => {
                Err(Blank::new(BlankKind::Waiting, "it has not been graded yet", again))
            }
            journal::UnitStatus::Lost { times } => {
                let what = format!("it was begun {times} times, and never came to an end");
                let hint =
                    "a person should grade it by hand, and look at what it does to a machine";
                Err(Blank::new(BlankKind::Lost, what, hint))
            }
            journal::UnitStatus::Failed(fault) => {
                Err(Blank { kind: BlankKind::Failed, fault: fault.clone() })
            }
            journal::UnitStatus::Disagreeing(ends) => {
                let verdicts: BTreeSet<_> = ends.iter().map(|end| end.verdict.name()).collect();
                let verdicts: Vec<_> = verdicts.into_iter().collect();
                let what =
                    format!("it was graded {} times, as {}", ends.len(), verdicts.join(" and as "));
                Err(Blank::new(BlankKind::Disagree, what, again))
            }
        }
    }
}

impl Evidence<'_> {
    /// The mark after what lateness cost this student: others may have handed in the same
    /// file in time.
    fn in_time(&self, one: &HandedIn, mark: Mark) -> Mark {
        let slug = one.exercise.as_deref().unwrap_or_default();
        let score = mark.score.handed_in(self.course.lateness(slug, one.at));
        Mark { score, ..mark }
    }
}

impl Entry {
    /// The verdict, where there is one.
    pub fn verdict(&self) -> Option<Verdict> {
        self.mark.as_ref().ok().map(|mark| mark.verdict)
    }

    /// The points, where there are some that can be told.
    pub fn points(&self) -> Option<Points> {
        self.mark.as_ref().ok()?.score.known()
    }

    /// The speedup in the first timed case, where it is known.
    pub fn speedup(&self) -> Option<f64> {
        let mark = self.mark.as_ref().ok().filter(|mark| mark.verdict != Verdict::Inconclusive)?;
        Some(mark.speeds.first()?.speedup?.median)
    }

    /// What else is to be known, in words for a machine.
    pub fn flags(&self) -> Vec<&'static str> {
        let mark = self.mark.as_ref();
        let blank = mark.err().map(|blank| blank.kind.name());
        let open = mark.ok().filter(|mark| mark.verdict == Verdict::Inconclusive);
        let late = mark.ok().is_some_and(|mark| mark.score.late.is_some());
        let changed = mark.ok().is_some_and(|mark| mark.change.is_some());
        let flags = [
            blank,
            open.map(|_| "cannot_tell"),
            changed.then_some("changed"),
            late.then_some("late"),
            (self.alike > 1).then_some("identical"),
            (self.graded_as.len() > 1).then_some("graded_again"),
        ];
        flags.into_iter().flatten().collect()
    }
}

/// What a part of a score earned: a part that is open earned no 0.
pub fn earned(part: &Part) -> String {
    match part.standing {
        PartStatus::Open => format!("open, up to {}", part.of),
        PartStatus::Met | PartStatus::Missed | PartStatus::NotReached => {
            format!("{} of {}", part.points, part.of)
        }
    }
}

/// What one student comes to over all exercises.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// Points; nothing where something that was handed in has no grade.
    pub points: Option<Points>,
    /// The most there is.
    pub of: Points,
    /// The mean share of the points by weight, of the exercises that count, where known.
    pub share: Option<f64>,
}

impl Class {
    /// The entries of one student.
    pub fn of_student(&self, student: &str) -> &[Entry] {
        let from = self.entries.partition_point(|entry| &*entry.student < student);
        let rest = &self.entries[from..];
        &rest[..rest.partition_point(|entry| entry.student == student)]
    }

    /// The entry of one student for one exercise.
    pub fn entry(&self, student: &str, slug: &str) -> Option<&Entry> {
        let own = self.of_student(student).iter();
        own.into_iter().find(|entry| entry.exercise.as_deref() == Some(slug))
    }

    /// The entries for one exercise.
    pub fn of_exercise<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.exercise.as_deref() == Some(slug))
    }

    /// What a student comes to. What was not handed in earns nothing; what was handed in
    /// and has no grade leaves the sum open.
    pub fn sum(&self, student: &str) -> Sum {
        let own = self.of_student(student);
        let known: Option<Vec<Points>> = own.iter().map(Entry::points).collect();
        let score = |exercise: &Taught| {
            let entry = self.entry(student, &exercise.slug);
            let mark = entry.and_then(|entry| entry.mark.as_ref().ok());
            mark.map_or_else(|| exercise.nothing.clone(), |mark| mark.score.clone())
        };
        let scores: Vec<Score> = self.exercises.iter().map(score).collect();
        let share = known.as_ref().and_then(|_| total(&scores)).map(|total| total.share);
        Sum {
            points: known.map(|points| points.into_iter().sum()),
            of: self.exercises.iter().map(|exercise| exercise.of).sum(),
            share,
        }
    }

    /// Groups of identical files: exercise and students.
    pub fn identical(&self) -> Vec<(&str, Vec<&str>)> {
        let mut groups: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.alike > 1) {
            if let (Some(slug), Some(unit)) = (&entry.exercise, &entry.unit) {
                groups.entry((slug, unit)).or_default().push(&entry.student);
            }
        }
        groups.into_iter().map(|((slug, _), students)| (slug, students)).collect()
    }

    /// The students whose programs are slow, by cause and exercise.
    pub fn causes(&self) -> BTreeMap<(Cause, &str), Vec<&str>> {
        let mut causes: BTreeMap<(Cause, &str), Vec<&str>> = BTreeMap::new();
        for entry in &self.entries {
            let cause = entry.mark.as_ref().ok().and_then(|mark| mark.cause);
            if let (Some(cause), Some(slug)) = (cause, &entry.exercise) {
                causes.entry((cause, slug)).or_default().push(&entry.student);
            }
        }
        causes
    }

    /// How many entries have a mark.
    pub fn marked(&self) -> usize {
        self.entries.iter().filter(|entry| entry.mark.is_ok()).count()
    }

    /// How many could be read and have no verdict that is one.
    pub fn open(&self) -> usize {
        let is_open = |entry: &&Entry| match &entry.mark {
            Ok(mark) => mark.verdict == Verdict::Inconclusive,
            Err(blank) => blank.kind != BlankKind::Unreadable,
        };
        self.entries.iter().filter(is_open).count()
    }
}

#[cfg(test)]
mod tests;
