//! Attack: 13, more diagnostics than anybody reads
//! Layer: report
//! Expect: compile_error
macro_rules! many {
    ($($n:literal)*) => { $(const _: u8 = $n + unknown::$n;)* };
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let _: u8 = [0u8; 100000][..].iter().map(|x| x.y).map(|x| x.z).sum();
    a!(); b!(); c!(); d!(); e!(); f!(); g!(); h!(); i!(); j!(); k!(); l!();
    answer(starts)
}
