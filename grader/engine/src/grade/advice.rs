//! What to do about a crash, from its message and the source: one more sentence
//! for the student. No effects, and no verdict rests on it.

mod array;
mod tokens;

use crate::verdict::{Outcome, Test};
use array::Array;
use proc_macro2::{TokenStream, TokenTree};
use std::panic::catch_unwind;
pub(super) use tokens::tokens;

/// What Linux gives the threads that Rust starts, in bytes: `std::thread` has it as
/// its default, and rayon's workers have it from there.
const STACK_BYTES: u64 = 2 << 20;
/// An array of this size may be too large: with it, eight calls fill a stack.
const LARGE_BYTES: u64 = STACK_BYTES / 8;

/// What std says then, that a resource is unavailable for the moment, sounds as if it helped
/// to wait.
const TOO_MANY_THREADS: &str = "Each thread has a stack of 2 MiB, and the program a limit on its \
                                memory: start fewer threads at once, such as one for each core, \
                                and give each more to do";

/// Adds advice to each crash that there is some for.
pub fn add(tests: &mut [Test], source: &str) {
    for test in tests {
        if let Outcome::Crashed { how, printed, .. } = &mut test.outcome
            // A source that the reader of tokens gives up on is one without advice.
            && let Ok(Some(advice)) = catch_unwind(|| advice(how, printed, source))
        {
            *how = format!("{how}. {advice}");
        }
    }
}

fn advice(how: &str, printed: &str, source: &str) -> Option<String> {
    if how.contains("overflowed its stack") {
        return Some(on_stacks(printed, source));
    }
    if how.contains("failed to spawn thread") {
        return Some(TOO_MANY_THREADS.to_owned());
    }
    // The error's `Debug`, and its `Display`.
    let is_pool = how.contains("GlobalPoolAlreadyInitialized")
        || how.contains("global thread pool has already been initialized");
    is_pool.then(|| on_the_pool(source))
}

fn on_the_pool(source: &str) -> String {
    let place = tokens(source).and_then(|tokens| line_of("build_global", tokens));
    let place = place.map_or_else(String::new, |line| format!(" in line {line}"));
    format!(
        "The grader has made rayon's pool already, with the threads that are asked for: drop \
         `build_global`{place}, and use the pool as it is"
    )
}

/// Recurses no deeper than [`tokens()`] allows.
fn line_of(wanted: &str, tokens: TokenStream) -> Option<usize> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => line_of(wanted, group.stream()),
        TokenTree::Ident(word) if word == wanted => Some(word.span().start().line),
        _ => None,
    })
}

/// From outside, a deep recursion and a large local variable look alike. A large
/// array in the source is the likelier one of the two, and can be named.
fn on_stacks(printed: &str, source: &str) -> String {
    let stack = if printed.contains("thread 'main'") {
        "the main thread's stack has 8 MiB, as a rule".to_owned()
    } else {
        format!("a worker's stack has {} MiB", STACK_BYTES >> 20)
    };
    let largest = array::largest(source).filter(|array| array.bytes >= LARGE_BYTES);
    match largest {
        Some(Array { text, line, bytes }) => format!(
            "In line {line}, `{text}` takes {} or more, and {stack}: `vec![…]` puts it on the \
             heap. If that is not it, look for a recursion that goes too deep",
            size(bytes)
        ),
        None => format!(
            "Either a recursion has no end, or is as deep as the input is long: look for the case \
             that ends it, or cut the input in halves. Or a local array is too large, and `vec![…]` \
             puts it on the heap: {stack}"
        ),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=0xf_ffff => format!("{} KiB", bytes >> 10),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(how: &str, printed: &str, source: &str, expected: Option<&str>) {
        let found = advice(how, printed, source);
        match expected {
            None => assert_eq!(found, None),
            Some(words) => assert!(found.as_ref().is_some_and(|f| f.contains(words)), "{found:?}"),
        }
    }

    #[test]
    fn a_pool_of_ones_own_is_told_by_its_line() {
        let debug = "it panicked: called `Result::unwrap()` on an `Err` value: \
                     ThreadPoolBuildError { kind: GlobalPoolAlreadyInitialized }";
        let source = "fn f() {\n    ThreadPoolBuilder::new()\n        .build_global().unwrap();\n}";
        check(debug, "", source, Some("drop `build_global` in line 3, and use"));
        let display = "it panicked: The global thread pool has already been initialized.";
        check(display, "", "no Rust (", Some("drop `build_global`, and use"));
        check("it panicked: index out of bounds", "", source, None);
    }

    #[test]
    fn a_full_stack_is_told_by_what_may_have_filled_it() {
        let how = "it overflowed its stack";
        let (main, worker) = ("thread 'main' (7) has", "thread 'worker 1' (8) has");
        let large = "fn f() {\n    let grid = [[0.0f64; 1024]; 1024];\n}";
        let words = "In line 2, `[[0.0f64; 1024]; 1024]` takes 8.0 MiB or more, and a worker's \
                     stack has 2 MiB: `vec![…]` puts it on the heap. If";
        check(how, worker, large, Some(words));
        check(how, main, large, Some("and the main thread's stack has 8 MiB, as a rule: `vec"));
        check(how, worker, "fn f() { f() }", Some("Either a recursion has no end"));
        check(how, worker, "fn f() { [0u64; 16] }", Some("Either a recursion has no end"));
        check(how, worker, "fn f() { [0u8; 1 << 19] }", Some("takes 512 KiB or more"));
    }
    /// What rustc does not read as code may hold anything: a first line that a shell
    /// would read, the body of a macro that nobody calls.
    #[test]
    fn what_is_nested_or_chained_without_end_is_no_advice() {
        let nested = |depth: usize| "(".repeat(depth) + &")".repeat(depth);
        let unread = [
            format!("#!/ {}\nfn f() {{ f() }}", nested(100_000)),
            format!("macro_rules! m {{ () => {{ [0u8; {}1] }} }}", "1+".repeat(100_000)),
            format!("macro_rules! m {{ () => {{ [0u8; {}1] }} }}", "1<<".repeat(60_000)),
            format!("macro_rules! m {{ () => {{ const X: usize = {}1; }} }}", "1*".repeat(99_999)),
            format!("const C: usize = {}1{};", "(".repeat(200), "+1)".repeat(200)),
            format!("fn f() {{ {} }}", "const ".repeat(40_000)),
            format!("fn f() {{ {}0u8{} }}", "[".repeat(250), "; 9]".repeat(250)),
        ];
        let pool = "GlobalPoolAlreadyInitialized";
        for source in &unread {
            check("it overflowed its stack", "", source, Some("a recursion"));
            check(pool, "", source, Some("drop `build_global`, and use"));
        }
    }
}
