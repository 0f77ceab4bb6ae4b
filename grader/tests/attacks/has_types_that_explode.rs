//! Attack: a function that calls itself with a type twice as long
//! Layer: build
//! Twin: nests_as_people_do
//! Expect: compile_error
#![recursion_limit = "1000000"]
#![type_length_limit = "1000000000"]

trait Grow {
    type Next: Grow;
}

impl<T> Grow for (T,) {
    type Next = ((T, T),);
}

fn grow<T: Grow>(depth: usize) -> usize {
    if depth == 0 { size_of::<T>() } else { grow::<T::Next>(depth - 1) }
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(grow::<(u8,)>(starts.len()));
    answer(starts)
}
