//! Adds what a library says that was built elsewhere.

use grader_spec::{Case, Exercise, Rng, rand::RngExt};

/// The exercise.
pub struct Linked;

impl Exercise for Linked {
    type Input = u32;
    type Output = u32;

    fn cases(&self) -> Vec<Case> {
        vec![Case::example("a number", 1), Case::hidden("another number", 2)]
    }

    fn generate(&self, _: &Case, rng: &mut Rng) -> u32 {
        rng.random_range(0..1_000_000)
    }

    fn baseline(&self, input: &u32) -> u32 {
        input + native::ask()
    }

    fn candidate(&self, input: &u32, _threads: usize) -> u32 {
        linked::linked(*input) + native::ask()
    }
}

grader_spec::serve!(Linked);
