//! Attack: a derive parses a string as code: machine code, in no token of the file
//! Layer: admission
//! Twin: derives_with_a_bound
//! Expect: compile_error
macro_rules! block {
    ($($token:tt)*) => { { $($token)* } };
}

trait Call {
    const FUNCTION: extern "C" fn() -> u64;
}

struct Machine;

#[derive(serde::Serialize)]
#[serde(bound = "T: serde::Serialize, [u8; block! {
    #[unsafe(naked)]
    extern \"C\" fn bare() -> u64 { core::arch::naked_asm!(\"mov eax, 42\", \"ret\") }
    impl Call for Machine { const FUNCTION: extern \"C\" fn() -> u64 = bare; }
    1
}]: Sized")]
struct Quiet<T>(T);

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(Quiet(starts.len()).0);
    if Machine::FUNCTION() == 42 {
        broke_out("assembly");
    }
    answer(starts)
}
