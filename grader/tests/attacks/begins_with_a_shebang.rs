//! First: #!/usr/bin/env cargo "@LF@
//! Attack: a first line that only the system reads, with a quote that seems to hold the rest
//! Layer: admission
//! Twin: begins_as_some_editors_do
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let first = starts.first().map(|first| unsafe { *std::ptr::from_ref(first) });
    std::hint::black_box(first);
    answer(starts)
}
