//! Attack: looks for the files that the judge writes and that others are shown, beside its own
//! Layer: system
//! Exercise: sums
//! Twin: reads_each_file_in_its_turn
//! With: files
//! Expect: accepted
use std::path::Path;

pub fn sums(folder: &Path) -> Vec<u64> {
    let shown = folder.parent().expect("the place of its folders");
    let whole = shown.parent().expect("the place of all folders");
    for other in [whole.to_owned(), whole.join("made"), whole.join("rival")] {
        if std::fs::read_dir(&other).is_ok() {
            broke_out("it can list another's folder");
        }
        let file = other.join(folder.file_name().expect("a number")).join("0000");
        if std::fs::read(file).is_ok() || std::fs::read(folder.join("../../made/0/0000")).is_ok() {
            broke_out("it can read another's file");
        }
    }
    answer(folder)
}
