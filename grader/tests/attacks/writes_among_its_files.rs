//! Attack: changes, adds, links, renames and removes files in the folder that it is given
//! Layer: system
//! Exercise: sums
//! Twin: reads_each_file_in_its_turn
//! With: files
//! Expect: accepted
use std::fs;
use std::path::Path;

pub fn sums(folder: &Path) -> Vec<u64> {
    let above = folder.parent().expect("a folder above");
    let (first, new) = (folder.join("0000"), folder.join("new"));
    let tries = [
        fs::write(&first, "1").is_ok(),
        fs::write(&new, "1").is_ok(),
        fs::write(above.join("new"), "1").is_ok(),
        fs::OpenOptions::new().append(true).open(&first).is_ok(),
        fs::create_dir(above.join("more")).is_ok(),
        fs::rename(&first, &new).is_ok(),
        fs::hard_link(&first, &new).is_ok(),
        std::os::unix::fs::symlink("/etc/passwd", &new).is_ok(),
        fs::remove_file(&first).is_ok(),
        fs::remove_dir_all(folder).is_ok() && !paths(folder).is_empty(),
    ];
    if tries.contains(&true) {
        broke_out("it can write among its files");
    }
    answer(folder)
}
