//! Because: it solves the normal equations by Gaussian elimination for each choice of terms, and tries every thread count for the best.

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

pub fn fit(measurements: &[Measurement]) -> Option<Law> {
    let counts: BTreeSet<usize> = measurements.iter().map(|run| run.threads).collect();
    if counts.len() < 3 {
        return None;
    }
    let mut best: Option<(f64, [f64; 3])> = None;
    for terms in [&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]] {
        let law = fit_terms(measurements, terms);
        let error = squares(measurements, law);
        if law.iter().all(|term| *term >= 0.0) && best.is_none_or(|(least, _)| error < least) {
            best = Some((error, law));
        }
    }
    best.map(|(_, [serial_s, parallel_s, overhead_s])| Law { serial_s, parallel_s, overhead_s })
}

fn row(run: &Measurement) -> [f64; 3] {
    let p = run.threads as f64;
    [1.0 / run.time_s, 1.0 / p / run.time_s, p / run.time_s]
}

fn fit_terms(measurements: &[Measurement], terms: &[usize]) -> [f64; 3] {
    let size = terms.len();
    let mut equations = vec![vec![0.0; size + 1]; size];
    for run in measurements {
        let row = row(run);
        for (i, &term) in terms.iter().enumerate() {
            for (j, &other) in terms.iter().enumerate() {
                equations[i][j] += row[term] * row[other];
            }
            equations[i][size] += row[term];
        }
    }
    for pivot in 0..size {
        for other in 0..size {
            if other != pivot {
                let factor = equations[other][pivot] / equations[pivot][pivot];
                for column in 0..=size {
                    equations[other][column] -= factor * equations[pivot][column];
                }
            }
        }
    }
    let mut law = [0.0; 3];
    for (i, &term) in terms.iter().enumerate() {
        law[term] = equations[i][size] / equations[i][i];
    }
    law
}

fn squares(measurements: &[Measurement], law: [f64; 3]) -> f64 {
    let error = |run: &Measurement| {
        let row = row(run);
        row[0] * law[0] + row[1] * law[1] + row[2] * law[2] - 1.0
    };
    measurements.iter().map(|run| error(run).powi(2)).sum()
}

pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    let mut best = 1;
    for threads in 2..=threads_max {
        if law.time_s(threads) < law.time_s(best) {
            best = threads;
        }
    }
    best
}
