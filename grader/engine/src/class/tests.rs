use super::*;
use crate::course::Course;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn sources() -> Vec<Sources> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the course");
    let course = Course { root: root.to_owned() };
    let names = course.names().expect("the course");
    let read = |name| Sources::of(&course.read(name).expect("sound")).expect("sound");
    names.iter().map(read).collect()
}

/// The words of a program in order, brackets told apart.
fn flat(text: &str) -> Vec<String> {
    fn add(tokens: TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    found.push(format!("{:?}", group.delimiter()));
                    add(group.stream(), found);
                    found.push(")".to_owned());
                }
                other => found.push(other.to_string()),
            }
        }
    }
    let mut found = Vec::new();
    add(text.parse().unwrap_or_else(|error| panic!("{error}: {text}")), &mut found);
    found
}

fn every_source() -> Vec<String> {
    let all = sources().into_iter();
    let texts = all.flat_map(|sources| {
        let Sources { solution, accepted, mutants, stub, .. } = sources;
        let rest = accepted.into_iter().chain(mutants).chain(stub);
        std::iter::once(solution).chain(rest).map(|source| source.text)
    });
    texts.collect()
}

#[test]
fn comments_change_no_token() {
    for text in every_source() {
        let edited = edited(&text, Edit::Comments, 1);
        assert_ne!(edited, text);
        assert_eq!(flat(&edited), flat(&text), "{edited}");
    }
}

#[test]
fn another_order_keeps_every_item() {
    let mut changed = 0;
    for text in every_source() {
        let edited = edited(&text, Edit::Order, 1);
        let sorted = |text: &str| {
            let mut words = flat(text);
            words.sort_unstable();
            words
        };
        assert_eq!(sorted(&edited), sorted(&text), "{edited}");
        changed += usize::from(flat(&edited) != flat(&text));
    }
    assert!(changed > 300, "{changed} have another order");
}

/// Each old word has one new word, and no two have the same.
#[test]
fn other_names_are_one_to_one() {
    let mut changed = 0;
    for text in every_source() {
        let edited = edited(&text, Edit::Names, 1);
        let (old, new) = (flat(&text), flat(&edited));
        assert_eq!(old.len(), new.len(), "{edited}");
        let pairs: BTreeSet<(&String, &String)> = old.iter().zip(&new).collect();
        let there: BTreeMap<_, _> = pairs.iter().copied().collect();
        let back: BTreeMap<_, _> = pairs.iter().map(|(old, new)| (new, old)).collect();
        assert_eq!((there.len(), back.len()), (pairs.len(), pairs.len()), "{edited}");
        changed += usize::from(old != new);
    }
    assert!(changed > 300, "{changed} have other names");
}

#[test]
fn what_could_mean_something_else_keeps_its_name() {
    let check = |text: &str, renamed: bool| {
        assert_eq!(edited(text, Edit::Names, 1) != text, renamed, "{text}");
    };
    check("fn f() -> u8 { let sum = 1; sum }", true);
    check("fn f() -> u8 { let mut sum = 1; sum += 1; sum }", true);
    check("fn f() { let sum = 1; println!(\"{sum}\"); }", false);
    check("fn f() -> S { let sum = 1; S { sum, t: 1 } }", false);
    check("fn f() -> S { let sum = 1; S { t: 1, sum: sum } }", false);
    check("fn f(s: S) -> u8 { let sum = s.sum; sum }", false);
    check("fn f() -> u8 { let sum = 1; sum::<u8>() }", false);
    check("fn f() { let sum = 1; sum!(1) }", false);
    check("fn sum() {} fn f() -> u8 { let sum = 1; sum }", false);
    check("fn f() -> u8 { let sum = |x| x; sum(1) }", false);
    check("macro_rules! m { () => {} } fn f() -> u8 { let sum = 1; sum }", false);
    check("fn f() -> u8 { for index in 0..index_max { g(index) } }", true);
}

#[test]
fn items_move_as_a_whole() {
    let text = "//! About.\n#![allow(dead_code)]\nuse std::{fs, io};\n\n/// One.\n#[inline]\nfn one() \
                {}\nconst A: [u8; 2] = { [1, 2] };\nconst fn two() {}\npub struct S(u8);\nimpl S {}\n";
    let edited = edited(text, Edit::Order, 3);
    assert!(edited.starts_with("//! About.\n#![allow(dead_code)]\n"), "{edited}");
    for whole in [
        "use std::{fs, io};\n",
        "/// One.\n#[inline]\nfn one() {}\n",
        "const A: [u8; 2] = { [1, 2] };\n",
        "const fn two() {}\n",
        "pub struct S(u8);\n",
        "impl S {}\n",
    ] {
        assert!(edited.contains(whole), "{edited}");
    }
    assert_ne!(edited, text);
}

proptest::proptest! {
    #[test]
    fn no_text_stops_an_edit(text in ".*", code in "[fnlet(){};:,.=#!\\[\\]\" a-d\n/]*", seed: u64) {
        for edit in Edit::ALL {
            let _ = edited(&text, edit, seed);
            let _ = edited(&code, edit, seed);
        }
    }
}

#[test]
fn a_class_follows_from_its_seed() {
    let sources = sources();
    let made = class(&sources, 30, 7);
    assert_eq!(made, class(&sources, 30, 7));
    assert_ne!(made, class(&sources, 30, 8));
    // A larger class begins with the same submissions.
    assert_eq!(made[..], class(&sources, 40, 7)[..made.len()]);
    assert_eq!(made.len(), 30 * sources.len());
    let known = |wanted: Option<Verdict>| made.iter().filter(|one| one.verdict == wanted).count();
    let kinds = [
        Some(Verdict::Accepted),
        Some(Verdict::WrongAnswer),
        Some(Verdict::LowSpeedup),
        Some(Verdict::CompileError),
        Some(Verdict::RuntimeError),
        None,
    ];
    for kind in kinds {
        assert!(known(kind) > 5, "{kind:?}: {}", known(kind));
    }
    let files: BTreeSet<_> = made.iter().map(|one| (&one.exercise, &one.bytes)).collect();
    assert!(files.len() > made.len() / 2, "{} of {} differ", files.len(), made.len());
    assert!(files.len() < made.len(), "some are identical");
    for one in &made {
        let text = String::from_utf8_lossy(&one.bytes);
        assert!(!text.contains("//! Expect:"), "a student does not say what is wrong");
        assert_eq!(String::from_utf8(one.bytes.clone()).is_err(), one.verdict.is_none());
    }
}
