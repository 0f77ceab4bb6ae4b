//! Attack: 13, a macro that doubles itself
//! Layer: build
//! Expect: compile_error
#![recursion_limit = "1000000"]

macro_rules! double {
    ($($t:tt)*) => { double!($($t)* $($t)*) };
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    double!(1);
    answer(starts)
}
