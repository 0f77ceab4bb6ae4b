//! What `my_map` must do, on which inputs, and how we know.
//!
//! The function is called with two pairs of types. Numbers show how fast it is.
//! Words show that it asks nothing of its types, and each call of `f` is
//! written down.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng, equal, float_bytes};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// The exercise.
pub struct MyMap;

/// Values of one type or of another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Input {
    /// For `root_and_sine`.
    Numbers(#[serde(with = "float_bytes")] Vec<f64>),
    /// For `shout`.
    Words(Vec<Word>),
}

/// A value that is not `Copy` and has no `Default`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Word(String);

/// A result that can be neither copied nor made from nothing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Label(String);

/// What came out.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Of numbers.
    Numbers(#[serde(with = "float_bytes")] Vec<f64>),
    /// Of words.
    Labels {
        /// The results.
        labels: Vec<Label>,
        /// The words that the function was called with, in the order of calls.
        calls: Vec<String>,
    },
}

impl Exercise for MyMap {
    type Input = Input;
    type Output = Output;

    /// The size is the number of values.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three numbers", 3),
            Case::example("four words", 4),
            Case::hidden("no numbers", 0),
            Case::hidden("one number", 1),
            Case::hidden("a prime number of numbers", 1_009),
            Case::hidden("no words", 0),
            Case::hidden("one word", 1),
            Case::hidden("a prime number of words", 101),
            Case::timed("ten thousand numbers", 10_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        if case.name.contains("word") {
            Input::Words((0..case.size).map(|_| word(rng)).collect())
        } else {
            Input::Numbers((0..case.size).map(|_| rng.random_range(0.0..100.0)).collect())
        }
    }

    /// The built-in map. It knows how many results there will be, so it asks for
    /// memory once and writes without looking whether there is room.
    fn baseline(&self, input: &Input) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Numbers(numbers.iter().map(root_and_sine).collect()),
            Input::Words(words) => write_down(|f| words.iter().map(f).collect()),
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        match input {
            Input::Numbers(numbers) => Output::Numbers(my_map::my_map(numbers, root_and_sine)),
            Input::Words(words) => write_down(|f| my_map::my_map(words, f)),
        }
    }

    /// Another number, or one letter more, in one place.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut place = |length: usize| {
            let last = length.checked_sub(1)?;
            Some(if rng.random_ratio(1, 4) { last } else { rng.random_range(0..=last) })
        };
        let mut changed = input.clone();
        match &mut changed {
            Input::Numbers(numbers) => {
                let at = place(numbers.len())?;
                numbers[at] = 100.0 - numbers[at];
            }
            Input::Words(words) => {
                let at = place(words.len())?;
                words[at].0.push('s');
            }
        }
        Some(changed)
    }

    /// Both sides call the very same function on the very same values, so that
    /// floats must be equal to the last bit.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (expected, actual) {
            (Output::Numbers(right), Output::Numbers(found)) => equal(right, found),
            (
                Output::Labels { labels: right, calls },
                Output::Labels { labels: found, calls: made },
            ) => {
                equal(right, found)?;
                check_calls(calls, made)
            }
            _ => Err(Mismatch::new("the answer is of another kind", expected, actual)),
        }
    }
}

/// One round of the heavy calculation of `parallel_map`: long enough that the
/// vector instructions of the built-in map are no help, short enough that a bad
/// loop shows.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a map hands out references")]
fn root_and_sine(x: &f64) -> f64 {
    x.sqrt() + x.sin()
}

/// Hands out a function that turns a word into a label and writes down that it
/// was called.
fn write_down(map: impl FnOnce(&dyn Fn(&Word) -> Label) -> Vec<Label>) -> Output {
    let calls = RefCell::new(Vec::new());
    let labels = map(&|word| {
        calls.borrow_mut().push(word.0.clone());
        shout(word)
    });
    Output::Labels { labels, calls: calls.into_inner() }
}

fn shout(word: &Word) -> Label {
    Label(word.0.to_uppercase())
}

/// Three to eight letters.
fn word(rng: &mut Rng) -> Word {
    let length = rng.random_range(3..=8);
    Word((0..length).map(|_| char::from(rng.random_range(b'a'..=b'z'))).collect())
}

fn check_calls(expected: &[String], actual: &[String]) -> Result<(), Mismatch> {
    let (values, calls) = (expected.len(), actual.len());
    let difference = if values != calls {
        format!("`f` was called {calls} times for {values} values")
    } else if let Some(at) = expected.iter().zip(actual).position(|(right, found)| right != found) {
        let (right, found) = (&expected[at], &actual[at]);
        format!("call {at} of `f` was for {found:?}; it is the turn of {right:?}")
    } else {
        return Ok(());
    };
    Err(Mismatch::new(difference, &expected, &actual))
}

grader_spec::serve!(MyMap);
