//! Looks at a candidate's text before and after rustc does: words that the lint
//! on unsafe code does not see, and files or variables from outside.
//!
//! The text is cut into tokens by the compiler's own lexer. It takes every text, so
//! that no text goes by unseen, and it needs no recursion.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang, tokenize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Macros that hold machine code. `#[unsafe(naked)]` passes `-F unsafe_code`.
const ASSEMBLY: [&str; 3] = ["asm", "naked_asm", "global_asm"];
/// Macros that put another file into this one: a compiler that fails would show it.
const INCLUDING: [&str; 3] = ["include", "include_str", "include_bytes"];
/// The crate of the exercises whose macros make code from texts: `#[serde(bound = "…")]`.
/// A macro may hand them any text of the file, a doc comment's too, and what stands in
/// it is code that no other rule sees.
const SPEAKING: &str = "serde";
/// What some editors write before all else: the byte order mark.
const MARK: char = '\u{feff}';
/// Texts lie in texts no deeper than this.
const TEXTS_MAX: usize = 8;
/// Brackets lie in brackets no deeper than this in a program that a person wrote.
/// Code that reads a source by recursion can rely on it.
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
    let (line, column) = place(source, at);
    let (what, help) = match found {
        Forbidden::Unsafe => {
            ("unsafe code is", "everything in this course can be done in safe Rust")
        }
        Forbidden::Assembly => {
            ("assembly is", "everything in this course can be done in safe Rust")
        }
        Forbidden::Including => {
            ("another file is", "the submission is one file: write what it needs into it")
        }
        Forbidden::Spoken => (
            "the word `unsafe` in a text is, beside `serde`,",
            "serde makes code from texts: leave out the word, or serde",
        ),
        Forbidden::Depth => ("nesting that deep is", "make functions of the inner parts"),
    };
    Some(format!(
        "error: {what} not accepted here\n --> {shown}:{line}:{column}\n  = help: {help}\n"
    ))
}

/// Why a source is not accepted that says a name which its exercise refuses, as rustc
/// would say it: with the exercise's own reason. A comment or a text may hold the name.
pub fn refused_name(
    source: &str,
    shown: &Path,
    refused: &BTreeMap<String, String>,
) -> Option<String> {
    let begin = if source.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let mut at = begin + strip_shebang(&source[begin..]).unwrap_or_default();
    let tokens = if refused.is_empty() { "" } else { &source[at..] };
    // Beside serde a text may become code.
    let speaks = tokens.contains(SPEAKING);
    for token in tokenize(tokens, FrontmatterAllowed::Yes) {
        let begin = at;
        at += token.len as usize;
        let text = &source[begin..at];
        let is_name = matches!(token.kind, TokenKind::Ident | TokenKind::RawIdent);
        let is_said = |name: &str| {
            is_name && text.trim_start_matches("r#") == name
                || speaks && is_text(token.kind) && says(text, name)
        };
        if let Some((name, why)) = refused.iter().find(|(name, _)| is_said(name)) {
            let (line, column) = place(source, begin);
            return Some(format!(
                "error: `{name}` is not accepted in this exercise\n --> {}:{line}:{column}\n  \
                 = help: {why}\n",
                shown.display()
            ));
        }
    }
    None
}

/// The line and the column of a byte, from 1.
fn place(source: &str, at: usize) -> (usize, usize) {
    let before = &source[..at];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// What a source may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forbidden {
    Unsafe,
    Assembly,
    Including,
    Depth,
    /// In a text that becomes code.
    Spoken,
}

/// The first of them, and where it begins, in bytes.
fn forbidden(source: &str) -> Option<(Forbidden, usize)> {
    // rustc takes the mark off before it looks at the first line.
    let mark = if source.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let mut at = mark + strip_shebang(&source[mark..]).unwrap_or_default();
    let mut depth = 0_usize;
    // The last name of a macro that is refused, while nothing but space followed.
    let mut refused = None;
    // The first text that would be unsafe code, and whether there is what makes it code.
    let (mut spoken, mut speaks) = (None, false);
    for token in tokenize(&source[at..], FrontmatterAllowed::Yes) {
        let begin = at;
        at += token.len as usize;
        let text = &source[begin..at];
        if spoken.is_none() && is_text(token.kind) && says(text, "unsafe") {
            spoken = Some(begin);
        }
        match token.kind {
            // A doc comment is none of these: it is an attribute.
            TokenKind::Whitespace
            | TokenKind::LineComment { doc_style: None }
            | TokenKind::BlockComment { doc_style: None, .. } => {
                continue;
            }
            TokenKind::Ident if text == "unsafe" => return Some((Forbidden::Unsafe, begin)),
            TokenKind::Ident | TokenKind::RawIdent => {
                let name = text.trim_start_matches("r#");
                speaks |= name == SPEAKING;
                // Nothing else has these names.
                if matches!(name, "include_str" | "include_bytes") {
                    return Some((Forbidden::Including, begin));
                }
                // Under another name it would go by unseen.
                if let Some((Forbidden::Including, _)) = refused.filter(|_| name == "as") {
                    return refused;
                }
                refused = refused_macro(name).map(|found| (found, begin));
                continue;
            }
            // `!=` compares.
            TokenKind::Bang if refused.is_some() && !source[at..].starts_with('=') => {
                return refused;
            }
            TokenKind::OpenParen | TokenKind::OpenBrace | TokenKind::OpenBracket => depth += 1,
            TokenKind::CloseParen | TokenKind::CloseBrace | TokenKind::CloseBracket => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        refused = None;
        if depth > DEPTH_MAX {
            return Some((Forbidden::Depth, begin));
        }
    }
    spoken.filter(|_| speaks).map(|begin| (Forbidden::Spoken, begin))
}

/// What a macro of this name would do, if it is refused.
fn refused_macro(name: &str) -> Option<Forbidden> {
    let is_assembly = ASSEMBLY.contains(&name).then_some(Forbidden::Assembly);
    is_assembly.or_else(|| INCLUDING.contains(&name).then_some(Forbidden::Including))
}

/// Whether a macro can get it as a string: a literal, or the text of a doc comment.
fn is_text(kind: TokenKind) -> bool {
    match kind {
        TokenKind::LineComment { doc_style } | TokenKind::BlockComment { doc_style, .. } => {
            doc_style.is_some()
        }
        TokenKind::Literal { kind, .. } => {
            matches!(kind, LiteralKind::Str { .. } | LiteralKind::RawStr { .. })
        }
        _ => false,
    }
}

/// Whether the word stands in a text, be it written with escapes, or in a text within.
fn says(text: &str, word: &str) -> bool {
    let mut text = Cow::Borrowed(text);
    for _ in 0..TEXTS_MAX {
        if text.contains(word) {
            return true;
        }
        if !text.contains('\\') {
            return false;
        }
        text = Cow::Owned(unescaped(&text));
    }
    // What it says at last is not known.
    text.contains('\\')
}

/// A string's escapes replaced by what they stand for; others stay.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let (character, length) = escape(after);
        plain.extend(character);
        rest = &after[length..];
    }
    plain + rest
}

/// The character that an escape stands for, if any, and how many bytes it has after its
/// backslash.
fn escape(after: &str) -> (Option<char>, usize) {
    let code = |digits: &str| {
        let digits = digits.replace('_', "");
        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
    };
    match after.chars().next() {
        Some('x') => match after.get(1..3) {
            Some(digits) => (code(digits), 3),
            None => (None, 1),
        },
        Some('u') => match after[1..].strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((digits, _)) => (code(digits), digits.len() + 3),
            None => (None, 1),
        },
        // A line that goes on in the next one.
        Some('\n' | '\r') => (None, after.len() - after.trim_start().len()),
        Some(other @ ('\\' | '"' | '\'')) => (Some(other), 1),
        // `\n` and the like: none of the word's letters, and no part of it.
        Some(other) => (Some(' '), other.len_utf8()),
        None => (None, 0),
    }
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
        let other_file = Some("error: another file is not accepted here");
        check("const S: &str = include_str!(\"/etc/os-release\");", other_file);
        check("use core::include_bytes /* so */ as a; a!(\"b\");", other_file);
        check("r#include ! { \"b.rs\" }", other_file);
        check("fn include(as_text: u8) -> bool { include != as_text }", None);
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
        check("\u{feff}#!/bin/sh \"\nfn f() { unsafe {} }", unsafe_code);
        check("\u{feff}#!/* \r\n#[unsafe(naked)] // */", unsafe_code);
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

    /// serde's macros parse strings, and any macro can get at a doc comment's text.
    #[test]
    fn texts_that_become_code_say_nothing_unsafe() {
        let spoken =
            Some("error: the word `unsafe` in a text is, beside `serde`, not accepted here");
        let texts = [
            r#""m!(unsafe)""#,
            r##"r#"unsafe"#"##,
            r#""un\x73afe""#,
            r#""\u{75}\u{6_e}safe""#,
            "\"un\\\n   safe\"",
            "\"un\\\r\n   safe\"",
            r#""m!(\"un\\x73afe\")""#,
            r#""m!(\u{22}un\u{5c}u{73}afe\u{22})""#,
            "\n/// unsafe\n",
            "/** unsafe */",
        ];
        for text in texts {
            check(&format!("#[derive(serde::Serialize)] struct S; m!({text});"), spoken);
            check(&format!("m!({text}); use r#serde as other;"), spoken);
            // Without serde a text is a text, and so is a comment with it.
            check(&format!("struct S; m!({text});"), None);
        }
        check("use serde; // unsafe\n/* unsafe */ //// unsafe\nf(\"un safe\\nunsaf\\\\e\")", None);
        // A text in a text in a text hides something.
        let deep = format!("use serde; f(\"\\{}\")", "u{5c}".repeat(40_000));
        check(&deep, spoken);
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
    fn an_exercise_may_refuse_names() {
        let refused = BTreeMap::from([("skip".to_owned(), "no step is left out".to_owned())]);
        let said = |source: &str| refused_name(source, Path::new("a.rs"), &refused);
        for source in
            ["\u{feff}use a::*;\nfn f() { skip() }", "use a::{b, skip as other};", "r#skip();"]
        {
            let said = said(source).expect(source);
            assert!(said.contains("`skip`") && said.contains("no step is left out"), "{said}");
        }
        assert!(said("\n fn f() { skip() }").expect("refused").contains("a.rs:2:11"));
        let spoken =
            "#[derive(serde::Serialize)] struct S { #[serde(default = \"a::sk\\x69p\")] s: u8 }";
        assert!(said(spoken).is_some());
        for source in ["// skip", "f(\"skip\")", "fn skipped() {}", "'skip: loop {}"] {
            assert_eq!(said(source), None, "{source}");
        }
        assert_eq!(refused_name("skip()", Path::new("a.rs"), &BTreeMap::new()), None);
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
