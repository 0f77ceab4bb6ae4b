//! Honest: lists the folder, and each thread reads and works on every second file of it
//! Exercise: sums
//! With: files
//! Timed: yes
use std::path::Path;

pub fn sums(folder: &Path) -> Vec<u64> {
    let paths = paths(folder);
    let mut answers = vec![0; paths.len()];
    let (even, odd) = rayon::join(
        || paths.iter().step_by(2).map(|path| work(number(path))).collect::<Vec<_>>(),
        || paths.iter().skip(1).step_by(2).map(|path| work(number(path))).collect::<Vec<_>>(),
    );
    for (at, answer) in answers.iter_mut().enumerate() {
        *answer = if at % 2 == 0 { even[at / 2] } else { odd[at / 2] };
    }
    answers
}
