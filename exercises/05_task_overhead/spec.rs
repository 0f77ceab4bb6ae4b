//! What `map` must do, for which functions and values, and how we know.
//!
//! One map gets every kind of load: many cheap values, a thousand lists that are
//! done in three microseconds each, and few dear values. So no fixed answer
//! passes. The number of values does not tell the kinds apart: a dear list has
//! about 200 values, and so have half of the short lists. Nor does the price of a
//! call: some short lists hold one value that takes 3 microseconds, and the many
//! cheap ones take a hundredth of that each and are worth it.
//!
//! The lecture maps `square`. Its input and answer are so many bytes for so
//! little work that carrying them would take longer than the runs; so the cheap
//! function here is ten times as dear.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Mismatch, Rng, Role, equal, float_bytes};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct TaskOverhead;

/// Of `wander` only, and only outside the timed cases: there a count would cost
/// more than a cheap call.
static CALLS: Counter = Counter::new("calls of `f`");

/// Values for one of two functions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Input {
    /// For `root_and_sine`.
    Numbers(#[serde(with = "float_bytes")] Vec<f64>),
    /// For `wander`.
    Lists {
        /// `map` is called once for each.
        lists: Vec<Vec<Value>>,
        /// Whether the calls of `wander` are counted.
        counted: bool,
    },
}

/// A value that says itself how dear it is. It has no `Default` and is not `Copy`,
/// so that a map asks no more of its types than the stub does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Value {
    start: f64,
    rounds: u32,
}

/// A result that can be neither copied nor made from nothing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Wandered(f64);

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of numbers.
    Numbers(#[serde(with = "float_bytes")] Vec<f64>),
    /// Of lists.
    Lists(Vec<Vec<Wandered>>),
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
            Case::timed("many cheap numbers", 600_000),
            Case::timed("a thousand short lists", 1_000),
            Case::timed("two hundred values, from cheap to dear", 200),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let size = case.size;
        let name = case.name.as_str();
        if name.contains("number") {
            return Input::Numbers((0..size).map(|_| rng.random_range(0.0..100.0)).collect());
        }
        let length_percent = rng.random_range(75..=125);
        let mut value =
            |rounds: usize| Value { start: rng.random_range(1.0..100.0), rounds: rounds as u32 };
        let lists: Vec<Vec<Value>> = match name {
            _ if name.contains("short lists") => {
                // At most 150 rounds in each: one value has them all, or some of
                // many have one. Every other list is about as long as a dear one.
                let length = |index: usize| match index % 2 {
                    0 => 1 + index * 83 % 300,
                    _ => 150 + index * 37 % 101,
                };
                let rounds = |length: usize, at: usize| (at + 1) * 150 / length - at * 150 / length;
                let mut list = |length| (0..length).map(|at| value(rounds(length, at))).collect();
                (0..size).map(|index| list(length(index))).collect()
            }
            "dear values, the dearest first" => {
                vec![(0..size).rev().map(|index| value(rounds_at(index, size))).collect()]
            }
            "dear values, the cheap ones first" => {
                vec![(0..size).map(|index| value(rounds_at(index, size))).collect()]
            }
            // More or fewer by up to a quarter, at about the same price in all.
            "two hundred values, from cheap to dear" => {
                let length = size * length_percent / 100;
                vec![(0..length).map(|index| value(rounds_at(index, length))).collect()]
            }
            _ => vec![(0..size).map(|index| value(10 + index * 7 % 23)).collect()],
        };
        Input::Lists { lists, counted: case.role != Role::Timed }
    }

    /// The built-in map. It asks for memory once, and writes without looking
    /// whether there is room.
    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Numbers(numbers.iter().map(root_and_sine).collect()),
            Input::Lists { lists, counted: true } => {
                let list = |list: &Vec<Value>| list.iter().map(wander_and_count).collect();
                Output::Lists(lists.iter().map(list).collect())
            }
            Input::Lists { lists, counted: false } => {
                let list = |list: &Vec<Value>| list.iter().map(wander).collect();
                Output::Lists(lists.iter().map(list).collect())
            }
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Numbers(map(numbers, root_and_sine)),
            Input::Lists { lists, counted: true } => {
                let list = |list: &Vec<Value>| map(list, wander_and_count);
                Output::Lists(lists.iter().map(list).collect())
            }
            Input::Lists { lists, counted: false } => {
                let list = |list: &Vec<Value>| map(list, wander);
                Output::Lists(lists.iter().map(list).collect())
            }
        }
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&CALLS]
    }

    /// Another number or another start, in one place.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let mut place = |length: usize| match (rng.random_range(0..4), length.checked_sub(1)?) {
            (0, last) => Some(last),
            (_, last) => Some(rng.random_range(0..=last)),
        };
        match &mut changed {
            Input::Numbers(numbers) => {
                let at = place(numbers.len())?;
                numbers[at] = 100.0 - numbers[at];
            }
            Input::Lists { lists, .. } => {
                let list = place(lists.len())?;
                let at = place(lists[list].len())?;
                lists[list][at].start += 1.0;
            }
        }
        Some(changed)
    }

    /// Both sides call the very same functions on the very same values, so that
    /// floats must be equal to the last bit.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (expected, actual) {
            (Output::Numbers(right), Output::Numbers(found)) => equal(right, found),
            (Output::Lists(right), Output::Lists(found)) => equal(right, found),
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

/// Calls the student's function, and lets it know no more of the values than the exercise
/// says: whoever asks that they can be printed, copied or told by their type would read
/// there what a call costs.
fn map<T: Send + Sync, U: Send + Sync>(values: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    task_overhead::map(values, f)
}

/// How dear a value of a dear list is: one and a half million rounds in a list of more than a
/// hundred values, fewer in a short one. The square puts seven eighths of the work
/// into the second half: equal halves by count must show.
fn rounds_at(index: usize, length: usize) -> usize {
    let most = if length > 100 { 4_500_000 / length } else { 500 };
    most * index * index / (length * length)
}

/// Cheap: 15 to 20 nanoseconds.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a map hands out references")]
fn root_and_sine(x: &f64) -> f64 {
    x.sqrt() + x.sin()
}

/// As dear as the value says: a `root_and_sine` for each round, with ten times the
/// sine. It never settles, so each result shows where its value started.
fn wander(value: &Value) -> Wandered {
    let round = |a: f64, _| a.sqrt() + 10.0 * a.sin().abs();
    Wandered((0..value.rounds).fold(value.start, round))
}

fn wander_and_count(value: &Value) -> Wandered {
    CALLS.add(1);
    wander(value)
}

grader_spec::serve!(TaskOverhead);
