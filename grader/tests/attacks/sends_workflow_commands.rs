//! Attack: 42, speaks to the machine that runs the tests
//! Layer: report
//! Expect: runtime_error
pub fn spin(_: &[u64]) -> Vec<u64> {
    println!("::set-output name=grade::100\n  ::add-mask::x\n##[command]x\n x ##[error]y");
    panic!("no")
}
