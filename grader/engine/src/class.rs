//! A class made up of what a course has: solutions, accepted alternatives, mutants, stubs,
//! and edits of them, for a number of students, each with the verdict that is right. Pure, and
//! the same for the same seed: tests, benches and rehearsals of a run grade it.

mod edit;

use crate::candidate::{Candidate, is_unfinished};
use crate::course::Exercise;
use crate::fault::Fault;
use crate::verdict::Verdict;
pub use edit::{Edit, edited};

/// What the submissions to one exercise are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// The exercise.
    pub slug: String,
    /// The solution.
    pub solution: Source,
    /// The alternatives that must be accepted.
    pub accepted: Vec<Source>,
    /// The mutants: candidates that are wrong on purpose.
    pub mutants: Vec<Source>,
    /// What a student finds; none where the file at hand has been worked on.
    pub stub: Option<Source>,
}

/// One program, and its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `solution`, or the name of its file.
    pub name: String,
    /// The text.
    pub text: String,
    /// The verdict that is right.
    pub verdict: Verdict,
}

/// What one student hands in for one exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The student's identifier.
    pub student: String,
    /// The exercise.
    pub exercise: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it was made of.
    pub made_of: String,
    /// What was done to that.
    pub edits: Vec<Edit>,
    /// The verdict that is right; none where the file cannot be read, so that there is no
    /// grade.
    pub verdict: Option<Verdict>,
}

impl Sources {
    /// Reads the course's own candidates of an exercise.
    pub fn of(exercise: &Exercise) -> Result<Self, Fault> {
        let source = |candidate: Candidate, verdict| Source {
            name: candidate.name(),
            text: without_header(&candidate.source),
            verdict,
        };
        let mutant = |candidate: Candidate| {
            let verdict = candidate.header()?.expect;
            Ok(source(candidate, verdict))
        };
        let accepted = exercise.accepted()?.into_iter();
        let stub = exercise.student().ok().filter(|stub| is_unfinished(&stub.source));
        Ok(Self {
            slug: exercise.name.slug.clone(),
            solution: source(exercise.solution()?, Verdict::Accepted),
            accepted: accepted.map(|it| source(it, Verdict::Accepted)).collect(),
            mutants: exercise.mutants()?.into_iter().map(mutant).collect::<Result<_, Fault>>()?,
            stub: stub.map(|stub| source(stub, Verdict::RuntimeError)),
        })
    }
}

/// The text without the lines that say what is wrong with it: a student's file has none of those.
fn without_header(text: &str) -> String {
    let is_header = |line: &&str| line.starts_with("//!") || line.trim().is_empty();
    let lines: Vec<&str> = text.lines().skip_while(is_header).collect();
    lines.join("\n") + "\n"
}

/// The class: `students` students, each with one submission to every exercise.
pub fn class(exercises: &[Sources], students: usize, seed: u64) -> Vec<Submission> {
    let digits = students.to_string().len().max(3);
    let one = |number: usize| {
        let student = format!("student_{number:0digits$}");
        exercises.iter().map(move |sources| submission(sources, &student, seed))
    };
    (1..=students).flat_map(one).collect()
}

/// How many of a hundred submissions are solutions, and so on; the rest are mutants.
const SOLUTIONS: u64 = 30;
const ALTERNATIVES: u64 = 20;
const STUBS: u64 = 7;
const BROKEN: u64 = 5;
const UNREADABLE: u64 = 3;

fn submission(sources: &Sources, student: &str, seed: u64) -> Submission {
    let mut dice = Dice::new(&[&seed.to_string(), student, &sources.slug]);
    let submission = |bytes, made_of: &str, edits, verdict| Submission {
        student: student.to_owned(),
        exercise: sources.slug.clone(),
        bytes,
        made_of: made_of.to_owned(),
        edits,
        verdict,
    };
    let drawn = dice.below(100);
    let mut from = 0;
    let mut in_next = |share: u64| {
        from += share;
        drawn < from
    };
    let source = if in_next(SOLUTIONS) {
        &sources.solution
    } else if in_next(ALTERNATIVES) {
        dice.one_of(&sources.accepted).unwrap_or(&sources.solution)
    } else if in_next(STUBS) {
        // A student that hands in the stub has not edited it.
        let stub = sources.stub.as_ref().unwrap_or(&sources.solution);
        return submission(stub.text.clone().into(), &stub.name, vec![], Some(stub.verdict));
    } else if in_next(BROKEN) {
        let text = format!("{}\n}}\n", sources.solution.text);
        return submission(text.into(), "a bracket too many", vec![], Some(Verdict::CompileError));
    } else if in_next(UNREADABLE) {
        let bytes = [sources.solution.text.as_bytes(), b"\n// caf\xe9\n"].concat();
        return submission(bytes, "no UTF-8", vec![], None);
    } else {
        dice.one_of(&sources.mutants).unwrap_or(&sources.solution)
    };
    let edits: Vec<Edit> = Edit::ALL.into_iter().filter(|_| dice.below(3) == 0).collect();
    let text =
        edits.iter().fold(source.text.clone(), |text, &edit| edited(&text, edit, dice.draw()));
    submission(text.into(), &source.name, edits, Some(source.verdict))
}

/// Numbers that follow from a seed, on whatever machine and with whatever library.
#[derive(Clone, Debug)]
struct Dice(blake3::OutputReader);

impl Dice {
    fn new(seed: &[&str]) -> Self {
        let mut hash = blake3::Hasher::new();
        for word in seed {
            hash.update(word.as_bytes()).update(&[0]);
        }
        Self(hash.finalize_xof())
    }

    fn draw(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.draw() % bound
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let number = self.draw();
        let index = number.checked_rem(all.len() as u64)?;
        all.get(index as usize)
    }
}

#[cfg(test)]
#[path = "class/tests.rs"]
mod tests;
