//! A source as trees of tokens, which readers may walk by recursion.

use proc_macro2::{TokenStream, TokenTree};

/// Groups lie in groups no deeper than this in a program that a person wrote.
const DEPTH_MAX: usize = 256;

/// The source's tokens; nothing if it is no Rust, or nested so deep that a walk by
/// recursion could fill a stack. That cannot be left to the scan, which reads a source
/// as rustc does: here a first line that begins with `#!` is made of tokens too.
pub fn tokens(source: &str) -> Option<TokenStream> {
    // Its parser and what drops the trees do without recursion.
    let tokens: TokenStream = source.parse().ok()?;
    (depth(tokens.clone()) <= DEPTH_MAX).then_some(tokens)
}

fn depth(tokens: TokenStream) -> usize {
    let mut deepest = 0;
    let mut open = vec![tokens.into_iter()];
    while let Some(group) = open.last_mut() {
        match group.next() {
            Some(TokenTree::Group(inner)) => open.push(inner.stream().into_iter()),
            Some(_) => {}
            None => drop(open.pop()),
        }
        deepest = deepest.max(open.len());
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_no_deeper_than_a_stack_allows() {
        let nested = |depth: usize| "(".repeat(depth) + &")".repeat(depth);
        let check = |source: &str, expected: bool| {
            assert_eq!(tokens(source).is_some(), expected, "{source:.40}");
        };
        check("fn f() { [(0, 1); 2] }", true);
        check(&nested(200), true);
        check(&nested(300), false);
        check(&nested(100_000), false);
        check(&format!("#! {}", nested(100_000)), false);
        check(&"[".repeat(100_000), false);
        check(&"/*".repeat(100_000), false);
    }
}
