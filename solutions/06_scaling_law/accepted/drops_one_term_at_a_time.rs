//! Because: it fits all terms and, where one is negative, tries each fit with one term fewer, down to one.

use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    pub threads: usize,
    pub time_s: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    pub serial_s: f64,
    pub parallel_s: f64,
    pub overhead_s: f64,
}

impl Law {
    pub fn time_s(&self, threads: usize) -> f64 {
        let p = threads as f64;
        self.serial_s + self.parallel_s / p + self.overhead_s * p
    }
}

type Row = [f64; 3];

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
    let [serial_s, parallel_s, overhead_s] = best_of(&rows, [true; 3])?;
    Some(Law { serial_s, parallel_s, overhead_s })
}

fn best_of(rows: &[Row], used: [bool; 3]) -> Option<[f64; 3]> {
    if used == [false; 3] {
        return None;
    }
    let terms = least_squares(rows, used);
    if terms.iter().all(|term| *term >= 0.0) {
        return Some(terms);
    }
    let with_fewer = (0..3).filter(|&term| used[term]).filter_map(|term| {
        let mut fewer = used;
        fewer[term] = false;
        best_of(rows, fewer)
    });
    with_fewer.min_by(|a, b| squares(rows, a).total_cmp(&squares(rows, b)))
}

fn least_squares(rows: &[Row], used: [bool; 3]) -> [f64; 3] {
    let sum = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
    let indices = [0, 1, 2];
    let of_both = |i: usize, j: usize| sum(&|row| row[i] * row[j]);
    let unused = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    let matrix = indices
        .map(|i| indices.map(|j| if used[i] && used[j] { of_both(i, j) } else { unused(i, j) }));
    let right = indices.map(|i| if used[i] { sum(&|row| row[i]) } else { 0.0 });
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

fn squares(rows: &[Row], terms: &[f64; 3]) -> f64 {
    let error = |row: &Row| row.iter().zip(terms).map(|(a, b)| a * b).sum::<f64>() - 1.0;
    rows.iter().map(|row| error(row).powi(2)).sum()
}

pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    let root = (law.parallel_s / law.overhead_s).sqrt();
    let below = (root as usize).clamp(1, threads_max);
    let above = (below + 1).min(threads_max);
    if law.time_s(above) < law.time_s(below) { above } else { below }
}
