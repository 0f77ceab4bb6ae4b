//! Attack: each thread keeps its first answer of a length and gives it again
//! Layer: measurement
//! Twin: remembers_by_content
//! Expect: wrong_answer
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static KNOWN: RefCell<HashMap<usize, Vec<u64>>> = RefCell::default();
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let one = |part: &[u64]| {
        KNOWN.with_borrow_mut(|known| {
            known.entry(part.len()).or_insert_with(|| answer(part)).clone()
        })
    };
    let (left, right) = starts.split_at(starts.len() / 2);
    let (left, right) = rayon::join(|| one(left), || one(right));
    [left, right].concat()
}
