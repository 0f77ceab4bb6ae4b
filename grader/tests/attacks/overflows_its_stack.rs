//! Attack: 34, a recursion without an end
//! Layer: run
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    fn deep(depth: u64) -> u64 {
        let room = std::hint::black_box([depth; 64]);
        if depth == 0 { 0 } else { deep(depth + 1) + room[0] }
    }
    println!("{}", deep(1));
    answer(starts)
}
