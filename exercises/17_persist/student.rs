//! Persist: compute what many results need once, keep it, and keep no more.
//!
//! Read `lessons/src/17_persist.md`, fill in what says `todo!()`, then type
//! `cargo grade persist`.
//!
//! Stuck? Type `cargo grade hint persist`.

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which sensor it comes from.
    pub id: u32,
    /// What the sensor showed.
    pub x: f64,
    /// Above 0 if the sensor was in order.
    pub y: f64,
}

/// Loads one partition of the table: the one with this number.
pub type Load<'a> = dyn Fn(usize) -> Vec<Row> + Sync + 'a;

/// The readings that are good, calibrated: `calibrate(row.x)` of each row with
/// `row.y > 0`. Questions about them are cheap.
///
/// What must be in here, so that no question needs a load or a calibration? And
/// what need not be?
pub struct Persisted {}

/// Loads each partition of the table, once, and keeps what the questions need.
/// Partitions differ in length, and may be empty.
pub fn persist(partitions: usize, load: &Load) -> Persisted {
    let _ = load;
    todo!("keep what is needed of {partitions} partitions")
}

/// You do not know which questions will be asked, nor how many.
impl Persisted {
    /// How many good readings there are.
    pub fn count(&self) -> usize {
        todo!("count the good readings")
    }

    /// Their mean, or 0 if there are none.
    pub fn mean(&self) -> f64 {
        todo!("take the mean")
    }

    /// Their population standard deviation (divisor n), as numpy; 0 if there are
    /// none.
    pub fn std(&self) -> f64 {
        todo!("take the standard deviation")
    }

    /// How many of them are below this limit.
    pub fn count_below(&self, limit: f64) -> usize {
        todo!("count what is below {limit}")
    }
}

// This step is ready. Use it as it is.

/// How often `calibrate` applies its step.
const ROUNDS: u32 = 4;

/// Turns what a sensor showed into a value between 0 and 1. It is dear.
pub fn calibrate(x: f64) -> f64 {
    (0..ROUNDS).fold(x, |x, _| (10.0 * x).sin().abs().sqrt())
}

// Your own tests: `cargo test -p persist`.
#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn two_partitions_are_loaded_once_each() {
        let loads = AtomicU32::new(0);
        let load = |partition: usize| {
            loads.fetch_add(1, Ordering::Relaxed);
            let row = |x, y| Row { id: 1, x, y };
            if partition == 0 { vec![row(0.3, 0.5)] } else { vec![row(0.1, 0.5), row(0.7, -0.5)] }
        };
        let good = persist(2, &load);
        let (a, b) = (calibrate(0.3), calibrate(0.1));
        assert_eq!(good.count(), 2);
        assert!((good.mean() - f64::midpoint(a, b)).abs() < 1e-12, "{}", good.mean());
        assert!((good.std() - (a - b).abs() / 2.0).abs() < 1e-12, "{}", good.std());
        assert_eq!(good.count_below(f64::max(a, b)), 1);
        assert_eq!(loads.load(Ordering::Relaxed), 2);
    }
}
