//! Expect: wrong_answer
//! Because: it divides the gain over one thread by 1 - 1/p, and for the runs on one thread that is 0/0.

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
    let one_s = measurements.iter().find(|run| run.threads == 1)?.time_s;
    // The serial term is gone: (T(1) - T(p)) / (1 - 1/p) = parallel - overhead * p.
    let point = |run: &Measurement| {
        let p = run.threads as f64;
        (p, (one_s - run.time_s) / (1.0 - 1.0 / p))
    };
    let points: Vec<(f64, f64)> = measurements.iter().map(point).collect();
    let n = points.len() as f64;
    let mean_p = points.iter().map(|(p, _)| p).sum::<f64>() / n;
    let mean_gain_s = points.iter().map(|(_, gain_s)| gain_s).sum::<f64>() / n;
    let products: f64 =
        points.iter().map(|(p, gain_s)| (p - mean_p) * (gain_s - mean_gain_s)).sum();
    let squares: f64 = points.iter().map(|(p, _)| (p - mean_p).powi(2)).sum();
    let overhead_s = -products / squares;
    let parallel_s = mean_gain_s + overhead_s * mean_p;
    let serial_s = one_s - parallel_s - overhead_s;
    Some(Law { serial_s, parallel_s, overhead_s })
}

pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    let root = (law.parallel_s / law.overhead_s).sqrt();
    let below = (root as usize).clamp(1, threads_max);
    let above = (below + 1).min(threads_max);
    if law.time_s(above) < law.time_s(below) { above } else { below }
}
