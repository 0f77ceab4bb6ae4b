//! What the scan finds in a source, beside what rustc itself finds there. rustc is
//! asked by a macro that takes a text apart token by token.

use grader::compile::scan::{refusal, strays};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Says `SEEN` of each text with a forbidden token in it, and `DONE` of all.
const ASKING: &str = r#"#![recursion_limit = "100000"]
macro_rules! ask { ($name:literal $($t:tt)*) => {
    see! { $name $($t)* }
    compile_error!(concat!("DONE ", $name));
} }
macro_rules! seen { ($name:literal) => { compile_error!(concat!("SEEN ", $name)); } }
macro_rules! see {
    ($name:literal) => {};
    ($name:literal unsafe $($rest:tt)*) => { seen! { $name } };
    ($name:literal asm ! $($rest:tt)*) => { seen! { $name } };
    ($name:literal r#asm ! $($rest:tt)*) => { seen! { $name } };
    ($name:literal naked_asm ! $($rest:tt)*) => { seen! { $name } };
    ($name:literal global_asm ! $($rest:tt)*) => { seen! { $name } };
    ($name:literal ($($inner:tt)*) $($rest:tt)*) => { see! { $name $($inner)* } see! { $name $($rest)* } };
    ($name:literal [$($inner:tt)*] $($rest:tt)*) => { see! { $name $($inner)* } see! { $name $($rest)* } };
    ($name:literal {$($inner:tt)*} $($rest:tt)*) => { see! { $name $($inner)* } see! { $name $($rest)* } };
    ($name:literal $t:tt $($rest:tt)*) => { see! { $name $($rest)* } };
}
"#;

/// What rustc says of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Forbidden,
    Nothing,
    /// It is no sound text, so that no program can be made of it.
    Broken,
}

/// Asks rustc about many texts at once. One that it gives up on keeps it from the
/// others, so that these are asked about in halves.
fn ask(texts: &[String]) -> Vec<Seen> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut root = ASKING.to_owned();
    for (at, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("case_{at}.rs")), text).expect("a file of ours");
        root.extend(["mod case_".to_owned(), at.to_string(), ";\n".to_owned()]);
    }
    let file = folder.path().join("lib.rs");
    fs::write(&file, root).expect("a file of ours");
    let rustc = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=short"])
        .arg("--out-dir")
        .arg(folder.path())
        .arg(&file)
        .output()
        .expect("there is rustc");
    let said = String::from_utf8_lossy(&rustc.stderr);
    let about = |word: &str, at: usize| {
        said.lines().any(|line| line.ends_with(&format!("error: {word} {at}")))
    };
    // What is no sound token is an error at its own place.
    let is_broken = |at: usize| {
        said.lines()
            .any(|line| line.contains(&format!("case_{at}.rs:")) && line.contains(": error"))
    };
    let asked: Vec<Seen> = (0..texts.len())
        .map(|at| match (about("SEEN", at), about("DONE", at)) {
            _ if is_broken(at) => Seen::Broken,
            (true, _) => Seen::Forbidden,
            (false, true) => Seen::Nothing,
            (false, false) => Seen::Broken,
        })
        .collect();
    if texts.len() > 1 && asked.iter().all(|seen| *seen == Seen::Broken) {
        let (first, second) = texts.split_at(texts.len() / 2);
        return [renamed(first), renamed(second)].iter().flat_map(|half| ask(half)).collect();
    }
    asked
}

/// The same texts, each with its place in its name.
fn renamed(texts: &[String]) -> Vec<String> {
    let rest = |text: &String| {
        let (before, after) = text.split_once("ask! { ").expect("it was made so");
        let (_, after) = after.split_once(' ').expect("it was made so");
        (before.to_owned(), after.to_owned())
    };
    let named = |(at, text)| {
        let (before, after) = rest(text);
        format!("{before}ask! {{ {at} {after}")
    };
    texts.iter().enumerate().map(named).collect()
}

/// Words that are forbidden where they are code, and their neighbours.
fn word() -> impl Strategy<Value = String> {
    const WORDS: [&str; 26] = [
        "unsafe",
        "unsafe {}",
        "r#unsafe",
        "unsafely",
        "Unsafe",
        "asm",
        "asm!()",
        "asm ! {}",
        "r#asm!()",
        "core::arch::asm!(\"nop\")",
        "naked_asm",
        "naked_asm![\"ret\"]",
        "global_asm",
        "global_asm!(\"\")",
        "asm_!()",
        "#[unsafe(no_mangle)]",
        "#[no_mangle]",
        "#[cfg_attr(all(), unsafe(no_mangle))]",
        "#![allow(unsafe_code)]",
        "#[link_section = \"x\"]",
        "include!(\"x\")",
        "env!(\"HOME\")",
        "extern crate core;",
        "extern \"C\" { fn f(); }",
        "#[path = \"unsafe\"] mod m;",
        "macro_rules! m { () => { unsafe {} } }",
    ];
    prop::sample::select(&WORDS[..]).prop_map(str::to_owned)
}

/// Texts and comments with a word in them.
fn quoted() -> impl Strategy<Value = String> {
    const QUOTES: [(&str, &str); 24] = [
        ("\"", "\""),
        ("\"\\\" ", "\""),
        ("\"", "\\\\\""),
        ("r\"", "\""),
        ("r\"\\", "\\\""),
        ("r#\"", "\"#"),
        ("r#\" \" ", "\"#"),
        ("r##\"\"# ", "\"##"),
        ("b\"", "\""),
        ("br#\"", "\"#"),
        ("br\"", "\\\""),
        ("c\"", "\""),
        ("cr#\"", "\"#"),
        ("/* ", " */"),
        ("/* /* ", " */ asm!() */"),
        ("/** ", " */"),
        ("/*! ", "*/"),
        ("/*/ ", " */"),
        ("/**/", "/***/"),
        ("// ", "\n"),
        ("// \" ", "\r\n"),
        ("/// ", "\n"),
        ("//! ' ", "\n"),
        ("//// /* ", "\n"),
    ];
    let plain = |(quotes, word): ((&str, &str), String)| {
        // Quotes within would end it; that is another case.
        format!("{}{}{}", quotes.0, word.replace(['"', '\n'], "' "), quotes.1)
    };
    (prop::sample::select(&QUOTES[..]), word()).prop_map(plain)
}

/// What a lexer can get wrong besides.
fn odd() -> impl Strategy<Value = String> {
    const ODD: [&str; 34] = [
        "'a'",
        "'\"'",
        "'\\''",
        "'\\\\'",
        "b'\"'",
        "b'\\''",
        "'\\u{1F600}'",
        "'/'",
        "'a ",
        "'static ",
        "'_ ",
        "<'a, 'b> ",
        "1",
        "1.",
        "1..2",
        "0x_f",
        "1e5",
        "0b1",
        "1.0f32",
        "1_u64",
        "x.0.1",
        "#",
        "!",
        "=>",
        "::",
        "?",
        "->",
        "&&",
        ";",
        ",",
        "\"\"",
        "r\"\"",
        "é",
        "''' ",
    ];
    prop::sample::select(&ODD[..31]).prop_map(str::to_owned)
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&[" ", " ", " ", "\n", "\r\n", "\t", "/**/", "\u{85}", "\u{200e}", ""][..])
}

/// A row of them, in brackets and not.
fn soup() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![2 => word(), 3 => quoted(), 2 => odd()];
    let row = prop::collection::vec((leaf, separator()), 0..8);
    let joined = |parts: Vec<(String, &str)>| -> String {
        parts.into_iter().flat_map(|(part, separator)| [part, separator.to_owned()]).collect()
    };
    let brackets = prop::sample::select(&[("(", ")"), ("[", "]"), ("{", "}")][..]);
    row.prop_map(joined).prop_recursive(3, 8, 3, move |inner| {
        prop::collection::vec((inner, brackets.clone()), 1..3).prop_map(|parts| {
            let wrapped = |(inner, (open, close))| format!("{open}{inner}\n{close}");
            parts.into_iter().map(wrapped).collect()
        })
    })
}

/// What may stand before all else in a file.
fn beginning() -> impl Strategy<Value = &'static str> {
    const BEGINNINGS: [&str; 10] = [
        "",
        "",
        "",
        "\u{feff}",
        "#!/bin/sh \"\n",
        "\u{feff}#!/bin/sh \" unsafe\n",
        "#! /* asm!()\n",
        "\u{feff}#! /*\r\n",
        "// \"\n",
        "\r\n",
    ];
    prop::sample::select(&BEGINNINGS[..])
}

/// How many texts are asked about; `PROPTEST_CASES` says otherwise.
fn cases() -> usize {
    let wished = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    wished.unwrap_or(400)
}

#[test]
fn the_scan_sees_what_rustc_sees() {
    const AT_ONCE: usize = 200;
    let mut runner = TestRunner::new(Config::default());
    let made = (beginning(), soup()).prop_map(|(beginning, soup)| (beginning, soup));
    let mut next = || made.new_tree(&mut runner).expect("nothing is left out").current();
    let (mut forbidden, mut harmless, mut broken) = (0, 0, 0);
    let mut left = cases();
    while left > 0 {
        let count = left.min(AT_ONCE);
        left -= count;
        let text = |(at, (beginning, soup)): (usize, (&str, String))| {
            format!("{beginning}ask! {{ {at} {soup}\n}}\n")
        };
        let texts: Vec<String> = (0..count).map(|at| text((at, next()))).collect();
        for (text, seen) in texts.iter().zip(ask(&texts)) {
            let refused = refusal(text, Path::new("a.rs"));
            match seen {
                Seen::Forbidden => {
                    forbidden += 1;
                    assert!(refused.is_some(), "rustc sees what the scan does not:\n{text:?}");
                }
                Seen::Nothing => {
                    harmless += 1;
                    // A macro that includes a file is refused, whether or not it is expanded.
                    let refused = refused.filter(|said| !said.contains("another file"));
                    assert_eq!(refused, None, "rustc sees nothing here:\n{text:?}");
                }
                Seen::Broken => broken += 1,
            }
        }
    }
    let enough = cases() / 10;
    assert!(
        forbidden >= enough && harmless >= enough,
        "{forbidden} forbidden, {harmless} harmless, {broken} broken"
    );
    println!("{forbidden} forbidden, {harmless} harmless, {broken} broken");
}

/// What brings something in from outside, or makes code that the lint does not see, in
/// every way that we know. A program that rustc makes of it is refused all the same.
#[test]
fn nothing_from_outside_goes_by_unseen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file of ours");
    };
    write("other.rs", "pub const HERE: u8 = 1;\n");
    write("expression", "\"a text\"");
    for source in [
        "const S: &str = include_str!(\"other.rs\");",
        "const S: &[u8] = include_bytes!(\"other.rs\");",
        "const S: &str = include!(\"expression\");",
        "const S: &str = core::include_str!(concat!(\"oth\", \"er.rs\"));",
        "use std::include_str as quiet;\nconst S: &str = quiet!(\"other.rs\");",
        "macro_rules! m { ($m:ident) => { $m!(\"other.rs\") } }\nconst S: &str = m!(include_str);",
        "include!(\"other.rs\");",
        "mod other;",
        "#[path = \"other.rs\"]\nmod m;",
        "#[cfg_attr(all(), path = \"other.rs\")]\nmod m;",
        "mod m { #[path = \"../other.rs\"]\nmod n; }",
        "macro_rules! m { ($p:literal) => { #[path = $p] mod n; } }\nm!(\"other.rs\");",
        "#[doc = include_str!(\"other.rs\")]\npub fn f() {}",
        "#![doc = include_str!(\"other.rs\")]",
        "#[deprecated = include_str!(\"other.rs\")]\npub fn f() {}",
        "const S: &str = env!(\"PATH\");",
        "const S: Option<&str> = std::option_env!(\"PATH\");",
        "const S: Option<&str> = option_env!(\"NOBODY_HAS_SET_THIS\");",
        "#[no_mangle]\npub fn f() {}",
        "#[unsafe(no_mangle)]\npub fn f() {}",
        "#[unsafe(link_section = \"x\")]\npub static S: u8 = 1;",
        "#[cfg_attr(all(), unsafe(export_name = \"x\"))]\npub fn f() {}",
        "#[unsafe(naked)]\npub extern \"C\" fn f() { core::arch::naked_asm!(\"ret\") }",
        "use core::arch::global_asm as quiet;\nquiet!(\"nop\");",
        "#[link(name = \"c\")]\nextern \"C\" {}",
        "unsafe extern \"C\" {}",
        "macro_rules! m { ($($t:tt)*) => { $($t)* } }\nm! { pub fn f() { unsafe {} } }",
        "#![feature(rustc_private)]\nextern crate rustc_driver;",
    ] {
        assert!(is_refused(folder.path(), source), "{source}");
    }
    for source in
        ["extern crate alloc;", "pub extern \"C\" fn f() {}", "mod m {}", "// env!(\"A\")"]
    {
        assert!(!is_refused(folder.path(), source), "{source}");
    }
}

/// Whether the scan, rustc or rustc's record of what it read is against a source.
fn is_refused(folder: &Path, source: &str) -> bool {
    let file = folder.join("student.rs");
    fs::write(&file, source).expect("a file of ours");
    let record = folder.join("record.d");
    let rustc = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "-Funsafe_code", "-Awarnings"])
        .arg(format!("--emit=metadata,dep-info={}", record.display()))
        .arg("--out-dir")
        .arg(folder)
        .arg(&file)
        .output()
        .expect("there is rustc");
    refusal(source, &file).is_some() || !rustc.status.success() || {
        let record = fs::read_to_string(&record).expect("rustc has written it");
        strays(&record, &file).is_some()
    }
}
