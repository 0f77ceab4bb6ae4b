//! What `persist` must do, on which tables, and how we know.
//!
//! The spec hands out partitions and counts how often. Then it asks questions,
//! one after the other, as you do at a prompt: what it asks next depends on what
//! it was told.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Mismatch, Rng, compare_floats};
use persist::Row;
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct Persist;

static LOADS: Counter = Counter::new("partition loads");

/// A table: how to make each of its partitions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    seed: u64,
    /// Rows of each partition.
    lengths: Vec<usize>,
    /// One partition in this many holds no good row; 0 for none of them.
    every_bad: usize,
    /// Steps to unpack a row.
    unpacking: u32,
}

/// Steps to unpack a row where time counts. Of some half a microsecond for a row
/// a load takes nine tenths, and a load is the same for every program. So who has
/// a faster sine than the one in the standard library gains less than a tenth.
const TIMED_UNPACKING: u32 = 320;

/// What was said, question by question.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    count: usize,
    mean: f64,
    std: f64,
    /// Limits, and how many values are said to be below.
    below: Vec<(f64, usize)>,
}

impl Exercise for Persist {
    type Input = Input;
    type Output = Output;

    /// The size is the number of partitions.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three partitions", 3),
            Case::hidden("a table larger than you may hold", 1_024),
            Case::hidden("no partition", 0),
            Case::hidden("one partition", 1),
            Case::hidden("two partitions", 2),
            Case::hidden("one row a partition", 101),
            Case::hidden("partitions without rows", 10),
            Case::hidden("no good row", 13),
            Case::hidden("partitions without good rows", 37),
            Case::hidden("one large partition", 9),
            Case::timed("thirteen questions", 64),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let every_bad = match kind {
            "no good row" => 1,
            "partitions without good rows" => 3,
            _ => 0,
        };
        let length = |partition: usize| match kind {
            "three partitions" => 10 * (partition + 1),
            "one row a partition" => 1,
            "partitions without rows" => 0,
            "one large partition" if partition == 0 => 5_000,
            "a table larger than you may hold" => rng.random_range(1_000..3_000),
            "thirteen questions" => rng.random_range(400..1_200),
            _ => rng.random_range(0..200),
        };
        let lengths = (0..case.size).map(length).collect();
        let unpacking = if kind == "thirteen questions" { TIMED_UNPACKING } else { 1 };
        Input { seed: rng.random(), lengths, every_bad, unpacking }
    }

    /// It persists, too: everything is loaded and calibrated once, one partition
    /// after the other. A baseline that computes it anew for each question would
    /// hand out a speedup for not being wasteful. A candidate that recomputes is caught by
    /// the count of loads; what is timed is what cores bring.
    fn baseline(&self, input: &Input) -> Output {
        let mut values: Vec<f64> = Vec::new();
        for partition in 0..input.lengths.len() {
            let rows = input.load(partition);
            values.extend(rows.iter().filter(|row| row.y > 0.0).map(|row| calibrate(row.x)));
        }
        let count = values.len();
        let mean = sum(&values, |value| value) / count.max(1) as f64;
        let squares = sum(&values, |value| (value - mean) * (value - mean));
        let std = (squares / count.max(1) as f64).sqrt();
        let count_below = |limit| values.iter().filter(|&&value| value < limit).count();
        Output { count, mean, std, below: ask(count, mean, std, count_below) }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let load = |partition: usize| input.load(partition);
        let good = persist::persist(input.lengths.len(), &load);
        let (count, mean, std) = (good.count(), good.mean(), good.std());
        let below = ask(count, mean, std, |limit| good.count_below(limit));
        Output { count, mean, std, below }
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&LOADS]
    }

    /// Another seed, or one partition that has one row more. A longer partition
    /// may end in a bad row, which no question sees: then it grows on.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        if self.baseline(input).count == 0 {
            // Without a good row every answer is 0.
            return None;
        }
        let mut other = input.clone();
        let last = input.lengths.len() - 1;
        let good = |input: &Input, at| input.load(at).iter().filter(|row| row.y > 0.0).count();
        let at = if rng.random() { last } else { rng.random_range(0..=last) };
        let before = good(input, at);
        for _ in 0..if rng.random() { MOST_MORE } else { 0 } {
            other.lengths[at] += 1;
            if good(&other, at) > before {
                return Some(other);
            }
        }
        // Another seed; also where a partition stays bad however long it gets.
        other.lengths[at] = input.lengths[at];
        other.seed = rng.random();
        Some(other)
    }

    /// The values lie between 0 and 1. A sum of n of them is right to n roundings
    /// in whatever order they are added (Higham, "Accuracy and Stability of
    /// Numerical Algorithms", 4.2): for the largest table, of some 10^6 good rows,
    /// to 1e-10 relative. So are the mean and the mean of the squared distances.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        let wrong = |difference: String| Err(Mismatch::new(difference, expected, actual));
        if expected.count != actual.count {
            return wrong(format!("`count` says {}, not {}", actual.count, expected.count));
        }
        let numbers = [("mean", expected.mean, actual.mean), ("std", expected.std, actual.std)];
        for (name, right, found) in numbers {
            // Values that are all the same deviate by a few roundings of 1.
            let tolerance = grader_spec::Tolerance { relative: CLOSE, absolute: 1e-12 };
            if compare_floats(&[right], &[found], tolerance).is_err() {
                return wrong(format!("`{name}` says {found:?}, not {right:?}"));
            }
        }
        for ((limit, right), (_, found)) in expected.below.iter().zip(&actual.below) {
            if right != found {
                return wrong(format!("`count_below({limit:?})` says {found}, not {right}"));
            }
        }
        // The same answers lead to the same questions.
        if expected.below == actual.below { Ok(()) } else { wrong("the limits differ".to_owned()) }
    }
}

/// How many rows a partition grows by, at most, to get another good one.
const MOST_MORE: usize = 20;

/// How far a mean or a deviation may be off.
const CLOSE: f64 = 1e-9;

/// How often the search for the median halves what is left.
const HALVINGS: u32 = 8;

/// Ten more questions: how many values are far from the mean, on either side; and
/// where the median lies, by halving.
fn ask(count: usize, mean: f64, std: f64, count_below: impl Fn(f64) -> usize) -> Vec<(f64, usize)> {
    // As one reads it off the screen. So a rounding in the mean does not move
    // the limit.
    let rounded = |value: f64| (100.0 * value).round() / 100.0;
    let ask = |limit: f64| (limit, count_below(limit));
    let mut below = vec![ask(rounded(mean - 2.0 * std)), ask(rounded(mean + 2.0 * std))];
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        let answer = ask(middle);
        if 2 * answer.1 > count {
            high = middle;
        } else {
            low = middle;
        }
        below.push(answer);
    }
    below
}

impl Input {
    /// Makes one partition. It stands for a file to be read.
    fn load(&self, partition: usize) -> Vec<Row> {
        LOADS.add(1);
        let partitions = self.lengths.len();
        assert!(partition < partitions, "there are {partitions} partitions, no {partition}");
        let bad = self.every_bad > 0 && partition.is_multiple_of(self.every_bad);
        // A 64-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003).
        let place = (partition as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut state = (self.seed ^ place) | 1;
        let mut steps = |steps: u32| {
            for _ in 0..steps {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
            }
            state
        };
        // Between -1 and 1.
        let uniform = |bits: u64| (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        let row = |_| {
            let id = steps(self.unpacking) as u32;
            let (x, y) = (uniform(steps(1)), uniform(steps(1)));
            Row { id, x, y: if bad { -y.abs() } else { y } }
        };
        (0..self.lengths[partition]).map(row).collect()
    }
}

/// Eight sums, so that no addition waits for the one before.
fn sum(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += of(value);
        }
    }
    sums.iter().sum::<f64>() + rest.iter().map(|&value| of(value)).sum::<f64>()
}

// Word for word as the student has it: the student's own copy may have been
// changed.

/// How often `calibrate` applies its step.
const ROUNDS: u32 = 4;

/// Turns what a sensor showed into a value between 0 and 1.
fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}

grader_spec::serve!(Persist);
