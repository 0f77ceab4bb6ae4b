//! Honest: it keeps the answers to whole inputs, and gives them again for the same
use std::collections::HashMap;
use std::sync::Mutex;

static KNOWN: Mutex<Option<HashMap<Vec<u64>, Vec<u64>>>> = Mutex::new(None);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut known = KNOWN.lock().expect("nobody panics");
    known.get_or_insert_default().entry(starts.to_vec()).or_insert_with(|| answer(starts)).clone()
}
