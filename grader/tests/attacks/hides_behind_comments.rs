//! Attack: comments in comments, slashes in comments and quotes in comments before the word
//! Layer: admission
//! Twin: names_a_function_after_a_keyword
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    /* /* // */ " */
 /*/ */
 // /* '
    let quote = '"'; /*"*/
    let text = r##"/* "# // "##; /**/
    let first = starts.first().map(|first| unsafe /* /**/ */ {
        *std::ptr::from_ref(first)
    });
    std::hint::black_box((quote, text, first));
    answer(starts)
}
