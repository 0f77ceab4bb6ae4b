//! Attack: as many small items as a file may hold
//! Layer: build
//! Twin: has_a_long_line
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}

@18000xconst _:()=();@
