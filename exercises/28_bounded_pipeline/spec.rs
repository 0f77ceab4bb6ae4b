//! What `bounded_pipeline` must do, with which streams, and how we know.
//!
//! A stream repeats a few blocks, so that it can be far larger than the input that is
//! handed over. Each time a block begins at another of its lines, so that no block comes
//! twice. Reading a block copies it, which takes a small part of the time that it takes to
//! parse: who does not wait for the parsers has soon read everything.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Mismatch, Rng, Tolerance, compare_floats};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The exercise.
pub struct BoundedPipeline;

/// A stream: all blocks, so many times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    blocks: Vec<String>,
    rounds: usize,
}

/// Counts and sums of the stations, or the first broken block.
type Output = Result<(Vec<u64>, Vec<f64>), usize>;

static READ: Counter = Counter::new("blocks read");

/// What the cases are called that need something of their own.
const LARGE: &str = "a stream larger than the memory you may use";
const EARLY: &str = "a broken line early in a long stream";
const TIMED: &str = "a stream of some hundred blocks";

/// Lines of a full block, some 64 KB.
const FULL_LINES: usize = 4_800;
/// Early means before this block.
const EARLY_BLOCKS: usize = 10;

impl Exercise for BoundedPipeline {
    type Input = Input;
    type Output = Output;

    /// The size is the number of different blocks.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three blocks", 3),
            Case::example("a broken line", 20),
            Case::hidden("no blocks", 0),
            Case::hidden("one block", 1),
            Case::hidden("fewer blocks than threads", 2),
            Case::hidden("a prime number of blocks", 101),
            Case::hidden("two broken lines", 200),
            Case::hidden("the first block is broken", 150),
            Case::hidden("the last block is broken", 150),
            Case::hidden(EARLY, 40),
            Case::hidden(LARGE, 40),
            Case::timed(TIMED, 40),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let rounds = match kind {
            EARLY => 25,
            LARGE => 18,
            TIMED => 4,
            _ => 1,
        };
        let mut block = || {
            let lines = match kind {
                LARGE | EARLY | TIMED => FULL_LINES,
                _ => rng.random_range(0..40),
            };
            (0..lines).fold(String::new(), |block, _| block + &line(rng))
        };
        let blocks = (0..case.size).map(|_| block()).collect();
        let mut input = Input { blocks, rounds };
        let Some(last) = case.size.checked_sub(1) else { return input };
        match kind {
            "a broken line" => input.break_block(rng.random_range(0..=last), rng),
            "the first block is broken" => input.break_block(0, rng),
            "the last block is broken" => input.break_block(last, rng),
            "two broken lines" => {
                // The first is found at the end of a long block, the other at once.
                let first = rng.random_range(0..last.max(1));
                input.blocks[first] = (0..FULL_LINES).map(|_| line(rng)).collect();
                input.blocks[first] += BROKEN[rng.random_range(0..BROKEN.len())];
                let next = (first + 1).min(last);
                input.blocks[next].insert_str(0, BROKEN[rng.random_range(0..BROKEN.len())]);
            }
            EARLY => input.break_block(rng.random_range(0..=last.min(EARLY_BLOCKS)), rng),
            _ => {}
        }
        input
    }

    /// Block after block: read it, parse it, add it, forget it.
    fn baseline(&self, input: &Input) -> Output {
        let mut total = Summary::default();
        for (number, block) in input.stream().enumerate() {
            total.add(&parse(&block).ok_or(number)?);
        }
        Ok((total.counts.to_vec(), total.kelvins.to_vec()))
    }

    fn candidate(&self, input: &Input, threads: usize) -> Output {
        let total = bounded_pipeline::bounded_pipeline(input.stream(), threads)?;
        Ok((total.counts.to_vec(), total.kelvins.to_vec()))
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&READ]
    }

    /// Breaks an earlier block, or the first one is broken no more; in a sound stream
    /// another line, one block more, or a broken one.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut changed = input.clone();
        let last = input.blocks.len().checked_sub(1);
        match (input.blocks.iter().position(|block| parse(block).is_none()), last) {
            (Some(0), _) => changed.blocks[0] = line(rng),
            (Some(first), _) => changed.break_block(rng.random_range(0..first), rng),
            (None, None) => changed.blocks.push(line(rng)),
            (None, Some(last)) => match rng.random_range(0..5) {
                0 => changed.blocks.push(line(rng)),
                1 => changed.rounds += usize::from(input.blocks.iter().any(|b| !b.is_empty())),
                2 => changed.break_block(rng.random_range(0..=last), rng),
                3 => changed.blocks[last] += &line(rng),
                _ => changed.blocks[rng.random_range(0..=last)].insert_str(0, &line(rng)),
            },
        }
        let differs = changed.rounds != input.rounds || changed.blocks != input.blocks;
        differs.then_some(changed)
    }

    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        match (expected, actual) {
            (Ok((counts, kelvins)), Ok((found_counts, found_kelvins))) => {
                grader_spec::equal(counts, found_counts)?;
                // No temperature is negative in kelvin, so a sum of n of them is right to n
                // roundings in whatever order they are added, and so is the other.
                let most = counts.iter().max().copied().unwrap_or_default();
                let relative = (most + 8) as f64 * f64::EPSILON;
                let tolerance = Tolerance { relative, absolute: 0.0 };
                compare_floats(kelvins, found_kelvins, tolerance)
            }
            (Err(right), Err(found)) if right == found => Ok(()),
            (Err(right), Err(found)) => {
                let text = "this is not the first block with a broken line";
                Err(Mismatch::new(text, right, found))
            }
            (Ok(_), Err(found)) => {
                Err(Mismatch::new("no line is broken", &"a summary", &format!("Err({found})")))
            }
            (Err(right), Ok(_)) => {
                Err(Mismatch::new("a line is broken", &format!("Err({right})"), &"a summary"))
            }
        }
    }
}

impl Input {
    /// What the student's function reads.
    fn stream(&self) -> impl Iterator<Item = String> + Send {
        (0..self.rounds).flat_map(move |round| {
            let share = round as f64 / self.rounds as f64;
            self.blocks.iter().map(move |block| {
                READ.add(1);
                turned(block, share)
            })
        })
    }

    /// Puts a broken line among the lines of a block.
    fn break_block(&mut self, block: usize, rng: &mut Rng) {
        let block = &mut self.blocks[block];
        let starts = block.match_indices('\n').map(|(at, _)| at + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
        let broken = BROKEN[rng.random_range(0..BROKEN.len())];
        block.insert_str(starts[rng.random_range(0..starts.len())], broken);
    }
}

/// Lines that are broken, each in its way.
const BROKEN: [&str; 7] = [
    "17;12874,653\n",
    "32,12874,653\n",
    "3,12874\n",
    "3,0,653\n",
    "\n",
    "3,99999999999,653\n",
    "3,12874,1001\n",
];

/// A block that begins with the first line behind this share of it, and has the lines
/// before that at its end.
fn turned(block: &str, share: f64) -> String {
    let from = (block.len() as f64 * share) as usize;
    let ends = block.as_bytes()[from..].iter().position(|&byte| byte == b'\n');
    let (before, behind) = match ends {
        Some(end) if from > 0 => block.split_at(from + end + 1),
        _ => (block, ""),
    };
    [behind, before].concat()
}

/// A sound line.
fn line(rng: &mut Rng) -> String {
    let mut line = String::new();
    let (station, ohms) = (rng.random_range(0..STATIONS), rng.random_range(4_000..40_000));
    writeln!(line, "{station},{ohms},{}", rng.random_range(200..1_000))
        .expect("a string takes all that is written");
    line
}

// The same as in the stub; a student's own may differ.

const STATIONS: usize = 32;

#[derive(Default)]
struct Summary {
    counts: [u64; STATIONS],
    kelvins: [f64; STATIONS],
}

impl Summary {
    fn add(&mut self, other: &Self) {
        for station in 0..STATIONS {
            self.counts[station] += other.counts[station];
            self.kelvins[station] += other.kelvins[station];
        }
    }
}

fn parse(block: &str) -> Option<Summary> {
    let mut summary = Summary::default();
    let mut rest = block.as_bytes();
    while !rest.is_empty() {
        let (station, after) = number(rest, b',')?;
        let (ohms, after) = number(after, b',')?;
        let (humidity, after) = number(after, b'\n')?;
        *summary.counts.get_mut(station as usize)? += 1;
        summary.kelvins[station as usize] += wet_bulb(ohms, humidity)?;
        rest = after;
    }
    Some(summary)
}

fn number(text: &[u8], end: u8) -> Option<(u32, &[u8])> {
    let mut number = 0_u32;
    for (at, &byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number.checked_mul(10)?.checked_add(digit.into())?;
        } else {
            return (byte == end && at > 0).then(|| (number, &text[at + 1..]));
        }
    }
    None
}

fn wet_bulb(ohms: u32, humidity: u32) -> Option<f64> {
    if ohms == 0 || !(1..=1_000).contains(&humidity) {
        return None;
    }
    let ln = f64::from(ohms).ln();
    let t = 1.0 / (1.129e-3 + 2.341e-4 * ln + 8.775e-8 * ln * ln * ln) - 273.15;
    let percent = f64::from(humidity) / 10.0;
    let celsius = t * (0.151_977 * (percent + 8.313_659).sqrt()).atan() + (t + percent).atan()
        - (percent - 1.676_331).atan()
        + 0.003_918_38 * percent * percent.sqrt() * (0.023_101 * percent).atan()
        - 4.686_035;
    Some(celsius + 273.15)
}

grader_spec::serve!(BoundedPipeline);
