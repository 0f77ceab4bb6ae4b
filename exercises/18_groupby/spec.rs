//! What `groupby` must do, on which tables, and how we know.
//!
//! The table is like the one that Dask's `timeseries()` makes: a name of 26, `x`
//! and `y` uniform in -1..1. But its names are drawn anew for each table and are
//! hard to tell apart. The hidden cases bend it where partitions, single rows and
//! large means bring out errors.

use grader_spec::rand::RngExt;
use grader_spec::rand::seq::IndexedRandom;
use grader_spec::{Case, Exercise, Mismatch, Rng, Role};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The exercise.
pub struct GroupBy;

/// What the names of a table are made of: most are short, as names are, and some share
/// their first eight letters.
const STEMS: [&str; 8] =
    ["Alice", "Alina", "Bob", "Charlie", "Edith", "Frank", "Christoph", "Christopher"];

/// How many names a table has, as Dask's.
const NAMES: usize = 26;

/// Where `x` lies in the case that breaks a naive sum of squares: the squares
/// are around 1e18, and a 64-bit float is then good to 128 only.
const FAR_FROM_ZERO: f64 = 1e9;

/// A table of three columns of the same length.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    names: Vec<String>,
    #[serde(with = "grader_spec::float_bytes")]
    x: Vec<f64>,
    #[serde(with = "grader_spec::float_bytes")]
    y: Vec<f64>,
}

/// One group, as it travels.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    name: String,
    /// `None` for NaN: NaN equals nothing, not even itself.
    x_std: Option<f64>,
    x_sum: f64,
    y_max: f64,
    rows: u64,
}

impl Exercise for GroupBy {
    type Input = Input;
    type Output = Vec<Row>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("two rows", 2),
            Case::hidden("three rows", 3),
            Case::hidden("about one row a name", 31),
            Case::hidden("a prime number of rows", 100_003),
            Case::hidden("no row with y > 0", 101),
            Case::hidden("names without y > 0", 1_013),
            Case::hidden("one group only", 4_099),
            Case::hidden("x around 1e9", 40_009),
            Case::hidden("each name in one place", 100_019),
            Case::timed("a table of 26 names", 600_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let kind = case.name.as_str();
        let offset = if kind == "x around 1e9" { FAR_FROM_ZERO } else { 0.0 };
        let names_used = match (kind, case.role) {
            ("one row" | "two rows" | "one group only", _) => 1,
            ("three rows", _) => 2,
            (_, Role::Example) => 4,
            _ => NAMES,
        };
        let names = names(rng);
        let mut input = Input {
            names: Vec::with_capacity(case.size),
            x: Vec::with_capacity(case.size),
            y: Vec::with_capacity(case.size),
        };
        for row in 0..case.size {
            let name = match kind {
                // Backwards, so that the order of appearance is not the answer's.
                "each name in one place" => NAMES - 1 - row * NAMES / case.size,
                _ => rng.random_range(0..names_used),
            };
            let y: f64 = rng.random_range(-1.0..1.0);
            input.names.push(names[name].clone());
            input.x.push(offset + rng.random_range(-1.0..1.0));
            input.y.push(match kind {
                "one row" | "two rows" | "three rows" => y.abs().max(f64::MIN_POSITIVE),
                "no row with y > 0" => -y.abs(),
                // Not above 0: below it, or exactly 0.
                "names without y > 0" if name % 3 == 0 => -y.abs(),
                "names without y > 0" if name % 3 == 1 => 0.0,
                _ => y,
            });
        }
        input
    }

    /// One pass with a map of borrowed names and Welford's update.
    ///
    /// The lesson has a table of other serial programs. Two kinds are faster, and are not
    /// asked for: one that goes by a part of a name, which is wrong here, and one that
    /// first collects the rows that count, without a branch, since the processor guesses
    /// every second sign of `y` wrong.
    fn baseline(&self, input: &Input) -> Vec<Row> {
        let mut groups: FxHashMap<&str, Aggregate> = FxHashMap::default();
        for ((name, &x), &y) in input.names.iter().zip(&input.x).zip(&input.y) {
            if y > 0.0 {
                groups.entry(name).or_default().add(x, y);
            }
        }
        let mut rows: Vec<Row> = groups.into_iter().map(row).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Vec<Row> {
        let groups = groupby::groupby(&input.names, &input.x, &input.y);
        let row = |group: groupby::Group| Row {
            name: group.name,
            x_std: number(group.x_std),
            x_sum: group.x_sum,
            y_max: group.y_max,
            rows: group.rows,
        };
        groups.into_iter().map(row).collect()
    }

    /// One row that counts gets another `x`, `y` or name, or a row counts that did
    /// not. The last row changes as often as all others together.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.names.len().checked_sub(1)?;
        let mut input = input.clone();
        let row = if rng.random() { last } else { rng.random_range(0..=last) };
        match rng.random_range(0..3) {
            _ if input.y[row] <= 0.0 => input.y[row] = rng.random_range(f64::MIN_POSITIVE..1.0),
            0 => input.names[row].push('s'),
            // Above all others of its name.
            1 => input.y[row] = rng.random_range(1.0..2.0),
            // Far from zero a distance of 1 is lost in the rounding of the sum.
            _ => input.x[row] += 1.0 + 1e-6 * input.x[row].abs(),
        }
        Some(input)
    }

    fn check(&self, _: &Input, expected: &Vec<Row>, actual: &Vec<Row>) -> Result<(), Mismatch> {
        check_names(expected, actual)?;
        expected.iter().zip(actual).try_for_each(|(expected, actual)| check_row(expected, actual))
    }
}

/// Names in the order of the answer. They share beginnings, endings and lengths,
/// and differ by one letter somewhere, by its case, by a letter more, or by two
/// that have changed places.
fn names(rng: &mut Rng) -> Vec<String> {
    let mut names = BTreeSet::new();
    // Two at the least differ behind their eighth letter alone.
    while names.len() < 2 {
        names.insert(format!("Alexandr{}a", rng.random_range('a'..='z')));
    }
    while names.len() < NAMES {
        let stem = STEMS.choose(rng).expect("there are stems");
        let mut letters: Vec<char> = stem.chars().collect();
        for _ in 0..rng.random_range(1..3) {
            let at = rng.random_range(0..letters.len());
            match rng.random_range(0..5) {
                0 => letters[at] = rng.random_range('a'..='z'),
                1 => letters[at] = rng.random_range('à'..='ö'),
                2 => letters[at] = letters[at].to_ascii_uppercase(),
                3 => letters.insert(at, rng.random_range('a'..='z')),
                _ => letters.swap(at, stem.len() / 2),
            }
        }
        names.insert(letters.into_iter().collect());
    }
    names.into_iter().collect()
}

/// What a group has gathered so far: B. P. Welford, "Note on a method for
/// calculating corrected sums of squares and products", Technometrics 4 (1962).
#[derive(Default)]
struct Aggregate {
    rows: u64,
    mean: f64,
    /// Sum of squared distances from the mean.
    m2: f64,
    x_sum: f64,
    /// Every `y` that comes here is above the default 0.
    y_max: f64,
}

impl Aggregate {
    fn add(&mut self, x: f64, y: f64) {
        self.rows += 1;
        let distance = x - self.mean;
        self.mean += distance / self.rows as f64;
        self.m2 += distance * (x - self.mean);
        self.x_sum += x;
        self.y_max = self.y_max.max(y);
    }
}

fn row((name, group): (&str, Aggregate)) -> Row {
    let variance = group.m2 / (group.rows as f64 - 1.0); // 0/0, NaN, for one row
    Row {
        name: name.to_owned(),
        x_std: number(variance.sqrt()),
        x_sum: group.x_sum,
        y_max: group.y_max,
        rows: group.rows,
    }
}

fn number(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn check_names(expected: &[Row], actual: &[Row]) -> Result<(), Mismatch> {
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.name.clone()).collect() };
    let (right, found) = (names(expected), names(actual));
    if right == found {
        return Ok(());
    }
    let mut sorted = found.clone();
    sorted.sort();
    let difference = if sorted == right {
        "the groups are not sorted by name".to_owned()
    } else if let Some(missing) = right.iter().find(|name| !found.contains(name)) {
        format!("the group `{missing}` is missing")
    } else if let Some(extra) = found.iter().find(|name| !right.contains(name)) {
        format!("there is a group `{extra}`, but no row of that name has y > 0")
    } else {
        format!("expected {} groups, got {}", right.len(), found.len())
    };
    Err(Mismatch::new(difference, &right, &found))
}

/// Counts and maxima are exact; sums and deviations lie within what rounding
/// can do.
///
/// With u = 2⁻⁵³, a sum of n terms in any order is off by at most (n - 1) u Σ|x|
/// (Higham, "Accuracy and Stability of Numerical Algorithms", 4.2), and Σ|x| is
/// at most n times the root mean square r of x. A variance by updating is off by
/// about n κ u, relatively, where κ = r/std (Chan et al.,
/// "Algorithms for computing the sample variance", The American Statistician 37
/// (1983), table 1), so a deviation by n u r / 2, absolutely. The sum of
/// squares is off by n κ² u: at mean 1e9 that is more than the variance.
fn check_row(expected: &Row, actual: &Row) -> Result<(), Mismatch> {
    /// Room for the baseline's own error, for the merging of partitions and for
    /// the constants that the bounds leave out.
    const ROOM: f64 = 32.0;
    let rows = expected.rows as f64;
    let root_mean_square = (expected.x_sum / rows).hypot(expected.x_std.unwrap_or_default());
    let unit_roundoff = f64::EPSILON / 2.0;
    let std_error = ROOM * rows * unit_roundoff * root_mean_square;
    let sum_error = std_error * rows;

    let wrong = |column: &str, expected_value: String, actual_value: String| {
        let difference = format!(
            "{column} of `{}`: expected {expected_value}, got {actual_value}",
            expected.name
        );
        Err(Mismatch::new(difference, expected, actual))
    };
    if expected.rows != actual.rows {
        return wrong("rows", expected.rows.to_string(), actual.rows.to_string());
    }
    #[expect(clippy::float_cmp, reason = "the maximum is one of the values")]
    if expected.y_max != actual.y_max {
        return wrong("y_max", show(expected.y_max), show(actual.y_max));
    }
    if !within(expected.x_sum, actual.x_sum, sum_error) {
        return wrong("x_sum", show(expected.x_sum), show(actual.x_sum));
    }
    let std_right = match (expected.x_std, actual.x_std) {
        (None, None) => true,
        (Some(expected), Some(actual)) => within(expected, actual, std_error),
        _ => false,
    };
    if !std_right {
        let show = |std: Option<f64>| show(std.unwrap_or(f64::NAN));
        return wrong("x_std", show(expected.x_std), show(actual.x_std));
    }
    Ok(())
}

/// False for NaN.
fn within(expected: f64, actual: f64, error: f64) -> bool {
    (expected - actual).abs() <= error
}

fn show(value: f64) -> String {
    format!("{value:?}")
}

grader_spec::serve!(GroupBy);
