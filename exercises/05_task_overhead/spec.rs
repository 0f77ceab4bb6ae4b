//! What `map` must do, for which functions and values, and how we know.
//!
//! One map gets every kind of load: a million squares, a thousand lists that are
//! done in three microseconds each, and lists that are worth a thread. So no
//! fixed answer passes: neither the number of values nor the price of the first
//! call tells the kinds apart. The short lists have as many values as the dear
//! list, and some of their functions are as dear as those of the long list.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Mismatch, Rng, Role, equal, float_bytes};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct TaskOverhead;

/// Only outside the timed cases: there a count would cost more than a cheap call.
static CALLS: Counter = Counter::new("calls of `f`");

/// Values for one of two functions.
#[derive(Debug, Serialize, Deserialize)]
pub enum Input {
    /// For `square`.
    Numbers(#[serde(with = "float_bytes")] Vec<f64>),
    /// For `settle`.
    Lists {
        /// `map` is called once for each.
        lists: Vec<Vec<Value>>,
        /// Whether the calls of `settle` are counted.
        counted: bool,
    },
}

/// A value that says itself how dear it is. It can be neither copied nor made
/// from nothing, so that a map asks no more of its types than the stub does.
#[derive(Debug, Serialize, Deserialize)]
pub struct Value {
    start: f64,
    rounds: u32,
}

/// A result that can be neither copied nor made from nothing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled(f64);

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of numbers.
    Squares(#[serde(with = "float_bytes")] Vec<f64>),
    /// Of lists.
    Lists(Vec<Vec<Settled>>),
}

impl Exercise for TaskOverhead {
    type Input = Input;
    type Output = Output;

    /// The size is the number of lists where there are many, and of values where
    /// there is one.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("five numbers", 5),
            Case::example("three short lists", 3),
            Case::hidden("no number", 0),
            Case::hidden("one number", 1),
            Case::hidden("a prime number of numbers", 100_003),
            Case::hidden("no value", 0),
            Case::hidden("one value", 1),
            Case::hidden("seven values", 7),
            Case::hidden("a thousand and nine values", 1_009),
            Case::hidden("dear values, the cheap ones first", 41),
            Case::hidden("dear values, the dearest first", 41),
            Case::hidden("fifty short lists", 50),
            Case::timed("a million numbers to square", 1_000_000),
            Case::timed("a thousand short lists", 1_000),
            Case::timed("many values, a third of a microsecond each", 20_000),
            Case::timed("a hundred values, from cheap to dear", 100),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let size = case.size;
        let name = case.name.as_str();
        if name.contains("number") {
            return Input::Numbers((0..size).map(|_| rng.random_range(-10.0..10.0)).collect());
        }
        let mut value =
            |rounds: usize| Value { start: rng.random_range(1.0..100.0), rounds: rounds as u32 };
        let lists: Vec<Vec<Value>> = match name {
            _ if name.contains("short lists") => {
                // Some 200 rounds in each: one value has them all, or each of
                // many has one.
                let lengths: Vec<usize> = (0..size).map(|index| 1 + index * 83 % 200).collect();
                let list = |&length: &usize| (0..length).map(|_| value(200 / length)).collect();
                lengths.iter().map(list).collect()
            }
            "dear values, the dearest first" => {
                vec![(0..size).rev().map(|index| value(DEARER * index)).collect()]
            }
            "dear values, the cheap ones first" | "a hundred values, from cheap to dear" => {
                vec![(0..size).map(|index| value(DEARER * index)).collect()]
            }
            _ => vec![(0..size).map(|index| value(10 + index * 7 % 23)).collect()],
        };
        Input::Lists { lists, counted: case.role != Role::Timed }
    }

    /// The built-in map. It asks for memory once, and where it can it computes
    /// several results with one instruction.
    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Squares(numbers.iter().map(square).collect()),
            Input::Lists { lists, counted: true } => {
                let list = |list: &Vec<Value>| list.iter().map(settle_and_count).collect();
                Output::Lists(lists.iter().map(list).collect())
            }
            Input::Lists { lists, counted: false } => {
                let list = |list: &Vec<Value>| list.iter().map(settle).collect();
                Output::Lists(lists.iter().map(list).collect())
            }
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Squares(task_overhead::map(numbers, square)),
            Input::Lists { lists, counted: true } => {
                let list = |list: &Vec<Value>| task_overhead::map(list, settle_and_count);
                Output::Lists(lists.iter().map(list).collect())
            }
            Input::Lists { lists, counted: false } => {
                let list = |list: &Vec<Value>| task_overhead::map(list, settle);
                Output::Lists(lists.iter().map(list).collect())
            }
        }
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&CALLS]
    }

    /// Both sides call the very same functions on the very same values, so that
    /// floats must be equal to the last bit.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (expected, actual) {
            (Output::Squares(right), Output::Squares(found)) => equal(right, found),
            (Output::Lists(right), Output::Lists(found)) => equal(right, found),
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

/// Rounds by which each value of a dear list is dearer than the one before: a
/// little more than a microsecond.
const DEARER: usize = 80;

/// The cheapest function that there is to map.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a map hands out references")]
fn square(x: &f64) -> f64 {
    x * x
}

/// As dear as the value says: a round takes some 15 nanoseconds.
fn settle(value: &Value) -> Settled {
    Settled((0..value.rounds).fold(value.start, |a, _| a.sqrt() + a.sin()))
}

fn settle_and_count(value: &Value) -> Settled {
    CALLS.add(1);
    settle(value)
}

grader_spec::serve!(TaskOverhead);
