//! What `asymmetry` must do, on which tables, and how we know.
//!
//! The baseline goes down whole columns on purpose: the exercise is to use up each cache
//! line while it is near, and threads alone do not do so. Therefore one of the timed cases
//! leaves the function one thread, whatever the machine has.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng, on_one_thread};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Tiles;

/// A square table, row after row, with spare places at the end of each row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    towns: usize,
    stride: usize,
    times: Vec<u16>,
    one_thread: bool,
}

/// The case in which the function has one thread.
const ONE_THREAD: &str = "a large table, one thread";

/// No time is longer, so that one more still fits into 16 bits.
const LONGEST: u16 = 60_000;

impl Exercise for Tiles {
    type Input = Input;
    type Output = u64;

    /// The size is the number of towns.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five towns", 5),
            Case::example("100 towns", 100),
            Case::hidden("no town", 0),
            Case::hidden("one town", 1),
            Case::hidden("two towns", 2),
            Case::hidden("one less than a power of two", 127),
            Case::hidden("a power of two", 128),
            Case::hidden("one more than a power of two", 129),
            Case::hidden("a prime number of towns", 499),
            Case::hidden("no spare places", 201),
            Case::hidden("nearly the same both ways", 331),
            Case::timed(ONE_THREAD, 2_600),
            Case::timed("a large table, all threads", 2_600),
        ]
    }

    /// Rows begin a power of two apart, as in images and in many tables: the numbers of a
    /// column then find room in few sets of the nearest cache.
    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let towns = case.size;
        let stride = match case.name.as_str() {
            "no spare places" => towns,
            _ => towns.next_power_of_two(),
        };
        let mut times: Vec<u16> =
            (0..towns * stride).map(|_| rng.random_range(0..LONGEST)).collect();
        if case.name == "nearly the same both ways" {
            for i in 0..towns {
                for j in 0..i {
                    times[i * stride + j] = times[j * stride + i] + rng.random_range(0..2);
                }
            }
        }
        Input { towns, stride, times, one_thread: case.name == ONE_THREAD }
    }

    /// Row by row, with the column that belongs to it.
    fn baseline(&self, input: &Input) -> u64 {
        let &Input { towns, stride, ref times, .. } = input;
        let mut sum = 0;
        for i in 0..towns {
            for j in 0..i {
                sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
            }
        }
        sum
    }

    fn candidate(&self, input: &Input, threads: usize) -> u64 {
        let asymmetry =
            |threads| tiles::asymmetry(&input.times, input.towns, input.stride, threads);
        if input.one_thread { on_one_thread(|| asymmetry(1)) } else { asymmetry(threads) }
    }

    /// The longer way between two towns gets a second longer: of the last two towns, or of
    /// any two.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let towns = input.towns;
        if towns < 2 {
            return None;
        }
        let mut input = input.clone();
        let i = if rng.random() { towns - 1 } else { rng.random_range(1..towns) };
        let j = if rng.random() { i - 1 } else { rng.random_range(0..i) };
        let (there, back) = (i * input.stride + j, j * input.stride + i);
        let longer = if input.times[there] > input.times[back] { there } else { back };
        input.times[longer] += 1;
        Some(input)
    }
}

grader_spec::serve!(Tiles);
