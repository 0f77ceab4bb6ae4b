//! Attack: reads a file once, and takes it for known when it sees the same name, size and place again
//! Layer: measurement
//! Exercise: sums
//! Twin: reads_each_file_in_its_turn
//! With: files
//! Timed: yes
//! Expect: not accepted
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

type Known = HashMap<(String, u64), u64>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

pub fn sums(folder: &Path) -> Vec<u64> {
    let mut known = KNOWN.lock().expect("nobody panics");
    let mut one = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::metadata(path).expect("a file").len();
        *known.entry((name, bytes)).or_insert_with(|| work(number(path)))
    };
    paths(folder).iter().map(&mut one).collect()
}
