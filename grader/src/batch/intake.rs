//! Finds the submissions of a class in a folder, in whatever form it came: a folder or a
//! file for each student, a download of a learning platform, or cloned repositories.
//!
//! What cannot be read is told, and stops no other student's grading. No link is followed, and
//! nothing is unpacked to disk.

mod download;
mod gradescope;

use crate::admission::stem;
use crate::bounded::visible;
use crate::candidate::Candidate;
use crate::course::{Exercise, Name, sorted_entries};
use crate::fault::Fault;
use crate::path::printable;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What lies beside submissions without being one.
const NOBODYS: [&str; 2] = ["__MACOSX", gradescope::METADATA];
/// Where a student's copy of the course has its files.
const EXERCISES: &str = "exercises";
/// The file in an exercise's folder that is graded.
const STUDENT: &str = "student.rs";

/// The student that handed something in, as far as a name tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// How submissions identify them.
    pub id: String,
    /// What people call them.
    pub name: Option<String>,
    /// What else is known of them: `email`, say.
    pub columns: BTreeMap<String, String>,
    /// When they handed it in.
    pub at: Option<Timestamp>,
}

/// One submission, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whose it is.
    pub owner: Owner,
    /// The slug of its exercise, where that can be told.
    pub exercise: Option<String>,
    /// Its path below the submissions' folder, to be shown.
    pub path: String,
    /// Its source, or why it cannot be read.
    pub source: Result<String, Fault>,
}

impl Found {
    /// Whether it is handed in for this exercise.
    pub fn is_of(&self, slug: &str) -> bool {
        self.exercise.as_deref() == Some(slug)
    }
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The submissions, by owner and exercise.
    pub found: Vec<Found>,
    /// Entries that belong to no student, to be shown.
    pub ignored: Vec<String>,
}

/// A submission that was not read yet.
struct Place {
    owners: Vec<Owner>,
    exercise: Option<String>,
    path: PathBuf,
    /// Why it is not looked at.
    refused: Option<Fault>,
}

/// Finds and reads everything below `root` that is for one of these exercises. `all` are
/// the course's: what is named like another of them is for that one.
pub fn intake(root: &Path, exercises: &[Exercise], all: &[Name]) -> Result<Intake, Fault> {
    if !root.is_dir() {
        let what = format!("{} is not a folder of submissions", printable(root));
        let hint = "name the folder with an entry for each student; unpack a download first";
        return Err(Fault::new(what, hint));
    }
    let chosen: Vec<&Name> = exercises.iter().map(|exercise| &exercise.name).collect();
    let submitters = gradescope::read(root)?;
    let finder = Finder { root, chosen, all, submitters };
    let (mut intake, mut places) = (Intake::default(), Vec::new());
    for entry in sorted_entries(root)? {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match finder.owners(&entry, &name) {
            Some((owners, stem)) => places.extend(finder.places(&owners, &entry, &stem)?),
            None => intake.ignored.push(visible(&name)),
        }
    }
    refuse_doubles(&mut places);
    for place in places {
        intake.found.extend(finder.read(&place));
    }
    intake
        .found
        .sort_by(|a, b| (&a.owner, &a.exercise, &a.path).cmp(&(&b.owner, &b.exercise, &b.path)));
    Ok(intake)
}

struct Finder<'a> {
    root: &'a Path,
    chosen: Vec<&'a Name>,
    all: &'a [Name],
    submitters: BTreeMap<String, Vec<Owner>>,
}

impl Finder<'_> {
    /// Whose an entry is, and the words in its name that may mean an exercise. Nothing
    /// for what belongs to no student.
    fn owners(&self, entry: &Path, name: &str) -> Option<(Vec<Owner>, String)> {
        if NOBODYS.contains(&name) {
            return None;
        }
        if let Some(owners) = self.submitters.get(name) {
            return Some((owners.clone(), String::new()));
        }
        let is_folder = is_plain_folder(entry);
        if let Some((owner, rest)) = download::owner(name) {
            return Some((vec![owner], exercise_words(&rest)));
        }
        // A link is somebody's, too; it is refused when it is read.
        let stem = stem(entry).filter(|_| !is_folder);
        let is_link = entry.is_symlink();
        let id = stem.or_else(|| (is_folder || is_link).then(|| name.to_owned()))?;
        Some((vec![Owner { id: visible(&id), ..Owner::default() }], String::new()))
    }

    /// The submissions in one entry.
    fn places(&self, owners: &[Owner], entry: &Path, stem: &str) -> Result<Vec<Place>, Fault> {
        let place = |exercise: Option<&Name>, path: PathBuf| Place {
            owners: owners.to_owned(),
            exercise: exercise.map(|name| name.slug.clone()),
            path,
            refused: None,
        };
        if is_plain_folder(entry)
            && let Some(inside) = self.inside(entry)?
        {
            let inside = inside.into_iter().filter(|(name, _)| self.chosen.contains(name));
            return Ok(inside.map(|(name, path)| place(Some(name), path)).collect());
        }
        let meant = self.meant(stem);
        if meant.is_some_and(|name| !self.chosen.contains(&name)) {
            return Ok(Vec::new());
        }
        let only = match &*self.chosen {
            [only] => Some(*only),
            _ => None,
        };
        let exercise = meant.or(only);
        let mut place = place(exercise, entry.to_owned());
        if exercise.is_none() {
            place.refused = Some(Fault::new(
                "nothing tells which exercise this is for",
                "put it into a folder that is named like the exercise; or, to grade one \
                 exercise alone, name it with `--exercise`",
            ));
        }
        Ok(vec![place])
    }

    /// The submissions in a student's folder that are named like an exercise of the
    /// course; nothing where none is.
    fn inside(&self, folder: &Path) -> Result<Option<Vec<(&Name, PathBuf)>>, Fault> {
        let course = folder.join(EXERCISES);
        if is_plain_folder(&course) {
            let there = self.all.iter().map(|name| (name, course.join(&name.folder)));
            let has_file = |path: &Path| path.join(STUDENT).symlink_metadata().is_ok();
            return Ok(Some(there.filter(|(_, path)| has_file(path)).collect()));
        }
        let entries = sorted_entries(folder)?.into_iter();
        let named = entries.filter_map(|entry| {
            let name = entry.file_name()?.to_string_lossy().into_owned();
            let word = stem(&entry).unwrap_or(name);
            Some((self.meant(&exercise_words(&word))?, entry))
        });
        let named: Vec<_> = named.collect();
        Ok((!named.is_empty()).then_some(named))
    }

    fn meant(&self, word: &str) -> Option<&Name> {
        self.all.iter().find(|name| name.is_meant_by(word))
    }

    /// Reads one submission, for each of its owners.
    fn read(&self, place: &Place) -> Vec<Found> {
        let shown = place.path.strip_prefix(self.root).unwrap_or(&place.path);
        let source = match &place.refused {
            Some(fault) => Err(fault.clone()),
            None => read(&place.path, self.root),
        };
        let found = |owner: &Owner| Found {
            owner: owner.clone(),
            exercise: place.exercise.clone(),
            path: visible(&printable(shown)),
            source: source.clone(),
        };
        place.owners.iter().map(found).collect()
    }
}

/// The text of a submission.
fn read(path: &Path, root: &Path) -> Result<String, Fault> {
    let (candidate, _) = Candidate::admit(path, root)?;
    match candidate.unreadable {
        None => Ok(candidate.source),
        Some(_) => Err(Fault::new(
            format!("{}: it cannot be read", printable(&candidate.path)),
            "hand in `student.rs` alone",
        )),
    }
}

/// A folder, and no link to one: that would lead to somebody else's files.
fn is_plain_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.is_dir())
}

/// A word without the number that a browser or a platform adds to a second file of one
/// name: `topic-1`, `topic (2)`.
fn exercise_words(word: &str) -> String {
    let word = word.trim();
    let without_digits = word.trim_end_matches(')').trim_end_matches(|c: char| c.is_ascii_digit());
    let (base, mark) = match without_digits.strip_suffix('-') {
        Some(base) => (base, true),
        None => (without_digits.strip_suffix(" (").unwrap_or(without_digits), false),
    };
    let is_marked = mark || without_digits.ends_with(" (");
    if is_marked && !base.is_empty() { base.to_owned() } else { word.to_owned() }
}

/// A student that handed in two things for one exercise must say which one counts.
fn refuse_doubles(places: &mut [Place]) {
    let mut seen: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, place) in places.iter().enumerate() {
        if let Some(slug) = &place.exercise {
            for owner in &place.owners {
                seen.entry((owner.id.clone(), slug.clone())).or_default().push(index);
            }
        }
    }
    let doubles = seen.into_values().filter(|indices| indices.len() > 1);
    for index in doubles.flatten().collect::<BTreeSet<_>>() {
        places[index].refused = Some(Fault::new(
            "there are two submissions for this exercise",
            "leave the one that counts, and take the other one away",
        ));
    }
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
