//! Seven fits by least squares, one for each choice of terms, and the best of
//! those that have no negative term.

use std::collections::BTreeSet;

/// One run of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// How many threads it had; at least one.
    pub threads: usize,
    /// How long it took, in seconds; more than zero.
    pub time_s: f64,
}

/// How a program's time follows from its threads:
///
/// T(p) = serial + parallel / p + overhead · p
///
/// All three are seconds, and none is below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// What one thread does alone, however many there are.
    pub serial_s: f64,
    /// What the threads share.
    pub parallel_s: f64,
    /// What each thread costs.
    pub overhead_s: f64,
}

impl Law {
    /// Returns T(p): the time on so many threads, in seconds.
    pub fn time_s(&self, threads: usize) -> f64 {
        let p = threads as f64;
        self.serial_s + self.parallel_s / p + self.overhead_s * p
    }
}

/// A measurement's equation: row · (serial, parallel, overhead) = 1. What is
/// missing to 1 is the relative error.
type Row = [f64; 3];

/// Where a term of the best law is zero, the others are where least squares puts
/// them without it. So the best law is one of seven.
pub fn fit(measurements: &[Measurement]) -> Option<Law> {
    let counts: BTreeSet<usize> = measurements.iter().map(|run| run.threads).collect();
    if counts.len() < 3 {
        return None;
    }
    let row = |run: &Measurement| {
        let p = run.threads as f64;
        [1.0, 1.0 / p, p].map(|factor| factor / run.time_s)
    };
    let rows: Vec<Row> = measurements.iter().map(row).collect();
    let choices = (1..8).map(|bits| [0, 1, 2].map(|term| bits >> term & 1 == 1));
    let fits = choices.map(|used| least_squares(&rows, used));
    let possible = fits.filter(|terms| terms.iter().all(|term| *term >= 0.0));
    let best = possible.min_by(|a, b| squares(&rows, a).total_cmp(&squares(&rows, b)));
    best.map(|[serial_s, parallel_s, overhead_s]| Law { serial_s, parallel_s, overhead_s })
}

/// Solves the normal equations. A term that is not used gets an equation of its
/// own: it is zero.
fn least_squares(rows: &[Row], used: [bool; 3]) -> [f64; 3] {
    let sum = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
    let indices = [0, 1, 2];
    let of_both = |i: usize, j: usize| sum(&|row| row[i] * row[j]);
    let unused = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    let matrix = indices
        .map(|i| indices.map(|j| if used[i] && used[j] { of_both(i, j) } else { unused(i, j) }));
    let right = indices.map(|i| if used[i] { sum(&|row| row[i]) } else { 0.0 });
    // Cramer's rule: put the right side in the place of a column.
    indices.map(|term| {
        let replaced =
            indices.map(|i| indices.map(|j| if j == term { right[i] } else { matrix[i][j] }));
        determinant(replaced) / determinant(matrix)
    })
}

fn determinant([a, b, c]: [[f64; 3]; 3]) -> f64 {
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
}

/// The sum of squared relative errors.
fn squares(rows: &[Row], terms: &[f64; 3]) -> f64 {
    let error = |row: &Row| row.iter().zip(terms).map(|(a, b)| a * b).sum::<f64>() - 1.0;
    rows.iter().map(|row| error(row).powi(2)).sum()
}

/// T falls up to the root of parallel/overhead and rises from there on. The best
/// whole number is next to the root, on one side or the other.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a root is not negative; `as` cuts off, and turns infinity and NaN into numbers"
)]
pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    let root = (law.parallel_s / law.overhead_s).sqrt();
    // Without overhead the root is infinite, and becomes the largest `usize`.
    // Without either term it is not a number, and becomes 0.
    let below = (root as usize).clamp(1, threads_max);
    let above = (below + 1).min(threads_max);
    if law.time_s(above) < law.time_s(below) { above } else { below }
}
