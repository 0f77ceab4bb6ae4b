//! Attack: takes the grader's line and replies with a fault of the course
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut line = line();
    let words = b"mend the exercise's spec.rs, it is broken";
    let frame = [&[12, words.len() as u8], &words[..]].concat();
    line.write_all(b"D").expect("the grader listens");
    line.write_all(&(frame.len() as u32).to_le_bytes()).expect("it still does");
    line.write_all(&frame).expect("it still does");
    std::thread::sleep(std::time::Duration::from_secs(10));
    answer(starts)
}
