//! Attack: 25, gives the first answer again for every input of that length
//! Layer: measurement
//! Expect: wrong_answer
use std::collections::HashMap;
use std::sync::Mutex;

static KNOWN: Mutex<Option<HashMap<usize, Vec<u64>>>> = Mutex::new(None);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut known = KNOWN.lock().expect("nobody panics");
    let known = known.get_or_insert_default();
    known.entry(starts.len()).or_insert_with(|| answer(starts)).clone()
}
