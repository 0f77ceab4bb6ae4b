//! What `wind_rose` must do, on which winds, and how we know.
//!
//! Most of the timed winds blow towards the north-east, so that the threads
//! want the same few counters at the same time.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct SharedState;

/// Winds, each an east and a north component.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    #[serde(with = "grader_spec::float_bytes")]
    components: Vec<f64>,
}

impl Input {
    /// What the student's function is given.
    fn winds(&self) -> &[[f64; 2]] {
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
            Case::timed("two hundred thousand winds", 200_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let mut wind = || [rng.random_range(-4.0..8.0), rng.random_range(-3.0..9.0)];
        let winds: Vec<[f64; 2]> = match case.name.as_str() {
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

const SECTORS: usize = 36;

fn sector([east, north]: [f64; 2]) -> usize {
    // From half a turn to one and a half, so that nothing is negative.
    let turns = north.atan2(east) / std::f64::consts::TAU + 1.0;
    (turns * SECTORS as f64) as usize % SECTORS
}

grader_spec::serve!(SharedState);
