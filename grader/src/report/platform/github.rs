//! GitHub Actions: the summary of a step as Markdown, and annotations as workflow commands.

use super::{Item, Row};
use crate::report::scored::in_words;
use std::fmt::Write;

/// A longer summary is not taken at all: 1024 KiB for a step, of which other programs have
/// their part.
const SUMMARY_BYTES_MAX: usize = 1000 * 1024;
/// More annotations of a kind are dropped without a word.
const ANNOTATIONS_MAX: usize = 10;

/// The summary.
pub fn summary(items: &[Item]) -> String {
    let mut text = String::new();
    for (number, item) in items.iter().enumerate() {
        let section = section(item);
        if text.len() + section.len() > SUMMARY_BYTES_MAX {
            let rest = items.len() - number;
            let _ =
                writeln!(text, "\nMore results, left out because GitHub takes no more: {rest}.");
            break;
        }
        text += &section;
    }
    text
}

fn section(item: &Item) -> String {
    let mut text = format!("### {}: {}\n\n", escaped(&item.title), escaped(&item.headline));
    let _ = writeln!(text, "{}\n", escaped(&item.sentence()));
    if !item.rows.is_empty() && !item.is_fault() {
        text += "| | part | points | why |\n|---|---|---|---|\n";
        for row in &item.rows {
            let (of, why) = (row.part.of, escaped(&row.why));
            let points = row.known().map_or_else(|| "open".to_owned(), |points| points.to_string());
            let _ = writeln!(
                text,
                "| {} | {} | {points} of {of} | {why} |",
                mark(row),
                escaped(&row.name)
            );
        }
    }
    if let Some(score) = item.score.as_ref().filter(|_| !item.is_fault()) {
        let _ = writeln!(text, "\n**{}**", escaped(&in_words(score)));
    }
    let screen = entities(&item.screen);
    let _ = writeln!(
        text,
        "\n<details><summary>The whole result</summary>\n\n<pre>{screen}</pre>\n\n</details>\n"
    );
    text
}

fn mark(row: &Row) -> &'static str {
    match row.passed() {
        Some(true) => "✔",
        Some(false) => "✘",
        None => "?",
    }
}

/// As text in Markdown, on one line: every sign that might mean something is an entity, so
/// that there is no link, no mention and no markup.
fn escaped(text: &str) -> String {
    let sign = |c: char| match c {
        '\n' | '\t' => " ".to_owned(),
        // What sentences are made of means nothing within a line.
        '.' | ',' | ';' | '?' | '%' | '/' | '(' | ')' | '\'' => c.to_string(),
        c if c.is_ascii_punctuation() => format!("&#{};", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(sign).collect()
}

/// As text in HTML.
fn entities(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One annotation.
pub(super) struct Annotation {
    pub(super) kind: &'static str,
    pub(super) properties: Vec<(&'static str, String)>,
    pub(super) message: String,
}

/// The annotations: the most important first, at most ten of a kind, with the rest
/// counted in the last.
pub fn annotations(items: &[Item]) -> String {
    commands(&items.iter().flat_map(of_item).collect::<Vec<_>>())
}

/// Workflow commands for these.
pub(super) fn commands(all: &[Annotation]) -> String {
    let mut text = String::new();
    for kind in ["error", "warning", "notice"] {
        let same: Vec<&Annotation> = all.iter().filter(|one| one.kind == kind).collect();
        let fits = same.len() <= ANNOTATIONS_MAX;
        let shown = if fits { same.len() } else { ANNOTATIONS_MAX - 1 };
        for one in &same[..shown] {
            let properties: Vec<String> = one
                .properties
                .iter()
                .map(|(key, value)| format!("{key}={}", in_property(value)))
                .collect();
            let (properties, message) = (properties.join(","), in_message(&one.message));
            let _ = writeln!(text, "::{kind} {properties}::{message}");
        }
        if !fits {
            let rest = same.len() - shown;
            let _ =
                writeln!(text, "::{kind} title=And more::{rest} more; the summary has them all");
        }
    }
    text
}

fn of_item(item: &Item) -> Vec<Annotation> {
    let title = |what: &str| ("title", format!("{}: {what}", item.title));
    let file = item.file.iter().map(|file| ("file", file.clone()));
    let at_file = |what: &str| file.clone().chain([title(what)]).collect();
    if item.is_fault() {
        let (properties, message) = (vec![title("not graded")], item.sentence());
        return vec![Annotation { kind: "error", properties, message }];
    }
    if !item.errors.is_empty() {
        let one = |error: &super::item::CompileError| {
            let place = [("line", error.line.to_string()), ("col", error.column.to_string())];
            let properties = file.clone().chain(place).chain([title("does not compile")]).collect();
            Annotation { kind: "error", properties, message: error.message.clone() }
        };
        return item.errors.iter().map(one).collect();
    }
    let row = |row: &Row| {
        let kind = match row.passed() {
            Some(true) => return None,
            Some(false) => "error",
            None if row.is_open() => "warning",
            None => "notice",
        };
        Some(Annotation { kind, properties: at_file(&row.name), message: row.why.clone() })
    };
    let rows: Vec<Annotation> = item.rows.iter().filter_map(row).collect();
    if rows.is_empty() {
        let properties = at_file("accepted");
        return vec![Annotation { kind: "notice", properties, message: item.sentence() }];
    }
    rows
}

fn in_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn in_property(text: &str) -> String {
    in_message(text).replace(':', "%3A").replace(',', "%2C")
}
