//! Which entry of a submission is graded. No effects: it sees names and kinds.

use super::name::shown;
use super::{ALONE, Entry, Ignored, Kind, Listing, Refusal, WANTED};
use std::path::Path;

/// What to do if there is more than one to choose from.
const ONE: &str = "hand in one file, and call it `student.rs`";
/// How many of those are named.
const NAMED: usize = 5;

/// The entry to grade: `student.rs` in the highest folder that has one, else
/// the only source file.
pub(super) fn chosen(listing: &Listing) -> Result<&Entry, Refusal> {
    let entries = &listing.entries;
    let mut candidates = candidates(entries);
    if let Some((odd, kind)) = candidates.iter().find_map(|entry| Some((entry, odd(entry)?))) {
        let what = format!("`{}` is {kind}, not a regular file", shown(odd.name.as_str()));
        return Err(Refusal::new(what, ALONE));
    }
    if candidates.iter().any(|entry| entry.name.last() == WANTED) {
        let depth = candidates.iter().map(|entry| entry.name.depth()).min();
        candidates.retain(|entry| Some(entry.name.depth()) == depth);
    }
    match candidates[..] {
        [] => Err(nothing(listing)),
        [entry] => stands_alone(entry, entries).map(|()| entry),
        _ => Err(Refusal::new(format!("it has {}", listed(&candidates)), ONE)),
    }
}

/// Everything but `chosen`: what cannot be named, then the highest first, folders
/// only if they are not looked into.
pub(super) fn ignored(listing: &Listing, chosen: &Entry) -> Ignored {
    let mut others: Vec<&Entry> = listing
        .entries
        .iter()
        .filter(|entry| entry.place != chosen.place && entry.kind != Kind::Folder)
        .collect();
    others.sort_by_key(|entry| (entry.name.depth(), entry.name.as_str()));
    let name = |entry: &Entry| match entry.kind {
        Kind::Skipped => format!("{}/", entry.name.as_str()),
        _ => entry.name.as_str().to_owned(),
    };
    let unusable = listing.unusable.iter().map(|unusable| unusable.name.clone());
    Ignored(unusable.chain(others.into_iter().map(name)).collect())
}

/// Those called `student.rs`, else all sources: one that is called otherwise
/// must be the only one, wherever it lies.
fn candidates(entries: &[Entry]) -> Vec<&Entry> {
    let is_students = |entry: &&Entry| !entry.name.is_made() && entry.kind != Kind::Skipped;
    let sources = entries.iter().filter(is_students).filter(|entry| entry.name.is_source());
    let (wanted, others): (Vec<&Entry>, Vec<&Entry>) =
        sources.partition(|entry| entry.name.last() == WANTED);
    if wanted.is_empty() {
        return others.into_iter().filter(|entry| entry.kind != Kind::Folder).collect();
    }
    wanted
}

fn odd(entry: &Entry) -> Option<&'static str> {
    match entry.kind {
        Kind::File => None,
        Kind::Folder | Kind::Skipped => Some("a folder"),
        Kind::Odd(kind) => Some(kind),
    }
}

/// Refuses a file that another entry could stand for: one whose name differs
/// in case only, or a link in the place of one of its folders.
fn stands_alone(chosen: &Entry, entries: &[Entry]) -> Result<(), Refusal> {
    let folded = chosen.name.folded();
    for other in entries.iter().filter(|other| other.place != chosen.place) {
        let (one, two) = (shown(chosen.name.as_str()), shown(other.name.as_str()));
        if other.name.folded() == folded {
            let what = format!("`{one}` and `{two}` differ in case only");
            return Err(Refusal::new(what, ONE));
        }
        if other.kind != Kind::Folder && other.name.is_above(&chosen.name) {
            let what = format!("`{one}` lies in `{two}`, which is no folder");
            return Err(Refusal::new(what, ALONE));
        }
    }
    Ok(())
}

fn nothing(listing: &Listing) -> Refusal {
    let is_source = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "rs");
    let unusable = listing.unusable.iter().find(|unusable| is_source(&unusable.name));
    let what = match unusable.or(listing.unusable.first()) {
        Some(other) => {
            let name = shown(&other.name);
            format!("it has no `.rs` file that can be used: the name `{name}` {}", other.why)
        }
        None if listing.entries.is_empty() => "it is empty".to_owned(),
        None => "it has no `.rs` file".to_owned(),
    };
    Refusal::new(what, "put your `student.rs` into it, or hand that in alone")
}

fn listed(entries: &[&Entry]) -> String {
    let names: Vec<String> = entries
        .iter()
        .take(NAMED)
        .map(|entry| format!("`{}`", shown(entry.name.as_str())))
        .collect();
    let more = entries.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("more than one file to choose from: {}{more}", names.join(", "))
}
