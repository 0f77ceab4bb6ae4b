//! Attack: files in memory that outlive it, in every place where everybody may write
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for folder in ["/dev/shm", "/run/lock", "/var/tmp", "/tmp", "/run", "."] {
        for number in 0..100 {
            if std::fs::write(format!("{folder}/left-by-a-candidate-{number}"), "left").is_ok() {
                let _ = std::fs::remove_file(format!("{folder}/left-by-a-candidate-{number}"));
                broke_out(folder);
            }
        }
    }
    answer(starts)
}
