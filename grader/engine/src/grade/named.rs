//! What a source names that the figures of a run cannot tell apart: locks, atomics, naps.
//! It reads words only, so it decides nothing by itself.

use super::advice::tokens;
use crate::verdict::{Named, Sign};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, HashSet};
use std::panic::catch_unwind;

/// Words that are followed by brackets, what each is a sign of, and a word that must
/// stand somewhere in the source beside it.
const CALLS: [(&str, Sign, Option<&str>); 29] = [
    ("lock", Sign::Lock, None),
    ("write", Sign::Lock, Some("RwLock")),
    ("read", Sign::Lock, Some("RwLock")),
    ("fetch_add", Sign::Atomic, None),
    ("fetch_sub", Sign::Atomic, None),
    ("fetch_max", Sign::Atomic, None),
    ("fetch_min", Sign::Atomic, None),
    ("fetch_or", Sign::Atomic, None),
    ("fetch_and", Sign::Atomic, None),
    ("fetch_xor", Sign::Atomic, None),
    ("fetch_update", Sign::Atomic, None),
    ("compare_exchange", Sign::Atomic, None),
    ("compare_exchange_weak", Sign::Atomic, None),
    ("swap", Sign::Atomic, Some("Ordering")),
    ("store", Sign::Atomic, Some("Ordering")),
    ("par_bridge", Sign::Bridge, None),
    ("send", Sign::Channel, Some("mpsc")),
    ("sleep", Sign::Nap, None),
    ("sleep_ms", Sign::Nap, None),
    ("park_timeout", Sign::Nap, None),
    ("recv_timeout", Sign::Nap, None),
    ("wait_timeout", Sign::Nap, None),
    ("wait_timeout_while", Sign::Nap, None),
    ("wait", Sign::Step, Some("Barrier")),
    ("wait_while", Sign::Lock, Some("Condvar")),
    ("spin_loop", Sign::Spin, None),
    ("yield_now", Sign::Spin, None),
    ("try_recv", Sign::Spin, None),
    ("try_lock", Sign::Spin, None),
];

/// What the source names, one place of each sign: the one that most loops stand around.
/// Nothing of a source that is no Rust, or that the reader of tokens gives up on.
pub fn named(source: &str) -> Vec<Named> {
    catch_unwind(|| read(source)).unwrap_or_default()
}

fn read(source: &str) -> Vec<Named> {
    let Some(tokens) = tokens(source) else { return Vec::new() };
    let mut words = HashSet::new();
    gather(tokens.clone(), &mut words);
    let mut search = Search { words, found: BTreeMap::new() };
    search.look(tokens, 0);
    search.found.into_values().map(|(_, named)| named).collect()
}

/// All words of the source.
fn gather(tokens: TokenStream, words: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => gather(group.stream(), words),
            TokenTree::Ident(word) => drop(words.insert(word.to_string())),
            _ => {}
        }
    }
}

struct Search {
    words: HashSet<String>,
    /// For each sign the place in the most loops, and how many these are.
    found: BTreeMap<Sign, (usize, Named)>,
}

impl Search {
    /// Recurses no deeper than [`tokens()`] allows.
    fn look(&mut self, tokens: TokenStream, loops: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // Between `for` or the like and its body.
        let mut before_body = false;
        let mut is_test = false;
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) => {
                    before_body |= ["for", "while", "loop"].iter().any(|name| word == name);
                    if let Some(TokenTree::Group(next)) = tokens.get(at + 1)
                        && next.delimiter() == Delimiter::Parenthesis
                    {
                        self.note(&word.to_string(), word.span().start().line, loops);
                    }
                }
                // The student's own tests run in no grading.
                TokenTree::Group(group) if is_cfg_test(group) => is_test = true,
                TokenTree::Group(group) => {
                    let is_body = group.delimiter() == Delimiter::Brace;
                    if !(is_test && is_body) {
                        let again = (before_body && is_body) || is_closure(group);
                        self.look(group.stream(), loops + usize::from(again));
                    }
                    if is_body {
                        (before_body, is_test) = (false, false);
                    }
                }
                TokenTree::Punct(mark) if mark.as_char() == ';' => {
                    (before_body, is_test) = (false, false);
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, word: &str, line: usize, loops: usize) {
        let stands = |beside: Option<&str>| beside.is_none_or(|word| self.words.contains(word));
        let found = CALLS.iter().find(|(name, _, beside)| *name == word && stands(*beside));
        let Some(&(name, sign, _)) = found else { return };
        let deeper = self.found.get(&sign).is_none_or(|(most, _)| loops > *most);
        if deeper {
            let named = Named { sign, word: format!("{name}()"), line };
            self.found.insert(sign, (loops, named));
        }
    }
}

/// `[cfg(test)]`, the brackets of the attribute.
fn is_cfg_test(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && group.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// Brackets that begin with a closure, which may be called many times.
fn is_closure(group: &Group) -> bool {
    let is_bar =
        |token: TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '|');
    group.delimiter() == Delimiter::Parenthesis && group.stream().into_iter().take(2).any(is_bar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[(Sign, &str, usize)]) {
        let found = named(source);
        let found: Vec<_> = found.iter().map(|n| (n.sign, n.word.as_str(), n.line)).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn a_word_is_named_where_most_loops_stand_around_it() {
        check(
            "fn f() { m.lock(); }\nfn g() {\n for x in y { m.lock(); } }",
            &[(Sign::Lock, "lock()", 3)],
        );
        check(
            "fn f() { a.fetch_add(1, R);\n x.for_each(|y| a.fetch_sub(1, R)) }",
            &[(Sign::Atomic, "fetch_sub()", 2)],
        );
        check(
            "fn f() { thread::sleep(ms);\n x.iter().par_bridge() }",
            &[(Sign::Bridge, "par_bridge()", 2), (Sign::Nap, "sleep()", 1)],
        );
    }

    #[test]
    fn what_is_no_call_or_no_part_of_a_grading_is_not_named() {
        check("// m.lock()\nfn f() { \"lock()\"; lock; lock[0]; v.write(x); v.swap(0, 1) }", &[]);
        check("use RwLock; fn f() { v.write() }", &[(Sign::Lock, "write()", 1)]);
        check("#[cfg(test)]\nmod tests { fn f() { m.lock() } }\nfn f() {}", &[]);
        check("#[cfg(test)]\nuse a;\nfn f() { m.lock() }", &[(Sign::Lock, "lock()", 3)]);
    }

    /// A first line that a shell would read, and brackets without end.
    #[test]
    fn a_source_that_is_no_rust_names_nothing() {
        let nested = |depth: usize| "(".repeat(depth) + &")".repeat(depth);
        check(&format!("fn f() {{ lock() }} {}", nested(100_000)), &[]);
        check(&format!("#! {}\nfn f() {{ lock() }}", nested(100_000)), &[]);
        check("fn f() { lock() ", &[]);
    }
}
