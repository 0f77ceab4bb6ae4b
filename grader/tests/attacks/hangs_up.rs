//! Attack: takes the grader's line and closes it, in the middle of a run
//! Layer: run
//! Twin: serves_itself
//! With: transmute
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let line = transmute::<i32, std::os::unix::net::UnixStream>(3);
    let closed = line.shutdown(std::net::Shutdown::Both);
    drop((closed, line));
    answer(starts)
}
