//! Each type says what it protects from, and each step that must be whole is one step.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Says how large a text is. All threads may call it.
pub type Measure = fn(&str) -> u64;

/// `Rc` counts its owners with an ordinary addition, and two threads that count at the
/// same time would lose one. `Arc` counts with an atomic one.
pub fn sum_and_largest(texts: Vec<String>, measure: Measure) -> (u64, u64) {
    let texts = Arc::new(texts);
    let theirs = Arc::clone(&texts);
    let sum = thread::spawn(move || theirs.iter().map(|text| measure(text)).sum());
    let largest = texts.iter().map(|text| measure(text)).max().unwrap_or(0);
    (sum.join().expect("no thread panics"), largest)
}

/// `RefCell` notes in an ordinary field whether somebody is writing. `Mutex` asks the
/// same question so that only one thread gets a yes, and lets the others wait.
///
/// The size is measured before the lock is taken, so that nobody waits for that.
pub fn histogram(texts: &[String], measure: Measure) -> BTreeMap<u64, u64> {
    let counts = Mutex::new(BTreeMap::new());
    let count = |half: &[String]| {
        for text in half {
            let size = measure(text);
            *counts.lock().expect("no thread panics").entry(size).or_insert(0) += 1;
        }
    };
    let (left, right) = texts.split_at(texts.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| count(left));
        scope.spawn(|| count(right));
    });
    counts.into_inner().expect("no thread panics")
}

/// A thread of `thread::spawn` may live on when the function has returned and its texts
/// are gone. A scope returns when its threads have ended.
pub fn total(texts: &[String], measure: Measure) -> u64 {
    let (left, right) = texts.split_at(texts.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| left.iter().map(|text| measure(text)).sum::<u64>());
        let right: u64 = right.iter().map(|text| measure(text)).sum();
        left.join().expect("no thread panics") + right
    })
}

/// `move` gives each thread its own text. Without it, all would borrow the variable of a
/// loop that goes on.
pub fn each(texts: Vec<String>, measure: Measure) -> Vec<u64> {
    let mut threads = Vec::new();
    for text in texts {
        threads.push(thread::spawn(move || measure(&text)));
    }
    threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
}

/// All threads may add to an atomic number through a shared reference. Relaxed is enough:
/// nothing but the number is passed on, and the scope joins before it is read.
pub fn count_large(texts: &[String], measure: Measure, least: u64) -> u64 {
    let count = AtomicU64::new(0);
    let look = |half: &[String]| {
        for text in half {
            if measure(text) >= least {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let (left, right) = texts.split_at(texts.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| look(left));
        scope.spawn(|| look(right));
    });
    count.into_inner()
}

/// What the model checker goes through.
pub mod checked {
    use loom::sync::Mutex;
    use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    /// Reads and writes in one step, so nobody comes between. The order of nothing else
    /// hangs on it.
    pub fn deposit(balance: &AtomicU64, amount: u64) {
        balance.fetch_add(amount, Ordering::Relaxed);
    }

    /// One guard holds question and answer together.
    pub fn withdraw(balance: &Mutex<u64>, amount: u64) -> bool {
        let mut balance = balance.lock().expect("no thread panics");
        if *balance < amount {
            return false;
        }
        *balance -= amount;
        true
    }

    /// A place for one message. At first there is none: a value of 0, not ready.
    #[derive(Debug)]
    pub struct Mailbox {
        /// The message.
        pub value: AtomicU64,
        /// Whether it is there.
        pub is_ready: AtomicBool,
    }

    /// `Release`: whoever sees the flag sees what was stored before it.
    pub fn send(mailbox: &Mailbox, value: u64) {
        mailbox.value.store(value, Ordering::Relaxed);
        mailbox.is_ready.store(true, Ordering::Release);
    }

    /// `Acquire`: what is loaded after the flag is as new as the flag.
    pub fn receive(mailbox: &Mailbox) -> Option<u64> {
        let is_ready = mailbox.is_ready.load(Ordering::Acquire);
        is_ready.then(|| mailbox.value.load(Ordering::Relaxed))
    }
}
