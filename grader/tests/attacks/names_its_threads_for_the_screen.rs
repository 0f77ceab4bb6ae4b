//! Attack: a thread whose name moves the cursor, and whose end is reported by that name
//! Layer: report
//! Twin: names_its_threads
//! Expect: runtime_error
fn deep(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 1024]);
    deep(depth + 1) + room[depth as usize % 1024]
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let name = "\u{1b}[2J\u{1b}[H\u{202e}ACCEPTED\r::error::\u{7}";
    let thread = std::thread::Builder::new().name(name.to_owned()).stack_size(1 << 16);
    let sum = thread.spawn(|| deep(0)).expect("a thread").join();
    std::hint::black_box(sum.is_ok());
    answer(starts)
}
