//! Attack: 20, returns at once and goes on computing behind the clock's back
//! Layer: measurement
//! Expect: wrong_answer
use std::sync::{Arc, Mutex};

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let early = vec![0; starts.len()];
    let (late, starts) = (Arc::new(Mutex::new(early.clone())), starts.to_vec());
    std::thread::spawn(move || {
        let right = answer(&starts);
        if let Ok(mut late) = late.lock() {
            *late = right;
        }
    });
    early
}
