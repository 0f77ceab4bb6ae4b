//! Scaling law: from a handful of measured times to a law, and from the law to
//! the best number of threads.
//!
//! Read `lessons/src/06_scaling_law.md`, fill in the two functions below, then
//! type `cargo grade scaling_law`.
//!
//! Stuck? Type `cargo grade hint scaling_law`.

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
    /// Returns T(p): the time on so many threads, in seconds. Done for you.
    pub fn time_s(&self, threads: usize) -> f64 {
        let p = threads as f64;
        self.serial_s + self.parallel_s / p + self.overhead_s * p
    }
}

/// Returns the law that fits best; `None` if the measurements have fewer than
/// three different thread counts.
///
/// Of all laws without a negative term, the best is the one with the least sum
/// of squared relative errors: for each measurement, `(time_s of the law -
/// time_s) / time_s`, squared. Several measurements may have the same thread
/// count, none need have one thread, and they come in any order.
pub fn fit(measurements: &[Measurement]) -> Option<Law> {
    todo!("fit a law to {} measurements", measurements.len())
}

/// Returns the number of threads, from 1 to `threads_max`, with which the law
/// predicts the shortest time. If several are equally good, the fewest of them.
///
/// `threads_max` is at least 1.
pub fn best_threads(law: &Law, threads_max: usize) -> usize {
    todo!("find the best of 1 to {threads_max} threads for {law:?}")
}

// Your own tests: `cargo test -p scaling_law`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_without_noise_is_found_again() {
        let law = Law { serial_s: 1.0, parallel_s: 9.0, overhead_s: 0.25 };
        let measured = |threads| Measurement { threads, time_s: law.time_s(threads) };
        let found = fit(&[1, 2, 4, 8].map(measured)).expect("four thread counts");
        assert!((found.overhead_s - 0.25).abs() < 1e-9, "{found:?}");
        assert_eq!(best_threads(&law, 64), 6);
    }
}
