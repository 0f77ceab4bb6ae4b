//! Attack: starts sleeping threads until the system has none left for anybody
//! Layer: limits
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut count = 0;
    // Bounded here, so that the machine survives a grader that does not see it.
    while count < 6000 {
        let thread = std::thread::Builder::new().stack_size(16 << 10);
        let sleep = || std::thread::sleep(std::time::Duration::from_secs(3600));
        if thread.spawn(sleep).is_err() {
            break;
        }
        count += 1;
    }
    std::thread::sleep(std::time::Duration::from_secs(1));
    if count > 5000 {
        broke_out("threads");
    }
    answer(starts)
}
