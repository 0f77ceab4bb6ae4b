//! Attack: takes the grader's line, says that a gigabyte will come, and sends none of it
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut line = line();
    line.write_all(b"D").expect("the grader listens");
    line.write_all(&(1_u32 << 30).to_le_bytes()).expect("it still does");
    std::thread::sleep(std::time::Duration::from_secs(10));
    answer(starts)
}
