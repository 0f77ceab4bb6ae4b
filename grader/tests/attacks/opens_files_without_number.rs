//! Attack: opens as many files as it can, each of which has memory of the kernel
//! Layer: limits
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let open = |_| std::fs::File::open("/proc/self/status").ok();
    let files: Vec<_> = (0..100_000).map_while(open).collect();
    if files.len() > 500 {
        broke_out("many files");
    }
    answer(starts)
}
