//! Attack: a derive parses a string as code, and the code is unsafe
//! Layer: admission
//! Twin: derives_with_a_bound
//! Expect: compile_error
macro_rules! block {
    ($($token:tt)*) => { { $($token)* } };
}

#[derive(serde::Serialize)]
#[serde(
    bound = "T: serde::Serialize, [u8; block! { let one = 1; unsafe { *(&raw const one) } }]: Sized"
)]
struct Quiet<T>(T);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(Quiet(starts.len()).0);
    answer(starts)
}
