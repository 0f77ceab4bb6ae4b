//! Works on the number in each file of a folder.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Folder, Rng};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Sums;

/// A folder with one number a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
}

impl Exercise for Sums {
    type Input = Input;
    type Output = Vec<u64>;

    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three files", 3),
            Case::hidden("no file", 0),
            Case::hidden("a hundred files", 100),
            Case::timed("many files", 40),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let folder = Folder::new();
        for file in 0..case.size {
            folder.write(&format!("{file:04}"), rng.random::<u64>().to_string().as_bytes());
        }
        Input { folder }
    }

    fn baseline(&self, input: &Input) -> Vec<u64> {
        let entries = std::fs::read_dir(input.folder.path()).expect("our folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("our file").path()).collect();
        paths.sort();
        let read = |path| std::fs::read_to_string(path).expect("our file");
        paths.iter().map(|path| work(read(path).parse().expect("a number"))).collect()
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<u64> {
        sums::sums(&input.folder.path())
    }

    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let folder = input.folder.copy();
        folder.remove("0000");
        folder.write("0000", rng.random::<u64>().to_string().as_bytes());
        Some(Input { folder })
    }
}

fn work(number: u64) -> u64 {
    (0..1 << 15).fold(number, |state, _| {
        state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7)
    })
}

grader_spec::serve!(Sums);
