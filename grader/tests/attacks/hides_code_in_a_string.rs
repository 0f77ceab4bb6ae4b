//! Attack: 9, machine code in a text that a derive makes code of
//! Layer: admission
//! Expect: compile_error
macro_rules! block { ($($t:tt)*) => { { $($t)* 0 } } }
pub struct W<const N: usize>;
#[derive(serde::Serialize)]
#[serde(bound = "W<{ block!(#[unsafe(naked)] extern \"C\" fn g() { core::arch::naked_asm!(\"ret\") } ) }>: Sized")]
pub struct S { a: u8 }

pub fn spin(starts: &[u64]) -> Vec<u64> { answer(starts) }
