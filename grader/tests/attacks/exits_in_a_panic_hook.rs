//! Attack: 17, a panic hook that exits with code 0
//! Layer: run
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    panic!("PASS")
}
