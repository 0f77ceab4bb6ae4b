//! The laws about what students read: it is formatted, the solution is clean, and the
//! lesson's code runs.

use super::Inspection;
use crate::candidate::Candidate;
use crate::course::quiz::Quiz;
use crate::course::{ACCEPTED, MUTANTS, SERIAL, sorted_entries};
use crate::fault::Fault;
use crate::path::quoted;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What rustfmt writes before each place that it would change.
const DIFF: &str = "Diff in ";

impl Inspection<'_> {
    /// What students read is formatted, and the solution is clean under clippy.
    pub(super) fn style(&mut self, solution: &Candidate) -> Result<(), Fault> {
        let exercise = self.exercise;
        let is_rust = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
        let mut files = sorted_entries(&exercise.solutions())?;
        for folder in [MUTANTS, ACCEPTED, SERIAL].map(|folder| exercise.solutions().join(folder)) {
            if folder.exists() {
                files.extend(sorted_entries(&folder)?);
            }
        }
        files.extend(sorted_entries(&exercise.folder())?);
        files.retain(is_rust);
        self.doing("format");
        let diff = self.grader.compiler.unformatted(&exercise.root, &files)?;
        let complaint = diff.map(|diff| complaint(&diff, &exercise.root));
        self.law("format", complaint.into_iter().collect(), "as rustfmt has it");
        self.doing("clippy");
        let lints = self.grader.compiler.lint(exercise, &self.needs, solution)?;
        self.law("clippy", lints.into_iter().collect(), "nothing against the solution");
        Ok(())
    }

    /// What the quiz says of the compiler is what the compiler says.
    pub(super) fn quiz(&mut self) -> Result<(), Fault> {
        // A broken one was reported with the layout.
        let Ok(Some(quiz)) = Quiz::read(self.exercise) else { return Ok(()) };
        self.doing("quiz");
        let mut complaints = Vec::new();
        for (number, question) in (1..).zip(&quiz.questions) {
            if question.compiler.is_some() {
                let said = self.grader.compiler.refusal(&question.program())?;
                let refuted = question.refuted(said.as_deref());
                complaints.extend(refuted.map(|why| format!("question {number}: {why}")));
            }
        }
        self.law("quiz", complaints, &format!("{} questions", quiz.questions.len()));
        Ok(())
    }

    /// The lesson's code blocks compile and run.
    pub(super) fn blocks(&mut self) -> Result<(), Fault> {
        self.doing("lesson");
        let lesson = self.exercise.lesson();
        let broken = self.grader.compiler.broken_blocks(&lesson, &self.needs)?;
        self.law("lesson", broken.into_iter().collect(), "its code blocks compile and run");
        Ok(())
    }
}

/// What rustfmt would change, each place once: a bench has the spec as a module, and both
/// are looked at. What it says besides, such as where a file is no Rust, stands first.
fn complaint(diff: &str, root: &Path) -> String {
    let diff = diff.replace(&format!("{}/", root.display()), "");
    let mut parts = diff.split(DIFF);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let (mut seen, mut files): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for part in parts.filter(|part| !part.trim().is_empty()) {
        if seen.contains(&part) {
            continue;
        }
        seen.push(part);
        let _ = writeln!(text, "{DIFF}{}", part.trim_end());
        // `path:line:`, and a path may hold colons.
        let place = part.lines().next().unwrap_or_default().trim_end_matches(':');
        let file = place.rsplit_once(':').map_or(place, |(file, _)| file);
        if !files.contains(&quoted(file)) {
            files.push(quoted(file));
        }
    }
    if files.is_empty() {
        return text;
    }
    let mend = format!("rustfmt would change this: type `rustfmt {}`", files.join(" "));
    format!("{mend}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stands_once_and_has_its_mend() {
        let place = |file: &str, line: usize| {
            format!("{DIFF}/course/exercises/01_a/{file}:{line}:\n-fn  a()\n+fn a()\n \n")
        };
        let diff = [place("spec.rs", 3), place("spec.rs", 9), place("spec.rs", 3)].concat();
        let two = complaint(&(diff + &place("my file.rs", 1)), Path::new("/course"));
        let mend = "rustfmt would change this: type `rustfmt exercises/01_a/spec.rs \
                    'exercises/01_a/my file.rs'`\n";
        assert!(two.starts_with(mend), "{two}");
        assert_eq!(two.matches("spec.rs:3:\n").count(), 1, "{two}");
        assert_eq!(two.matches("+fn a()").count(), 3, "{two}");
        let error = "error: this file contains an unclosed delimiter\n";
        assert_eq!(complaint(error, Path::new("/course")), error);
    }
}
