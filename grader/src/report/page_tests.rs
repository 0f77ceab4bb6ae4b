use super::*;
use std::fs;
use std::path::Path;

fn look(width: usize) -> PageLayout<'static> {
    let answers = Answers::Folded { command: "grade lesson map --answers" };
    PageLayout { width, answers, folder: "lessons/src", paint: Paint { color: false } }
}

fn shown(markdown: &str, look: &PageLayout) -> String {
    page(markdown, look).join("\n")
}

const KINDS: &str = "# A map\n\nOne *idea*, in **many** words that go on and on.\n\n\
    - `a`: the first\n- the second, which is longer than a line\n  - within\n\n\
    1. one\n2. two\n\n> a quotation\n>\n> of two paragraphs\n\n\
    ```rust\n# use std::fmt;\nlet a_long_line_of_code_that_is_wider_than_all = 1;\n\tlet b = 2;\n```\n\n\
    ### Small\n\n| Python | Rust |\n|---|--:|\n| `map(f, xs)` | `iter().map(f)`, lazily |\n\
    | `sum` | `sum` |\n\n---\n\n\
    See [the *glossary*](glossary.md#map), [again](glossary.md#map), [up](../README.md),\n\
    [here](#small), <https://example.org>. ![A plot](pictures/a.svg)\n\n\
    - loose\n\n- items\n\n\
    **1. Why?**\n\n<details><summary>Answer</summary>\n\nBecause.\n\n</details>\n\nThe end.\n";

#[test]
fn every_kind_of_block_has_its_form() {
    insta::assert_snapshot!("page_kinds", shown(KINDS, &look(40)));
}

#[test]
fn answers_are_shown_to_who_asks() {
    let open = PageLayout { answers: Answers::Shown, ..look(40) };
    let text = shown(KINDS, &open);
    assert!(text.ends_with("▾ Answer\n\n  Because.\n\nThe end.\n\n[1] lessons/src/glossary.md#map\n[2] lessons/README.md\n[3] lessons/src/pictures/a.svg"), "{text}");
    let folded = shown(KINDS, &look(60));
    assert!(!folded.contains("Because") && folded.contains("▸ Answer\n\nThe end."), "{folded}");
    assert!(folded.ends_with("▸ The answers: grade lesson map --answers"), "{folded}");
}

#[test]
fn odd_html_hides_nothing_but_itself() {
    let check = |markdown: &str, expected: &str| {
        assert_eq!(shown(markdown, &PageLayout { answers: Answers::Shown, ..look(40) }), expected);
    };
    check("a <b>c</b><br>d", "a c\nd");
    check("<!-- a > b -->\n\nc", "c");
    check("- a\n\n  </details>\n\n  b\n", "• a\n\n  b");
    check("<details>\n\na\n\n</details>\n\nb", "a\n\nb");
    let nested = "<details><summary>A</summary>\n\n<details><summary>B</summary>\n\nb\n\n\
                  </details>\n\na\n\n</details>\n\nc\n";
    let found = shown(nested, &look(40));
    assert!(found.starts_with("▸ A\n\nc\n"), "{found}");
}

#[test]
fn colours_change_nothing_but_colours() {
    let plain = shown(KINDS, &look(60));
    let colored = shown(KINDS, &PageLayout { paint: Paint { color: true }, ..look(60) });
    assert_ne!(plain, colored);
    assert_eq!(console::strip_ansi_codes(&colored), plain);
}

#[test]
fn a_page_cannot_act_on_the_terminal() {
    let text = shown("# a\u{1b}[2Jb\n\n`c\u{7}d`\n\n```\ne\u{202e}f\u{9b}\n```\n", &look(40));
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(text.contains("a\\u{1b}[2Jb") && text.contains("e\\u{202e}f\\u{9b}"), "{text}");
}

/// The lines of a page that are code, as the page has them.
fn code_of(markdown: &str) -> Vec<String> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code && !is_fence {
            lines.push(line.trim().to_owned());
        }
    }
    lines
}

/// No page of the book has a line that is too long, but for code.
#[test]
fn the_books_pages_fit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/src");
    let pages = crate::course::sorted_entries(&folder).expect("the book");
    let mut seen = 0;
    for path in pages.iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let markdown = fs::read_to_string(path).expect("a page");
        let code = code_of(&markdown);
        for width in [40, 80] {
            for line in page(&markdown, &PageLayout { answers: Answers::Shown, ..look(width) }) {
                let is_code = code.iter().any(|code| code == line.trim());
                let columns = width_of(&cells(&line, Mark::default()));
                assert!(columns <= width || is_code, "{}: {line}", path.display());
            }
        }
        seen += 1;
    }
    assert!(seen > 10, "the pages were found");
}

/// A whole page of the book, as it was one day and as a reader has it.
#[test]
fn a_page_of_the_book() {
    let markdown = include_str!("../../tests/pages/shared_state.md");
    insta::assert_snapshot!("page_of_the_book", shown(markdown, &look(80)));
}

proptest::proptest! {
    #[test]
    fn no_markdown_makes_it_panic(text in "[-a `*_#>|<\\[\\]()!/0-9.\n~]*", width in 0..30_usize) {
        let lines = page(&text, &look(width));
        proptest::prop_assert!(lines.iter().all(|line| !line.contains('\n')));
    }
}
