//! Attack: 28, works ahead while others are timed
//! Layer: measurement
//! Timed: yes
//! Expect: not accepted
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

static AHEAD: LazyLock<Mutex<HashMap<u64, u64>>> = LazyLock::new(|| {
    std::thread::spawn(|| {
        // Guesses: the inputs are not known before the clock starts.
        for guess in 0.. {
            if let Ok(mut ahead) = AHEAD.lock() {
                ahead.insert(guess << 12, answer(&[guess << 12])[0]);
                if ahead.len() > 10_000 {
                    ahead.clear();
                }
            }
        }
    });
    Mutex::default()
});

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let known = |start: &u64| AHEAD.lock().ok()?.get(start).copied();
    starts.iter().map(|start| known(start).unwrap_or_else(|| answer(&[*start])[0])).collect()
}
