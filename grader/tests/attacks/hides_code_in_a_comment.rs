//! Attack: 9, machine code in a doc comment that a macro hands to a derive
//! Layer: admission
//! Expect: compile_error
macro_rules! block { ($u:tt) => { { #[$u(naked)] extern "C" fn g() { quiet!("ret") } 0 } } }
use core::arch::naked_asm as quiet;
pub struct W<const N: usize>;
macro_rules! made { (#[doc = $s:literal] $n:ident) => {
#[derive(serde::Serialize)]
#[serde(bound = $s)]
pub struct $n { a: u8 }
} }
made! {
///W<{ block!(unsafe) }>: Sized
S }
pub fn spin(starts: &[u64]) -> Vec<u64> { answer(starts) }
