//! Attack: 34, prints without an end
//! Layer: run
//! Expect: time_limit
pub fn spin(_: &[u64]) -> Vec<u64> {
    loop {
        println!("{}", "PASS ".repeat(1_000));
    }
}
