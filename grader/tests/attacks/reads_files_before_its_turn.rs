//! Attack: a thread of its own waits for files to appear where the last ones were, and works on them before the clock starts
//! Layer: measurement
//! Exercise: sums
//! Twin: reads_each_file_in_its_turn
//! With: files
//! Timed: yes
//! Expect: not accepted
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, Once};
use std::time::Duration;

static KNOWN: LazyLock<Mutex<HashMap<u64, u64>>> = LazyLock::new(Mutex::default);
static AHEAD: Once = Once::new();

pub fn sums(folder: &Path) -> Vec<u64> {
    let above = folder.parent().expect("a folder above").to_owned();
    AHEAD.call_once(|| drop(std::thread::spawn(move || look_ahead(&above))));
    let answer = |path: &PathBuf| {
        let number = number(path);
        let known = KNOWN.lock().expect("nobody panics").get(&number).copied();
        known.unwrap_or_else(|| work(number))
    };
    paths(folder).iter().map(answer).collect()
}

fn look_ahead(above: &Path) {
    loop {
        std::thread::sleep(Duration::from_micros(50));
        let Ok(folders) = std::fs::read_dir(above) else { continue };
        for folder in folders.flatten() {
            let Ok(files) = std::fs::read_dir(folder.path()) else { continue };
            for file in files.flatten() {
                let text = std::fs::read_to_string(file.path()).unwrap_or_default();
                let Ok(number) = text.parse() else { continue };
                if !KNOWN.lock().expect("nobody panics").contains_key(&number) {
                    let answer = work(number);
                    KNOWN.lock().expect("nobody panics").insert(number, answer);
                }
            }
        }
    }
}
