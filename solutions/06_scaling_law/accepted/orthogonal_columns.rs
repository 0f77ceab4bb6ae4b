//! Because: it makes the columns orthogonal first and solves from the last to the first, and looks for the best count where the time stops to fall.

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
    let column = |term: fn(f64) -> f64| -> Vec<f64> {
        measurements.iter().map(|run| term(run.threads as f64) / run.time_s).collect()
    };
    let columns = [column(|_| 1.0), column(|p| 1.0 / p), column(|p| p)];
    let mut best = (f64::INFINITY, [0.0; 3]);
    for choice in 1..8_u32 {
        let chosen: Vec<usize> = (0..3).filter(|term| choice & (1 << term) != 0).collect();
        let (terms, error) = solve(&columns, &chosen);
        if terms.iter().all(|term| *term >= 0.0) && error < best.0 {
            best = (error, terms);
        }
    }
    let [serial_s, parallel_s, overhead_s] = best.1;
    Some(Law { serial_s, parallel_s, overhead_s })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn solve(columns: &[Vec<f64>; 3], chosen: &[usize]) -> ([f64; 3], f64) {
    let mut left = vec![1.0; columns[0].len()];
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut upper = Vec::new();
    let mut along = Vec::new();
    for &term in chosen {
        let mut vector = columns[term].clone();
        let mut factors = Vec::new();
        for earlier in &basis {
            let factor = dot(earlier, &vector);
            vector.iter_mut().zip(earlier).for_each(|(v, e)| *v -= factor * e);
            factors.push(factor);
        }
        let length = dot(&vector, &vector).sqrt();
        vector.iter_mut().for_each(|v| *v /= length);
        factors.push(length);
        let share = dot(&vector, &left);
        left.iter_mut().zip(&vector).for_each(|(l, v)| *l -= share * v);
        basis.push(vector);
        upper.push(factors);
        along.push(share);
    }
    let mut terms = [0.0; 3];
    for at in (0..chosen.len()).rev() {
        let later: f64 = (at + 1..chosen.len()).map(|k| upper[k][at] * terms[chosen[k]]).sum();
        terms[chosen[at]] = (along[at] - later) / upper[at][at];
    }
    (terms, dot(&left, &left))
}

pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    let mut threads = 1;
    while threads < threads_max && law.time_s(threads + 1) < law.time_s(threads) {
        threads += 1;
    }
    threads
}
