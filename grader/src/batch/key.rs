//! Names units by their content: whatever a verdict follows from, and nothing else. Not
//! by a student's name, a path or a date.

use crate::batch::journal::Key;
use crate::compile::{Compiler, Hash};
use crate::course::{Exercise, Manifest};
use crate::fault::Fault;
use crate::grade::SCHEMA;

/// The mark that some editors put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A hash of what all candidates of an exercise share. Goals are no part of it:
/// a changed goal judges the stored samples again.
pub fn spec(compiler: &Compiler, exercise: &Exercise) -> Result<String, Fault> {
    let mut hash = Hash::default();
    hash.part(compiler.exercise_key(exercise)?.as_bytes());
    hash.part(asked(&exercise.manifest).as_bytes());
    Ok(hash.key())
}

/// The name of one unit.
pub fn unit(spec: &str, slug: &str, source: &str) -> Key {
    let mut hash = Hash::default();
    hash.part(&SCHEMA.to_le_bytes());
    hash.part(spec.as_bytes());
    hash.part(slug.as_bytes());
    hash.part(normalised(source).as_bytes());
    hash.key()
}

/// A source as the compiler takes it: it reads both kinds of line ends alike, and no mark
/// before the text.
pub fn normalised(source: &str) -> String {
    source.strip_prefix(BYTE_ORDER_MARK).unwrap_or(source).replace("\r\n", "\n")
}

/// What a manifest asks for, but for how much of it.
fn asked(manifest: &Manifest) -> String {
    let Manifest {
        limits, refused_names, correctness, timed, counted, input_files, grants, ..
    } = manifest;
    let timed: Vec<_> = timed.iter().map(|timed| (&timed.case, timed.against)).collect();
    let counted: Vec<_> = counted.iter().map(|one| (&one.what, &one.cases, one.advisory)).collect();
    let refused: Vec<&String> = refused_names.keys().collect();
    format!("{limits:?} {refused:?} {correctness:?} {timed:?} {counted:?} {input_files} {grants:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_changes_with_each_ingredient_and_with_nothing_else() {
        let key = unit("spec", "spin", "fn f() {}\n");
        for other in [
            unit("other", "spin", "fn f() {}\n"),
            unit("spec", "total", "fn f() {}\n"),
            unit("spec", "spin", "fn g() {}\n"),
            unit("spec", "spin", "fn f() {}\n\n"),
            unit("spec", "spin", "fn f() {}\r"),
        ] {
            assert_ne!(key, other);
        }
        assert_eq!(key, unit("spec", "spin", "fn f() {}\r\n"));
        assert_eq!(key, unit("spec", "spin", "\u{feff}fn f() {}\r\n"));
        assert_eq!(key.len(), 32);
    }

    #[test]
    fn what_is_asked_for_is_part_of_a_key_and_how_much_is_not() {
        let manifest = |limit: &str, goal: &str, repeats: u32, counted: &str| {
            let text = format!(
                "format = 1\ntitle = \"T\"\nteaches = []\nhints = []\n[limits]\ntime_wall_s = {limit}\n\
                 memory_peak_mib = 64\n[correctness]\nrepeats = {repeats}\n[[timed]]\n\
                 case = \"large\"\ngoal = {goal}\n[[counted]]\nwhat = \"{counted}\"\n\
                 limit = {{ at_most = 1 }}\nadvisory = true\n"
            );
            asked(&toml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
        };
        let goal = "{ efficiency = 0.75 }";
        let one = manifest("2", goal, 1, "loads");
        assert_eq!(one, manifest("2", "{ efficiency = 0.5 }", 1, "loads"));
        assert_ne!(one, manifest("3", goal, 1, "loads"));
        assert_ne!(one, manifest("2", goal, 2, "loads"));
        assert_ne!(one, manifest("2", goal, 1, "stores"));
    }
}
