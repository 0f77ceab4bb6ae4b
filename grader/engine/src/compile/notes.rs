//! What rustc cannot know of a candidate's errors: one file is graded, with the
//! crates of the exercise's manifest. Stands after rustc's own words.

use console::strip_ansi_codes;
use std::collections::BTreeSet;

/// What stands before the name of a crate that is not there, in rustc's words today
/// and some releases ago.
const MISSING_CRATE: [&str; 4] = [
    "unresolved module or unlinked crate `",
    "undeclared crate or module `",
    "can't find crate for `",
    "maybe a missing crate `",
];
/// What stands before the name of a module whose file is not there.
const MISSING_FILE: [&str; 1] = ["file not found for module `"];

/// Where rustc shows an error about a type of the judge.
const IN_THE_SPEC: &str = "/spec.rs:";
/// A bound that a type does not meet, an operator that it has not, and a method that its
/// bounds do not give.
const BOUNDS: [&str; 3] = ["error[E0277]", "error[E0369]", "error[E0599]"];
const ASKS_MORE: &str = "note: the judge calls your function with types of its own, and they are \
                         no more than the stub's signature asks for: take away the bounds that \
                         you have added, such as `Default` or `Clone`, and do without them\n";
/// What rustc says of code that stands in the macro of `ndarray`.
const IN_SLICE: &str = "macro `s`";
const UNSAFE_SLICE: &str = "note: `s![…]` has unsafe code inside, and a candidate may have none: \
                            `slice_axis`, `slice_axis_mut`, `split_at`, `row`, `column` and \
                            `axis_chunks_iter` of `ndarray` have the same parts without it\n";

/// What is borrowed does not live as long as a thread may: rustc's codes for it.
const OUTLIVED: [&str; 4] = ["error[E0373]", "error[E0521]", "error[E0597]", "error[E0716]"];
/// Functions that start tasks of a runtime, which has no scope.
const RUNTIMES: [&str; 2] = ["tokio", "task::spawn"];
const SCOPE: &str = "note: what `thread::spawn` or `rayon::spawn` starts may go on when your \
                     function has returned, so it may borrow nothing from it. The threads of \
                     `std::thread::scope` and the tasks of `rayon::scope` end before the scope \
                     does: they may borrow, and nothing needs to be moved or cloned\n";

/// How many missing names of each kind are told: the student adds these first.
const NAMES_MAX: usize = 5;

/// The notes on what rustc said; nothing where there is none. `crates` are the
/// exercise's.
pub fn notes(said: &str, crates: &[&str]) -> String {
    let plain = strip_ansi_codes(said);
    let modules = names(&plain, &MISSING_FILE);
    let missing: Vec<String> = names(&plain, &MISSING_CRATE)
        .into_iter()
        .filter(|name| !modules.contains(name) && !crates.contains(&name.as_str()))
        // rustc proposes to import a module of that name.
        .filter(|name| !plain.contains(&format!("::{name};")))
        .collect();
    let modules = modules.iter().take(NAMES_MAX);
    let mut notes: Vec<String> = modules.map(|module| elsewhere(module)).collect();
    let missing = &missing[..missing.len().min(NAMES_MAX)];
    if !missing.is_empty() {
        notes.push(not_there(missing, crates));
    }
    if asks_more(&plain) {
        notes.push(ASKS_MORE.to_owned());
    }
    if plain.contains(IN_SLICE) && plain.contains("unsafe") {
        notes.push(UNSAFE_SLICE.to_owned());
    }
    if errors(&plain).iter().any(|error| outlives(error)) {
        notes.push(SCOPE.to_owned());
    }
    notes.concat()
}

/// The errors one by one, each from its first word on.
fn errors(plain: &str) -> Vec<String> {
    let parts = plain.split("\nerror");
    parts.map(|error| format!("error{}", error.trim_start_matches("error"))).collect()
}

/// Whether a thread that was started may outlive what it borrows.
fn outlives(error: &str) -> bool {
    OUTLIVED.iter().any(|code| error.starts_with(code))
        && error.contains("'static")
        && error.contains("spawn(")
        && !RUNTIMES.iter().any(|runtime| error.contains(runtime))
}

/// Whether a type of the judge has not what the candidate asks of it.
fn asks_more(plain: &str) -> bool {
    errors(plain).iter().any(|error| {
        let place = error.lines().find(|line| line.trim_start().starts_with("-->"));
        let is_bound = BOUNDS.iter().any(|code| error.starts_with(code));
        is_bound && place.is_some_and(|place| place.contains(IN_THE_SPEC))
    })
}

fn elsewhere(module: &str) -> String {
    format!(
        "note: one file is graded, and `mod {module};` asks for another: put the module into this \
         file, as `mod {module} {{ … }}`\n"
    )
}

fn not_there(missing: &[String], crates: &[&str]) -> String {
    let quoted = |name: &str| format!("`{name}`");
    let missing: Vec<String> = missing.iter().map(|name| quoted(name)).collect();
    let there: Vec<String> = ["std"].iter().chain(crates).map(|name| quoted(name)).collect();
    let are = if missing.len() == 1 { "is" } else { "are" };
    let (missing, there) = (listed(&missing), listed(&there));
    format!(
        "note: {missing} {are} not there, and `cargo add` does not change that: this exercise has \
         {there}\n"
    )
}

/// The names that stand after any of these words, each once.
fn names(text: &str, before: &[&str]) -> BTreeSet<String> {
    let after = before.iter().flat_map(|words| text.split(*words).skip(1));
    after.filter_map(|rest| rest.split_once('`')).map(|(name, _)| name.to_owned()).collect()
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, crates: &[&str], expected: &str) {
        assert_eq!(notes(said, crates), expected, "{said}");
    }

    #[test]
    fn a_module_of_another_file_belongs_into_this_one() {
        let said = "\u{1b}[91merror[E0583]\u{1b}[0m: file not found for module `helper`\n\
                    error[E0433]: use of unresolved module or unlinked crate `helper`\n";
        let expected = "note: one file is graded, and `mod helper;` asks for another: put the \
                        module into this file, as `mod helper { … }`\n";
        check(said, &["rayon"], expected);
    }

    #[test]
    fn a_bound_that_the_judges_types_do_not_meet_is_one_too_many() {
        let bound = "error[E0277]: the trait bound `Settled: Default` is not satisfied\n   --> \
                     exercises/05_map/spec.rs:133:48\n    |\n133 | map(list, settle)\n";
        check(bound, &[], ASKS_MORE);
        let own =
            "error[E0277]: the trait bound `U: Clone` is not satisfied\n --> student.rs:1:9\n";
        check(own, &[], "");
        // Another error in the spec is no bound.
        let other = "error[E0308]: mismatched types\n --> exercises/05_map/spec.rs:9:1\n";
        check(&format!("{own}\n{other}"), &[], "");
    }

    #[test]
    fn a_slice_by_the_macro_is_told_without_it() {
        let said = "error: usage of an `unsafe` block\n --> student.rs:9:13\n  = note: this error \
                    originates in the macro `s` (in Nightly builds, run with …)\n";
        check(said, &["ndarray"], UNSAFE_SLICE);
        check("error: usage of an `unsafe` block\n --> student.rs:9:13\n", &["ndarray"], "");
    }

    #[test]
    fn a_thread_that_outlives_what_it_borrows_is_told_of_scopes() {
        let escapes = "error[E0521]: borrowed data escapes outside of function\n --> e.rs:2:13\n\
                       2 |     let h = std::thread::spawn(|| v.iter().sum::<u64>());\n  | argument \
                       requires that `'1` must outlive `'static`\n";
        let closure = "error[E0373]: closure may outlive the current function, but it borrows `n`\n \
                       --> e.rs:4:32\n4 |     let g = thread::spawn(|| n + 1);\nnote: function \
                       requires argument type to outlive `'static`\n";
        let local = "error[E0597]: `n` does not live long enough\n3 |     rayon::spawn(move || \
                     *m += 1);\n  | argument requires that `n` is borrowed for `'static`\n";
        for said in [escapes, closure, local] {
            check(said, &[], SCOPE);
            check(&format!("error[E0308]: mismatched types\n\n{said}\n{said}"), &[], SCOPE);
        }
        // No thread, or one that a scope does not help.
        check(&closure.replace("thread::spawn(|| n + 1)", "let f = || n + 1"), &[], "");
        check(&escapes.replace("std::thread::spawn", "tokio::spawn"), &[], "");
        check(&closure.replace("E0373", "E0308"), &[], "");
    }

    #[test]
    fn a_module_that_can_be_imported_is_no_missing_crate() {
        let said = "error[E0433]: cannot find module or crate `thread`: use of unresolved module or \
                    unlinked crate `thread`\nhelp: consider importing this module\n1 + use \
                    std::thread;\n";
        check(said, &["loom"], "");
    }

    #[test]
    fn the_crates_that_are_there_are_named() {
        let one = "note: `itertools` is not there, and `cargo add` does not change that: this \
                   exercise has `std`, `rayon` and `serde`\n";
        for said in [
            "use of unresolved module or unlinked crate `itertools`, and again: use of unresolved \
             module or unlinked crate `itertools`",
            "use of undeclared crate or module `itertools`",
            "error[E0463]: can't find crate for `itertools`",
            "maybe a missing crate `itertools`?",
        ] {
            check(said, &["rayon", "serde"], one);
        }
        let two = "can't find crate for `b`\n unlinked crate\n can't find crate for `a`\n";
        let expected = "note: `a` and `b` are not there, and `cargo add` does not change that: \
                        this exercise has `std`\n";
        check(two, &[], expected);
    }

    #[test]
    fn other_errors_have_no_note() {
        for said in [
            "error[E0308]: mismatched types",
            "error[E0432]: unresolved import `rayon::preludes`: could not find it in `rayon`",
            "error[E0432]: unresolved import `crate::nothing`: no `nothing` in the root",
            "can't find crate for `",
            "",
        ] {
            check(said, &["rayon"], "");
        }
        // A library that vanished while it was used is no missing crate.
        check("can't find crate for `rayon`", &["rayon"], "");
    }
}
