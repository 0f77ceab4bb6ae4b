//! Attack: form feeds, line separators and marks of direction between a word and its brace
//! Layer: admission
//! Twin: separates_with_form_feeds
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let read = |first|@FF@@NEL@@LS@unsafe@LS@@NEL@@FF@@LRM@{ *(&raw const *first) };
    let first = starts.first().map(read);
    std::hint::black_box(first);
    answer(starts)
}
