//! Looks at a candidate's text before and after rustc does: words that the lint
//! on unsafe code does not see, and files or variables from outside.

use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;

/// Macros that hold machine code. `#[unsafe(naked)]` passes `-F unsafe_code`.
const ASSEMBLY: [&str; 3] = ["asm", "naked_asm", "global_asm"];

/// Why a source is not accepted, as rustc would say it. A source that is no Rust
/// at all is left to rustc, which says it better.
pub fn refusal(source: &str, shown: &Path) -> Option<String> {
    if source.trim().is_empty() {
        return Some(format!(
            "error: this file is empty\n --> {}:1:1\n  = help: was your editor interrupted while it \
             saved? Save again. `grade reset` brings the stub back\n",
            shown.display()
        ));
    }
    let tokens: TokenStream = source.parse().ok()?;
    let (what, line, column) = forbidden(tokens)?;
    Some(format!(
        "error: {what} is not accepted here\n --> {}:{line}:{column}\n  = help: everything in this \
         course can be done in safe Rust\n",
        shown.display()
    ))
}

fn forbidden(tokens: TokenStream) -> Option<(&'static str, usize, usize)> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let at = token.span().start();
        let found = match token {
            TokenTree::Group(group) => forbidden(group.stream()),
            TokenTree::Ident(word) => {
                let is_called =
                    matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!');
                let place = (at.line, at.column + 1);
                if word == "unsafe" {
                    Some(("unsafe code", place.0, place.1))
                } else if is_called && ASSEMBLY.iter().any(|name| word == name) {
                    Some(("assembly", place.0, place.1))
                } else {
                    None
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => None,
        };
        if found.is_some() {
            return found;
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
