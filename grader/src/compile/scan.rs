//! Looks at a candidate's text before and after rustc does: words that the lint
//! on unsafe code does not see, and files or variables from outside.
//!
//! The text is cut into tokens by the compiler's own lexer. It takes every text, so
//! that no text goes by unseen, and it needs no recursion.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};
use std::path::Path;

/// Macros that hold machine code. `#[unsafe(naked)]` passes `-F unsafe_code`.
const ASSEMBLY: [&str; 3] = ["asm", "naked_asm", "global_asm"];
/// Brackets lie in brackets no deeper than this in a program that a person wrote.
/// Whoever reads a source by recursion can rely on it.
const DEPTH_MAX: usize = 256;

/// Why a source is not accepted, as rustc would say it. A source that is no Rust
/// at all is left to rustc, which says it better.
pub fn refusal(source: &str, shown: &Path) -> Option<String> {
    let shown = shown.display();
    if source.trim().is_empty() {
        return Some(format!(
            "error: this file is empty\n --> {shown}:1:1\n  = help: was your editor interrupted \
             while it saved? Save again. `grade reset` brings the stub back\n"
        ));
    }
    let (found, at) = forbidden(source)?;
    let before = &source[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let (what, help) = match found {
        Forbidden::Unsafe => {
            ("unsafe code is", "everything in this course can be done in safe Rust")
        }
        Forbidden::Assembly => {
            ("assembly is", "everything in this course can be done in safe Rust")
        }
        Forbidden::Depth => ("nesting that deep is", "make functions of the inner parts"),
    };
    Some(format!(
        "error: {what} not accepted here\n --> {shown}:{line}:{column}\n  = help: {help}\n"
    ))
}

/// What a source may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forbidden {
    Unsafe,
    Assembly,
    Depth,
}

/// The first of them, and where it begins, in bytes.
fn forbidden(source: &str) -> Option<(Forbidden, usize)> {
    let mut at = strip_shebang(source).unwrap_or_default();
    let mut depth = 0_usize;
    // The last name of a macro that holds assembly, while nothing but space followed.
    let mut assembly = None;
    for token in tokenize(&source[at..], FrontmatterAllowed::Yes) {
        let begin = at;
        at += token.len as usize;
        let text = &source[begin..at];
        match token.kind {
            TokenKind::Whitespace
            | TokenKind::LineComment { .. }
            | TokenKind::BlockComment { .. } => {
                continue;
            }
            TokenKind::Ident if text == "unsafe" => return Some((Forbidden::Unsafe, begin)),
            TokenKind::Ident | TokenKind::RawIdent => {
                let name = text.trim_start_matches("r#");
                assembly = ASSEMBLY.contains(&name).then_some(begin);
                continue;
            }
            TokenKind::Bang => {
                if let Some(begin) = assembly {
                    return Some((Forbidden::Assembly, begin));
                }
            }
            TokenKind::OpenParen | TokenKind::OpenBrace | TokenKind::OpenBracket => depth += 1,
            TokenKind::CloseParen | TokenKind::CloseBrace | TokenKind::CloseBracket => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        assembly = None;
        if depth > DEPTH_MAX {
            return Some((Forbidden::Depth, begin));
        }
    }
    None
}

/// What rustc read besides the source, by its own record (`--emit=dep-info`).
pub fn strays(record: &str, source: &Path) -> Option<String> {
    let source = source.display().to_string();
    // `# env-dep:` stands for `env!` and `option_env!`.
    let variable = record.lines().find_map(|line| line.strip_prefix("# env-dep:"));
    if let Some(variable) = variable {
        let name = variable.split('=').next().unwrap_or_default();
        return Some(format!("error: it reads the variable `{name}` of the build\n"));
    }
    // Each file has a line of its own, `path:`, with its spaces escaped.
    let files = record.lines().filter_map(|line| line.strip_suffix(':'));
    let mut files = files.map(|path| path.replace("\\ ", " "));
    let stray = files.find(|path| *path != source)?;
    Some(format!("error: it reads `{stray}`, which is not part of the submission\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: Option<&str>) {
        let found = refusal(source, Path::new("a.rs"));
        assert_eq!(found.as_deref().and_then(|text| text.lines().next()), expected, "{source}");
    }

    #[test]
    fn forbidden_words_are_found_wherever_they_hide() {
        let unsafe_code = Some("error: unsafe code is not accepted here");
        check("fn f() { unsafe { g() } }", unsafe_code);
        check("macro_rules! m { () => { unsafe {} } }", unsafe_code);
        check("#[unsafe(no_mangle)] fn f() {}", unsafe_code);
        let assembly = Some("error: assembly is not accepted here");
        check("fn f() { core::arch::asm!(\"nop\") }", assembly);
        check("fn f() { x(|| { naked_asm ! (\"\") }) }", assembly);
        // Neither a comment, a string, a name of one's own nor broken text.
        check("// unsafe\nfn asm() -> &'static str { \"unsafe\" }", None);
        check("fn r#unsafe() {}", None);
        check("fn f( {", None);
    }

    /// Texts that a lexer may give up on, and that rustc does not.
    #[test]
    fn no_text_goes_by_unseen() {
        let unsafe_code = Some("error: unsafe code is not accepted here");
        check("#!/bin/sh \"\nfn f() { unsafe {} }", unsafe_code);
        check("#![allow(x)]\nfn f() { unsafe {} }", unsafe_code);
        check("\u{feff}fn f() { unsafe {} }", unsafe_code);
        check("fn f() { 0b12; 1e; '; }\nfn g() { unsafe {} }", unsafe_code);
        check("fn f() { \u{1f980}; unsafe {} }", unsafe_code);
        check("/* /* */ unsafe */ unsafe fn f() {}", unsafe_code);
        let assembly = Some("error: assembly is not accepted here");
        check("fn f() { r#asm /* */ ! () }", assembly);
        check("fn f() { naked_asm\n// so\n!(\"ret\") }", assembly);
        // A string that never ends holds what follows.
        check("fn f() { \"unsafe }", None);
    }

    #[test]
    fn deep_nesting_is_refused_before_anybody_recurses() {
        let nested = |depth: usize| format!("fn f() {}1{};", "(".repeat(depth), ")".repeat(depth));
        check(&nested(200), None);
        check(&nested(60_000), Some("error: nesting that deep is not accepted here"));
        check(&"[".repeat(1_000_000), Some("error: nesting that deep is not accepted here"));
        // In comments and strings there are no brackets.
        check(&format!("// {}\nfn f() {{}}", "(".repeat(60_000)), None);
    }

    #[test]
    fn the_place_is_shown() {
        let found = refusal("fn f() {\n    unsafe {}\n}", Path::new("a.rs")).expect("refused");
        assert!(found.contains(" --> a.rs:2:5\n"), "{found}");
    }

    #[test]
    fn the_compilers_record_shows_what_came_from_outside() {
        let source = Path::new("/work/a b/student.rs");
        let own = "/out/x.d: /work/a\\ b/student.rs\n\n/work/a\\ b/student.rs:\n";
        assert_eq!(strays(own, source), None);
        let other = format!("{own}\n/etc/passwd:\n");
        let found = strays(&other, source).expect("a stray");
        assert!(found.contains("`/etc/passwd`"), "{found}");
        let variable = format!("{own}\n# env-dep:HOME=/root\n");
        let found = strays(&variable, source).expect("a stray");
        assert_eq!(found, "error: it reads the variable `HOME` of the build\n");
    }
}
