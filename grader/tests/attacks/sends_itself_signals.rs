//! Attack: sends itself the signals that otherwise come from outside, to blame the machine
//! Layer: enclosure
//! Machine: x86_64
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const KILL: usize = 62;
    const TGKILL: usize = 234;
    const GETTID: usize = 186;
    let own = std::process::id() as usize;
    let thread = system(GETTID, []).unsigned_abs();
    for signal in [1, 9, 15, 19, 24, 25] {
        assert!(system(KILL, [own, signal]) < 0, "{signal} was sent");
        assert!(system(TGKILL, [own, thread, signal]) < 0, "{signal} was sent to a thread");
    }
    answer(starts)
}
