//! Attack: takes the grader's line and sends a panic's message that is longer than any book
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const BYTES: usize = 3 << 20;
    let mut line = line();
    let head = [&[4], &varint(BYTES as u64)[..]].concat();
    line.write_all(b"D").expect("the grader listens");
    line.write_all(&((head.len() + BYTES) as u32).to_le_bytes()).expect("it still does");
    let _ = line.write_all(&head);
    let _ = line.write_all(&vec![b'!'; BYTES]);
    std::thread::sleep(std::time::Duration::from_secs(10));
    answer(starts)
}
