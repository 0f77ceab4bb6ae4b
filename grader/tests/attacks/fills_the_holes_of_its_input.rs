//! Attack: reads the memory behind its input where nothing was written, so that the system fills it
//! Layer: limits
//! Twin: shares_the_work
//! With: transmute
//! Timed: yes
//! Expect: memory_limit
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const BASE: usize = 1 << 36;
    const ROOM: usize = 2 << 30;
    const PAGE: usize = 4096;
    let begin = starts.as_ptr() as usize;
    // Inputs that were handed over in memory lie at addresses of their own.
    if !(BASE..BASE + 2 * ROOM).contains(&begin) {
        return answer(starts);
    }
    let rest = begin.next_multiple_of(ROOM) - begin;
    let room = transmute::<(usize, usize), &[u8]>((begin, rest));
    let sum: u64 = room.iter().step_by(PAGE).map(|&byte| u64::from(byte)).sum();
    std::hint::black_box(sum);
    std::thread::sleep(std::time::Duration::from_millis(300));
    answer(starts)
}
