//! Honest: the word in comments, in strings and as a raw name, and nothing that is not safe
// unsafe { /* unsafe */
/* unsafe /* unsafe { */ asm!("nop") */
const WORDS: &str = r#"unsafe { global_asm!("nop") }"#;

fn r#unsafe(starts: &[u64]) -> Vec<u64> {
    answer(starts)
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(WORDS);
    r#unsafe(starts)
}
