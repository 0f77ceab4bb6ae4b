//! Attack: a comment that seems to end at a lone carriage return, or does not
//! Layer: admission
//! Twin: begins_as_some_editors_do
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    // Nothing.@CR@ */ unsafe {} /*
    /* // */ std::hint::black_box(starts.first().map(|it| unsafe { *(&raw const *it) })); // */
    answer(starts)
}
