//! What `new_exercise` must do, in which folders, and how we know.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Folder, Rng};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::fs;

use new_exercise as student;

/// The exercise.
pub struct NewExercise;

/// A folder of files, each with a value on a line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    /// How many files there are.
    files: usize,
}

/// Most values in a file.
const VALUES: usize = 6_000;

/// The values of a file as text.
fn text(values: impl Iterator<Item = i64>) -> String {
    values.fold(String::new(), |mut text, value| {
        let _ = writeln!(text, "{value}");
        text
    })
}

fn name(file: usize) -> String {
    format!("{file:03}.txt")
}

impl Exercise for NewExercise {
    type Input = Input;
    /// `None` where the folder cannot be read.
    type Output = Option<u64>;

    /// The size is the number of files.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three files", 3),
            Case::hidden("an empty folder", 0),
            Case::hidden("one file", 1),
            Case::hidden("a prime number of files", 13),
            Case::timed("many files", 48),
        ]
    }

    /// Every file of a timed case is full; elsewhere some have one value, or none.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let folder = Folder::new();
        for file in 0..case.size {
            let shortest = if case.name == "many files" { VALUES - 1 } else { 0 };
            let values = rng.random_range(shortest..VALUES);
            let values = (0..values).map(|_| rng.random_range(-100_000_000..100_000_000));
            let text = text(values);
            folder.write(&name(file), text.as_bytes());
        }
        Input { folder, files: case.size }
    }

    /// One file after the other, each read whole: the idiomatic serial program.
    fn baseline(&self, input: &Input) -> Option<u64> {
        let mut largest = 0;
        for entry in fs::read_dir(input.folder.path()).ok()? {
            let text = fs::read_to_string(entry.ok()?.path()).ok()?;
            let values: Vec<i64> = text.lines().filter_map(|line| line.parse().ok()).collect();
            let gaps = values.windows(2).map(|pair| pair[0].abs_diff(pair[1]));
            largest = largest.max(gaps.max().unwrap_or(0));
        }
        Some(largest)
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Option<u64> {
        student::new_exercise(&input.folder.path()).ok()
    }

    /// One file gets a gap that is larger than all others.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let file = name(rng.random_range(0..input.files.max(1)));
        let text = fs::read_to_string(input.folder.path().join(&file)).ok()?;
        let folder = input.folder.copy();
        folder.remove(&file);
        let gap = rng.random_range(300_000_000..400_000_000);
        folder.write(&file, format!("{text}0\n{gap}\n").as_bytes());
        Some(Input { folder, files: input.files })
    }
}

grader_spec::serve!(NewExercise);
