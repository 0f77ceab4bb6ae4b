//! Attack: includes its own file, and again in that, without end
//! Layer: build
//! Twin: includes_nothing
//! Expect: compile_error
mod again {
    include!(file!());
    include!("student.rs");
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}
