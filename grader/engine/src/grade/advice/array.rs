//! The largest array that a source names, `[value; length]` or `[Type; length]`. A
//! size is a lower bound: what is not known counts for as little as it may take.

use super::tokens::tokens;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::HashMap;

/// An array in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    /// As it is written, on one line.
    pub text: String,
    /// Where it begins.
    pub line: usize,
    /// What it takes at least.
    pub bytes: u64,
}

/// More characters of an array are not shown.
const SHOWN_CHARS_MAX: usize = 40;
/// Groups lie in groups no deeper than this in a sound program, and so do the parts of
/// a length.
const DEPTH_MAX: usize = 64;
/// Tokens of a constant's name, type and value, in a sound program.
const CONSTANT_TOKENS_MAX: usize = 256;

/// The largest array of a source; nothing where there is none, or the source is no
/// Rust.
pub fn largest(source: &str) -> Option<Array> {
    let tokens = tokens(source)?;
    let mut search = Search { constants: constants(tokens.clone()), largest: None };
    search.look(tokens, DEPTH_MAX);
    search.largest
}

/// `const NAME: usize = 1024;` and the like, wherever they stand.
fn constants(tokens: TokenStream) -> HashMap<String, u64> {
    let mut known = HashMap::new();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => known.extend(constants(group.stream())),
            TokenTree::Ident(word) if word == "const" => {
                let rest = &tokens[at + 1..];
                let rest = &rest[..rest.len().min(CONSTANT_TOKENS_MAX)];
                let end = rest.iter().position(|token| is(token, ';')).unwrap_or(rest.len());
                let equals = rest[..end].iter().position(|token| is(token, '='));
                if let (Some(TokenTree::Ident(name)), Some(equals)) = (rest.first(), equals)
                    && let Some(value) = number(&rest[equals + 1..end], &known, DEPTH_MAX)
                {
                    known.insert(name.to_string(), value);
                }
            }
            _ => {}
        }
    }
    known
}

struct Search {
    constants: HashMap<String, u64>,
    largest: Option<Array>,
}

impl Search {
    fn look(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut is_static = false;
        for (at, token) in tokens.iter().enumerate() {
            match token {
                // What is static lies on no stack.
                TokenTree::Ident(word) if word == "static" => is_static = true,
                TokenTree::Punct(point) if point.as_char() == ';' => is_static = false,
                TokenTree::Group(group) if !is_static && depth > 0 => {
                    if !is_elsewhere(&tokens[..at], group) {
                        self.note(group);
                    }
                    self.look(group.stream(), depth - 1);
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, group: &Group) {
        let Some(bytes) = self.bytes_of_array(group, DEPTH_MAX) else { return };
        if self.largest.as_ref().is_none_or(|largest| largest.bytes < bytes) {
            let start = group.span_open().start();
            let written = group.span().source_text().unwrap_or_else(|| group.to_string());
            let text: String = written.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            self.largest = Some(Array { text: shown, line: start.line, bytes });
        }
    }

    /// What `[element; length]` takes; nothing if it is no such thing.
    fn bytes_of_array(&self, group: &Group, depth: usize) -> Option<u64> {
        if group.delimiter() != Delimiter::Bracket || depth == 0 {
            return None;
        }
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        let middle = tokens.iter().position(|token| is(token, ';'))?;
        let length = number(&tokens[middle + 1..], &self.constants, DEPTH_MAX)?;
        Some(self.bytes_of(&tokens[..middle], depth - 1).saturating_mul(length))
    }

    /// What one element takes at least.
    fn bytes_of(&self, element: &[TokenTree], depth: usize) -> u64 {
        match element {
            [TokenTree::Ident(word)] => bytes_of_type(&word.to_string()).unwrap_or(1),
            [TokenTree::Literal(literal)] => bytes_of_literal(&literal.to_string()),
            [TokenTree::Punct(minus), TokenTree::Literal(literal)] if minus.as_char() == '-' => {
                bytes_of_literal(&literal.to_string())
            }
            [TokenTree::Group(group)]
                if group.delimiter() == Delimiter::Parenthesis && depth > 0 =>
            {
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                let parts = tokens.split(|token| is(token, ','));
                parts.map(|part| self.bytes_of(part, depth - 1)).fold(0, u64::saturating_add)
            }
            [TokenTree::Group(group)] => self.bytes_of_array(group, depth).unwrap_or(1),
            [] => 0,
            _ => 1,
        }
    }
}

/// Whether an array after these tokens is on the heap, or only its address is here:
/// `vec![…]` and other macros, `Box<[T; 9]>`, `&[T; 9]`.
fn is_elsewhere(before: &[TokenTree], group: &Group) -> bool {
    let is_of_a_type = || {
        let first = group.stream().into_iter().next();
        matches!(first, Some(TokenTree::Ident(word)) if bytes_of_type(&word.to_string()).is_some())
    };
    match before {
        [.., last] if is(last, '!') || is(last, '<') || is(last, '#') => true,
        [.., and, TokenTree::Ident(word)] if is(and, '&') && word == "mut" => is_of_a_type(),
        [.., last] if is(last, '&') => is_of_a_type(),
        _ => false,
    }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(point) if point.as_char() == character)
}

fn bytes_of_type(name: &str) -> Option<u64> {
    Some(match name {
        "u8" | "i8" | "bool" | "AtomicU8" | "AtomicBool" => 1,
        "u16" | "i16" => 2,
        "u32" | "i32" | "f32" | "char" | "AtomicU32" | "AtomicI32" => 4,
        "u64" | "i64" | "f64" | "usize" | "isize" | "AtomicU64" | "AtomicI64" | "AtomicUsize" => 8,
        "u128" | "i128" => 16,
        _ => return None,
    })
}

fn bytes_of_literal(literal: &str) -> u64 {
    let suffixes = ["u128", "i128", "usize", "isize"];
    let others = ["u16", "i16", "u32", "i32", "f32", "u64", "i64", "f64", "u8", "i8"];
    let ends = |suffix: &&&str| literal.ends_with(**suffix);
    let suffix = suffixes.iter().chain(&others).find(ends);
    match suffix {
        Some(suffix) if !literal.starts_with("0x") => bytes_of_type(suffix).unwrap_or(1),
        // A float may be an `f32`, an integer an `u8`: its use decides.
        _ if literal.contains('.') => 4,
        _ => 1,
    }
}

/// The value of a length: numbers and constants under `<<`, `+`, `-`, `*` and `/`, the
/// loosest first, as Rust binds them. One with too many parts has none.
fn number(tokens: &[TokenTree], known: &HashMap<String, u64>, depth: usize) -> Option<u64> {
    let depth = depth.checked_sub(1)?;
    let number = |tokens: &[TokenTree]| number(tokens, known, depth);
    if let [token] = tokens {
        return match token {
            TokenTree::Literal(literal) => of_literal(&literal.to_string()),
            TokenTree::Ident(name) => known.get(&name.to_string()).copied(),
            TokenTree::Group(group) => number(&group.stream().into_iter().collect::<Vec<_>>()),
            TokenTree::Punct(_) => None,
        };
    }
    let last = |found: &dyn Fn(&TokenTree) -> bool| tokens.iter().rposition(found);
    if let Some(at) = last(&|token| is(token, '<')).filter(|&at| at > 0 && is(&tokens[at - 1], '<'))
    {
        let (left, right) = (number(&tokens[..at - 1])?, number(&tokens[at + 1..])?);
        return left.checked_mul(1_u64.checked_shl(u32::try_from(right).ok()?)?);
    }
    let at = last(&|token| is(token, '+') || is(token, '-'))
        .or_else(|| last(&|token| is(token, '*') || is(token, '/')))?;
    let (left, right) = (number(&tokens[..at])?, number(&tokens[at + 1..])?);
    match &tokens[at] {
        TokenTree::Punct(sign) if sign.as_char() == '+' => left.checked_add(right),
        TokenTree::Punct(sign) if sign.as_char() == '-' => left.checked_sub(right),
        TokenTree::Punct(sign) if sign.as_char() == '*' => left.checked_mul(right),
        _ => left.checked_div(right),
    }
}

fn of_literal(literal: &str) -> Option<u64> {
    let plain = literal.replace('_', "");
    let plain = plain.trim_end_matches("usize").trim_end_matches("u64").trim_end_matches("u32");
    match plain.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => plain.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(source: &str, expected: Option<(&str, usize, u64)>) {
        let found = largest(source);
        let found = found.as_ref().map(|array| (array.text.as_str(), array.line, array.bytes));
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn arrays_are_found_with_their_size() {
        check("fn f() { [0u64; 1_000_000] }", Some(("[0u64; 1_000_000]", 1, 8_000_000)));
        check("fn f() {\n let a: [[f64; 4]; 8];\n}", Some(("[[f64; 4]; 8]", 2, 256)));
        check("struct S { a: [(u32, bool); 10] }", Some(("[(u32, bool); 10]", 1, 50)));
        check(
            "const N: usize = 1 << 10;\nfn f() { [0.5; 2 * N + 1] }",
            Some(("[0.5; 2 * N + 1]", 2, 8196)),
        );
        check(
            "fn f() { const M: usize = 4 * 4; [-1i16; (M - 1) / 3] }",
            Some(("[-1i16; (M - 1) / 3]", 1, 10)),
        );
        check("fn f() { Box::new([0xffu8; 0x10]) }", Some(("[0xffu8; 0x10]", 1, 16)));
        // The value of a type that is not known takes a byte, or nothing that is said.
        check("fn f() { [Cell::new(0); 9] }", Some(("[Cell::new(0); 9]", 1, 9)));
        check("fn f() { [0; N] }", None);
    }

    #[test]
    fn what_lies_elsewhere_is_none() {
        for source in [
            "fn f() { vec![0u64; 1_000_000] }",
            "fn f(a: &[u64; 1_000_000], b: &mut [u8; 9]) -> Box<[u64; 1_000_000]> {}",
            "static A: [u64; 1_000_000] = [0; 1_000_000];",
            "fn f() { [1, 2, 3][0]; }",
            "fn f( {",
            "",
        ] {
            check(source, None);
        }
        check("static A: [u8; 9] = [0; 9]; fn f() { &mut [0u8; 2] }", Some(("[0u8; 2]", 1, 2)));
    }

    const PARTS: [&str; 36] = [
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ";",
        "const",
        "static",
        "A",
        "=",
        "1",
        "<<",
        "-",
        "*",
        "/",
        "+",
        "0u8",
        "18446744073709551615",
        "0x",
        "1e",
        "'a",
        "'a'",
        "'",
        "\"",
        "r#\"",
        "\"#",
        "b'\"'",
        "c\"é\"",
        "/*",
        "*/",
        "//\n",
        "///",
        "r#fn",
        "#!",
        "\u{feff}",
    ];

    proptest! {
        #[test]
        fn no_source_panics(source in ".*", inside in "[a-z0-9;*+<>\\[\\]() -]*") {
            let _ = largest(&source);
            let _ = largest(&format!("fn f() {{ [{inside}] }}"));
        }

        /// What is nearly Rust goes further into the reader than what is not.
        #[test]
        fn no_soup_of_tokens_panics(
            parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..40),
        ) {
            let _ = largest(&parts.concat());
            let _ = largest(&format!("fn f() {{ [{}; 9] }}", parts.join(" ")));
        }
    }
}
