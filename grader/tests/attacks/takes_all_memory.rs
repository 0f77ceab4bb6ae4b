//! Attack: 34, takes all memory
//! Layer: run
//! Expect: memory_limit
pub fn spin(_: &[u64]) -> Vec<u64> {
    let mut hoard: Vec<Vec<u8>> = Vec::new();
    loop {
        hoard.push(vec![1; 16 << 20]);
    }
}
