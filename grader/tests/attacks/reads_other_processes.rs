//! Attack: 21, reads what other processes were started with
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    for path in ["/proc/1/cmdline", "/proc/@VICTIM@/cmdline", "/proc/@VICTIM@/environ"] {
        if std::fs::read(path).is_ok() {
            broke_out(path);
        }
    }
    if std::fs::read_dir("/proc").is_ok() {
        broke_out("list");
    }
    answer(starts)
}
