//! Attack: 19, takes the grader's frames from standard input
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let _ = std::io::stdin().read_to_end(&mut bytes);
    if !bytes.is_empty() {
        broke_out("frames");
    }
    answer(starts)
}
