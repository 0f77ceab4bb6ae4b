//! Send and Sync: five functions that the compiler refuses, and four that it takes
//! although they may be wrong.
//!
//! Read `lessons/src/26_send_sync.md`, write the functions below, then type
//! `cargo grade send_sync`.
//!
//! Stuck? Type `cargo grade hint send_sync`.

use std::collections::BTreeMap;

/// Says how large a text is. All threads may call it.
pub type Measure = fn(&str) -> u64;

// Part one. Each function comes with a body that does not compile. Take it, import what
// it names (`std::rc::Rc`, `std::cell::RefCell`, `std::thread`), find out what the
// compiler protects you from, and mend it. All types of this part are those of `std`.
// Where there are two texts or more, `measure` must be called on more than one thread, and
// no thread makes nearly all calls. Call it once for each text; only the first function
// calls it twice.

/// Returns the sum of all sizes and the largest of them: (0, 0) without texts. One
/// thread computes the sum, another one the largest.
pub fn sum_and_largest(texts: Vec<String>, measure: Measure) -> (u64, u64) {
    // error[E0277]: `Rc<Vec<String>>` cannot be sent between threads safely
    //
    // let texts = Rc::new(texts);
    // let theirs = Rc::clone(&texts);
    // let sum = thread::spawn(move || theirs.iter().map(|text| measure(text)).sum());
    // let largest = texts.iter().map(|text| measure(text)).max().unwrap_or(0);
    // (sum.join().unwrap(), largest)
    let _ = (texts, measure);
    todo!("mend the body above")
}

/// Returns how many texts there are of each size.
pub fn histogram(texts: &[String], measure: Measure) -> BTreeMap<u64, u64> {
    // error[E0277]: `RefCell<BTreeMap<u64, u64>>` cannot be shared between threads safely
    //
    // let counts = RefCell::new(BTreeMap::new());
    // let count = |half: &[String]| {
    //     for text in half {
    //         *counts.borrow_mut().entry(measure(text)).or_insert(0) += 1;
    //     }
    // };
    // let (left, right) = texts.split_at(texts.len() / 2);
    // thread::scope(|scope| {
    //     scope.spawn(|| count(left));
    //     scope.spawn(|| count(right));
    // });
    // counts.into_inner()
    let _ = (texts, measure);
    todo!("mend the body above")
}

/// Returns the sum of all sizes.
pub fn total(texts: &[String], measure: Measure) -> u64 {
    // error[E0521]: borrowed data escapes outside of function
    //
    // let (left, right) = texts.split_at(texts.len() / 2);
    // let left = thread::spawn(move || left.iter().map(|text| measure(text)).sum::<u64>());
    // let right: u64 = right.iter().map(|text| measure(text)).sum();
    // left.join().unwrap() + right
    let _ = (texts, measure);
    todo!("mend the body above")
}

/// Returns the size of each text, in their order, each computed by a thread of its own.
pub fn each(texts: Vec<String>, measure: Measure) -> Vec<u64> {
    // error[E0373]: closure may outlive the current function, but it borrows `text`
    //
    // let mut threads = Vec::new();
    // for text in texts {
    //     threads.push(thread::spawn(|| measure(&text)));
    // }
    // threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    let _ = (texts, measure);
    todo!("mend the body above")
}

/// Returns how many texts have at least this size.
pub fn count_large(texts: &[String], measure: Measure, least: u64) -> u64 {
    // error[E0499]: cannot borrow `count` as mutable more than once at a time
    //
    // let mut count = 0;
    // let (left, right) = texts.split_at(texts.len() / 2);
    // thread::scope(|scope| {
    //     scope.spawn(|| left.iter().for_each(|text| count += u64::from(measure(text) >= least)));
    //     scope.spawn(|| right.iter().for_each(|text| count += u64::from(measure(text) >= least)));
    // });
    // count
    let _ = (texts, measure, least);
    todo!("mend the body above")
}

/// Part two. These functions compile whether they are right or not. Each is called by
/// two threads, in every order in which their steps can follow each other.
///
/// The types are those of the model checker `loom`: it decides whose step comes next.
/// They are used like those of the same names in `std::sync`.
pub mod checked {
    use loom::sync::Mutex;
    use loom::sync::atomic::{AtomicBool, AtomicU64};

    /// Adds an amount to a balance. Two threads do so at the same time, and no amount
    /// may be lost.
    pub fn deposit(balance: &AtomicU64, amount: u64) {
        let _ = (balance, amount);
        todo!("add the amount to the balance")
    }

    /// Takes an amount away and returns true. If the balance is smaller than that, takes
    /// nothing and returns false.
    pub fn withdraw(balance: &Mutex<u64>, amount: u64) -> bool {
        let _ = (balance, amount);
        todo!("take the amount from the balance")
    }

    /// A place for one message. At first there is none: a value of 0, not ready.
    #[derive(Debug)]
    pub struct Mailbox {
        /// The message. Store and load it with `Relaxed`: that is enough if the flag
        /// does its part.
        pub value: AtomicU64,
        /// Whether it is there.
        pub is_ready: AtomicBool,
    }

    /// Puts a message into an empty mailbox.
    pub fn send(mailbox: &Mailbox, value: u64) {
        let _ = (mailbox, value);
        todo!("put the value into the mailbox")
    }

    /// Returns the message and leaves it there, or `None` if it is not there yet. Does not
    /// wait.
    pub fn receive(mailbox: &Mailbox) -> Option<u64> {
        let _ = mailbox;
        todo!("look into the mailbox")
    }
}

// Your own tests: `cargo test -p send_sync`.
#[cfg(test)]
mod tests {
    use super::*;
    use loom::sync::Arc;
    use loom::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn three_texts() {
        let length: Measure = |text| text.len() as u64;
        let texts = ["send", "sync", "arc"].map(str::to_owned);
        assert_eq!(sum_and_largest(texts.to_vec(), length), (11, 4));
        assert_eq!(histogram(&texts, length), BTreeMap::from([(3, 1), (4, 2)]));
    }

    /// Tries every order of steps of two threads.
    #[test]
    fn no_deposit_is_lost() {
        loom::model(|| {
            let balance = Arc::new(AtomicU64::new(100));
            let theirs = Arc::clone(&balance);
            let other = loom::thread::spawn(move || checked::deposit(&theirs, 10));
            checked::deposit(&balance, 1);
            other.join().unwrap();
            assert_eq!(balance.load(Ordering::Relaxed), 111);
        });
    }
}
