//! Expect: wrong_answer
//! Because: it counts the large texts of the first half only.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

pub type Measure = fn(&str) -> u64;

pub fn sum_and_largest(texts: Vec<String>, measure: Measure) -> (u64, u64) {
    let texts = Arc::new(texts);
    let theirs = Arc::clone(&texts);
    let sum = thread::spawn(move || theirs.iter().map(|text| measure(text)).sum());
    let largest = texts.iter().map(|text| measure(text)).max().unwrap_or(0);
    (sum.join().expect("no thread panics"), largest)
}

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

pub fn total(texts: &[String], measure: Measure) -> u64 {
    let (left, right) = texts.split_at(texts.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| left.iter().map(|text| measure(text)).sum::<u64>());
        let right: u64 = right.iter().map(|text| measure(text)).sum();
        left.join().expect("no thread panics") + right
    })
}

pub fn each(texts: Vec<String>, measure: Measure) -> Vec<u64> {
    let mut threads = Vec::new();
    for text in texts {
        threads.push(thread::spawn(move || measure(&text)));
    }
    threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
}

pub fn count_large(texts: &[String], measure: Measure, least: u64) -> u64 {
    let count = AtomicU64::new(0);
    let look = |half: &[String]| {
        for text in half {
            if measure(text) >= least {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let (left, _) = texts.split_at(texts.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| look(left));
    });
    count.into_inner()
}

pub mod checked {
    use loom::sync::Mutex;
    use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    pub fn deposit(balance: &AtomicU64, amount: u64) {
        balance.fetch_add(amount, Ordering::Relaxed);
    }

    pub fn withdraw(balance: &Mutex<u64>, amount: u64) -> bool {
        let mut balance = balance.lock().expect("no thread panics");
        if *balance < amount {
            return false;
        }
        *balance -= amount;
        true
    }

    #[derive(Debug)]
    pub struct Mailbox {
        pub value: AtomicU64,
        pub is_ready: AtomicBool,
    }

    pub fn send(mailbox: &Mailbox, value: u64) {
        mailbox.value.store(value, Ordering::Relaxed);
        mailbox.is_ready.store(true, Ordering::Release);
    }

    pub fn receive(mailbox: &Mailbox) -> Option<u64> {
        let is_ready = mailbox.is_ready.load(Ordering::Acquire);
        is_ready.then(|| mailbox.value.load(Ordering::Relaxed))
    }
}
