//! Because: nothing is shared where a thread can return or send what it found, and an exchange is tried until nobody was quicker.

use std::collections::BTreeMap;
use std::sync::{Arc, mpsc};
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
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for half in texts.chunks(texts.len().div_ceil(2).max(1)) {
            let sender = sender.clone();
            scope.spawn(move || {
                half.iter().for_each(|text| sender.send(measure(text)).unwrap());
            });
        }
        drop(sender);
        let mut counts = BTreeMap::new();
        for size in receiver {
            *counts.entry(size).or_insert(0) += 1;
        }
        counts
    })
}

pub fn total(texts: &[String], measure: Measure) -> u64 {
    let texts = texts.to_vec();
    let sizes = each(texts, measure);
    sizes.iter().sum()
}

pub fn each(texts: Vec<String>, measure: Measure) -> Vec<u64> {
    let mut threads = Vec::new();
    for text in texts {
        threads.push(thread::spawn(move || measure(&text)));
    }
    threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
}

pub fn count_large(texts: &[String], measure: Measure, least: u64) -> u64 {
    thread::scope(|scope| {
        let mut handles = vec![];
        for half in texts.chunks(texts.len().div_ceil(2).max(1)) {
            handles.push(
                scope.spawn(move || {
                    half.iter().filter(|text| measure(text) >= least).count() as u64
                }),
            );
        }
        handles.into_iter().map(|handle| handle.join().unwrap()).sum()
    })
}

pub mod checked {
    use loom::sync::Mutex;
    use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    pub fn deposit(balance: &AtomicU64, amount: u64) {
        let mut seen = balance.load(Ordering::Relaxed);
        while let Err(newer) =
            balance.compare_exchange(seen, seen + amount, Ordering::Relaxed, Ordering::Relaxed)
        {
            seen = newer;
        }
    }

    pub fn withdraw(balance: &Mutex<u64>, amount: u64) -> bool {
        let mut balance = balance.lock().unwrap();
        match balance.checked_sub(amount) {
            Some(left) => {
                *balance = left;
                true
            }
            None => false,
        }
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
