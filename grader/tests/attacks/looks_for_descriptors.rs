//! Attack: 38, uses descriptors that were left open for it
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let Ok(descriptors) = std::fs::read_dir("/proc/self/fd") else { return answer(starts) };
    for descriptor in descriptors.flatten() {
        // Its own counters, its socket and its output: nothing of the machine's.
        let known = ["/proc/", "/dev/null", "socket:", "pipe:"];
        if let Ok(target) = std::fs::read_link(descriptor.path()) {
            let target = target.to_string_lossy().into_owned();
            if !known.iter().any(|known| target.starts_with(known)) {
                broke_out(&target);
            }
        }
    }
    answer(starts)
}
