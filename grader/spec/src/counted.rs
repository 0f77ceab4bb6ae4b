//! Counts what a student's function uses besides time: loads, bytes,
//! evaluations, or how much it holds at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// One resource that a spec counts while the student's function runs.
///
/// The spec wraps what it hands to the student so that every use is added here;
/// the server clears it before each run and reports the most that was held at
/// once. A resource that is never released is counted as it comes.
///
/// ```
/// use grader_spec::Counter;
///
/// static LOADS: Counter = Counter::new("chunk loads");
/// LOADS.add(1);
/// LOADS.add(1);
/// assert_eq!(LOADS.most(), 2);
/// ```
#[derive(Debug)]
pub struct Counter {
    name: &'static str,
    held: AtomicU64,
    most: AtomicU64,
}

// All orderings are relaxed: the counts pass no other data on, and the server
// reads them after the pool has joined, which orders them.
impl Counter {
    /// A counter at zero. The name is a plural in the student's words, and the
    /// manifest's: `"chunk loads"`, `"bytes read"`, `"partitions in memory"`.
    pub const fn new(name: &'static str) -> Self {
        Self { name, held: AtomicU64::new(0), most: AtomicU64::new(0) }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Adds an amount to the count.
    pub fn add(&self, amount: u64) {
        let held = self.held.fetch_add(amount, Ordering::Relaxed) + amount;
        self.most.fetch_max(held, Ordering::Relaxed);
    }

    /// Takes an amount off what is held: only what is held at once counts.
    pub fn release(&self, amount: u64) {
        self.held.fetch_sub(amount, Ordering::Relaxed);
    }

    /// The most that was held at once in this run.
    pub fn most(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }

    /// Starts again from nothing. The server does this before each run, when
    /// what the last one held has been dropped.
    pub fn clear(&self) {
        self.held.store(0, Ordering::Relaxed);
        self.most.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_was_held_at_once_is_reported() {
        let counter = Counter::new("partitions in memory");
        counter.add(2);
        counter.release(2);
        counter.add(1);
        assert_eq!(counter.most(), 2);
        counter.clear();
        counter.add(1);
        assert_eq!(counter.most(), 1);
    }
}
