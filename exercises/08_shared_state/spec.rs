//! What `wind_rose` must do, on which winds, and how we know.
//!
//! Half of the timed winds blow towards the north-east, so that the threads
//! want the same few counters at the same time. A wind's sector takes comparisons
//! only: an arctangent takes so long that sharing the counters hardly shows. And a
//! wind takes eight bytes only: with sixteen, some machines wait for their memory,
//! and what a slow program wastes hardly shows.
//!
//! The comparisons are of `f64`. With `f32` the compiler compares four at a time,
//! and then a program without counters, which asks of each edge how many winds
//! are past it, is twice as fast as any that counts.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use serde::{Deserialize, Serialize};
use std::f64::consts::SQRT_2;

/// The exercise.
pub struct SharedState;

/// Winds, each an east and a north component.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
            // More than 16 bits can count.
            Case::hidden("always the same wind", 70_001),
            Case::hidden("many winds", 100_003),
            Case::timed("three million winds", 3_000_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        // It is no error to compare in single precision: a wind that lies on an edge to
        // the last digits is drawn again.
        let mut wind = || loop {
            let wind: [f32; 2] = [rng.random_range(-4.0..8.0), rng.random_range(-3.0..9.0)];
            let edges = COTANGENTS.map(|cotangent| wind[1].abs() * cotangent as f32);
            let east = wind[0] * 1.0_f32.copysign(wind[1]);
            if edges.iter().all(|edge| (east - edge).abs() > 1e-5 * edge.abs()) {
                return wind;
            }
        };
        let winds: Vec<[f32; 2]> = match case.name.as_str() {
            "always the same wind" => vec![wind(); case.size],
            _ => (0..case.size).map(|_| wind()).collect(),
        };
        Input { components: winds.into_flattened() }
    }

    /// The sectors of 256 winds first, then their counts: in the first loop no
    /// wind waits for a counter, so the compiler takes several at a time.
    fn baseline(&self, input: &Input) -> Vec<u64> {
        let mut rose = vec![0; SECTORS];
        let mut sectors = [0; 256];
        for winds in input.winds().chunks(sectors.len()) {
            for (place, &wind) in sectors.iter_mut().zip(winds) {
                *place = sector(wind);
            }
            sectors[..winds.len()].iter().for_each(|&sector| rose[sector] += 1);
        }
        rose
    }

    /// Turns one wind, or the last one, by a right angle: it leaves its sector.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let last = input.winds().len().checked_sub(1)?;
        let wind = if rng.random() { last } else { rng.random_range(0..=last) };
        let [east, north] = input.winds()[wind];
        changed.components[2 * wind] = -north;
        changed.components[2 * wind + 1] = east;
        Some(changed)
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<u64> {
        shared_state::wind_rose(input.winds()).to_vec()
    }
}

// The same as in the stub; a student's own may differ.

const SECTORS: usize = 16;

/// The cotangents of 22.5°, 45°, … and 157.5°, where one sector ends and the next
/// begins.
const COTANGENTS: [f64; 7] =
    [SQRT_2 + 1.0, 1.0, SQRT_2 - 1.0, 0.0, 1.0 - SQRT_2, -1.0, -1.0 - SQRT_2];

fn sector([east, north]: [f32; 2]) -> usize {
    // Exact numbers first: every `f32` is an `f64`, too.
    let (east, north) = (f64::from(east), f64::from(north));
    // The lower half is the upper one, turned by half a circle.
    let side = 1.0_f64.copysign(north);
    let (east, north) = (east * side, north * side);
    let passed = COTANGENTS.map(|cotangent| usize::from(east <= north * cotangent));
    usize::from(side < 0.0) * SECTORS / 2 + passed.iter().sum::<usize>()
}

grader_spec::serve!(SharedState);
