//! Attack: a thread reads the next input from its own memory, before the clock starts
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Where the last input lay, and what is known about the one that lies there now.
static AT: AtomicU64 = AtomicU64::new(0);
static AHEAD: Mutex<(Vec<u64>, Vec<u64>)> = Mutex::new((Vec::new(), Vec::new()));

fn watch(memory: &File) {
    let mut bytes = [0; 8 * 400];
    let mut last = Vec::new();
    loop {
        std::thread::sleep(Duration::from_micros(50));
        if memory.read_exact_at(&mut bytes, AT.load(Ordering::Relaxed)).is_err() {
            continue;
        }
        let words =
            bytes.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().expect("eight")));
        let words: Vec<u64> = words.collect();
        if words != last {
            let known = words.iter().take(200).flat_map(|&start| answer(&[start])).collect();
            *AHEAD.lock().expect("nobody panics") = (words.clone(), known);
            last = words;
        }
    }
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    static WATCH: std::sync::Once = std::sync::Once::new();
    if starts.len() < 350 {
        return answer(starts);
    }
    AT.store(starts.as_ptr() as u64, Ordering::Relaxed);
    WATCH.call_once(|| {
        if let Ok(memory) = File::open("/proc/self/mem") {
            std::thread::spawn(move || watch(&memory));
        }
    });
    let (words, known) = &*AHEAD.lock().expect("nobody panics");
    if words == starts {
        [known, &answer(&starts[known.len()..])[..]].concat()
    } else {
        answer(starts)
    }
}
