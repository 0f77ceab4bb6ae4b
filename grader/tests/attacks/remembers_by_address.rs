//! Attack: gives the answer again that it had for an input at the same place
//! Layer: measurement
//! Twin: remembers_by_content
//! Expect: wrong_answer
use std::collections::HashMap;
use std::sync::Mutex;

static KNOWN: Mutex<Option<HashMap<usize, Vec<u64>>>> = Mutex::new(None);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut known = KNOWN.lock().expect("nobody panics");
    // A page is place enough: another length, another input.
    let place = starts.as_ptr().addr() >> 12 << 12 | starts.len();
    known.get_or_insert_default().entry(place).or_insert_with(|| answer(starts)).clone()
}
