//! What `wind_rose` must do, on which winds, and how we know.
//!
//! Half of the timed winds blow towards the north-east, so that the threads
//! want the same few counters at the same time. A wind's sector takes comparisons
//! only: an arctangent takes so long that sharing the counters hardly shows. And a
//! wind takes eight bytes only: with sixteen, some machines wait for their memory,
//! and what a slow program wastes hardly shows.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use serde::{Deserialize, Serialize};
use std::f32::consts::SQRT_2;

/// The exercise.
pub struct SharedState;

/// Winds, each an east and a north component.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    components: Vec<f32>,
}

impl Input {
    /// What the student's function is given.
    fn winds(&self) -> &[[f32; 2]] {
        self.components.as_chunks().0
    }
}

impl Exercise for SharedState {
    type Input = Input;
    type Output = Vec<u64>;

    /// The size is the number of winds.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("ten winds", 10),
            Case::example("a day, one wind a minute", 1_440),
            Case::hidden("no winds", 0),
            Case::hidden("one wind", 1),
            Case::hidden("two winds", 2),
            Case::hidden("a prime number of winds", 1_009),
            Case::hidden("always the same wind", 10_007),
            Case::hidden("many winds", 100_003),
            Case::timed("six hundred thousand winds", 600_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let mut wind = || [rng.random_range(-4.0..8.0), rng.random_range(-3.0..9.0)];
        let winds: Vec<[f32; 2]> = match case.name.as_str() {
            "always the same wind" => vec![wind(); case.size],
            _ => (0..case.size).map(|_| wind()).collect(),
        };
        Input { components: winds.into_flattened() }
    }

    /// One pass, one rose: the idiomatic serial program.
    fn baseline(&self, input: &Input) -> Vec<u64> {
        let mut rose = vec![0; SECTORS];
        for &wind in input.winds() {
            rose[sector(wind)] += 1;
        }
        rose
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<u64> {
        shared_state::wind_rose(input.winds()).to_vec()
    }
}

// The same as in the stub; a student's own may differ.

const SECTORS: usize = 16;

/// The cotangents of 22.5°, 45°, … and 157.5°, where one sector ends and the next
/// begins.
const COTANGENTS: [f32; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

fn sector([east, north]: [f32; 2]) -> usize {
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f32.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}

grader_spec::serve!(SharedState);
