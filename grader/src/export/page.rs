//! The pages of a student's copy. Those for instructors stay at home, and so does every
//! code block that quotes a solution or a mutant. A line that a solution has in common with
//! a page is no quotation: both call the same library.

use std::collections::{BTreeMap, BTreeSet};

/// The part of the table of contents whose pages are not for students.
const FOR_INSTRUCTORS: &str = "# For instructors";
/// The table of contents.
const SUMMARY: &str = "SUMMARY.md";
/// Shorter lines say nothing of where they come from: `let mut sum = 0.0;`.
const LINE_LENGTH_MIN: usize = 26;
/// How many lines of secret files in one block are a quotation; half of one file is one, too.
const QUOTED_MIN: usize = 3;
/// What stands in the place of one.
const LEFT_OUT: &str = "*Here stands code of the course's solutions, which this copy leaves out.*";

/// Lines that the copy must not hold.
#[derive(Debug, Default)]
pub struct Secrets {
    /// The lines of each secret file.
    files: Vec<BTreeSet<String>>,
}

/// The lines of a file that say where they come from.
pub(super) fn telling(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| line.chars().count() >= LINE_LENGTH_MIN && !line.starts_with("use "))
}

impl Secrets {
    /// A solution, an alternative or a mutant.
    pub fn hide(&mut self, text: &str) {
        self.files.push(telling(text).map(str::to_owned).collect());
    }

    /// A file that students see: what it has is no secret.
    pub fn show(&mut self, text: &str) {
        for line in telling(text) {
            for file in &mut self.files {
                file.remove(line);
            }
        }
    }

    /// Whether a code block quotes one of the secret files.
    fn are_quoted_in(&self, block: &str) -> bool {
        let lines: BTreeSet<&str> = telling(block).collect();
        self.files.iter().any(|file| {
            let quoted = lines.iter().filter(|line| file.contains(**line)).count();
            quoted >= QUOTED_MIN || (quoted > 0 && 2 * quoted >= file.len())
        })
    }
}

/// All pages of the course.
#[derive(Debug)]
pub struct Pages {
    secrets: Secrets,
    pages: BTreeMap<String, String>,
}

impl Pages {
    /// No pages yet.
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets, pages: BTreeMap::new() }
    }

    /// Adds a page by its file's name.
    pub fn add(&mut self, name: String, text: String) {
        self.pages.insert(name, text);
    }

    /// The pages that students get, and notes on what was changed in them.
    pub fn for_students(self) -> (BTreeMap<String, String>, Vec<String>) {
        let Self { secrets, mut pages } = self;
        let summary = pages.get(SUMMARY).cloned().unwrap_or_default();
        let (summary, dropped) = split(&summary);
        let mut notes = Vec::new();
        if pages.contains_key(SUMMARY) {
            pages.insert(SUMMARY.to_owned(), summary);
        }
        pages.retain(|name, _| !dropped.contains(name));
        for (name, text) in &mut pages {
            let (open, quotations) = without_quotations(text, &secrets);
            if quotations > 0 {
                let counted = if quotations == 1 { "quotation" } else { "quotations" };
                notes.push(format!("lessons/src/{name}: {quotations} {counted} left out"));
            }
            *text = without_links(&open, &dropped);
        }
        (pages, notes)
    }
}

/// The table of contents for students, and the names of the pages that it leaves out.
fn split(summary: &str) -> (String, BTreeSet<String>) {
    let (mut kept, mut dropped, mut is_for_students) = (String::new(), BTreeSet::new(), true);
    for line in summary.lines() {
        if line.starts_with("# ") {
            is_for_students = line.trim_end() != FOR_INSTRUCTORS;
        }
        if is_for_students {
            kept += line;
            kept.push('\n');
        } else if let Some((_, file)) = line.rsplit_once("](") {
            let file = file.trim_end().trim_end_matches(')');
            dropped.insert(file.trim_start_matches("./").to_owned());
        }
    }
    (kept.trim_end().to_owned() + "\n", dropped)
}

/// The page without code blocks that quote secrets, and how many there were.
fn without_quotations(page: &str, secrets: &Secrets) -> (String, usize) {
    let (mut kept, mut quotations) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = fence(line) else {
            kept += line;
            kept.push('\n');
            continue;
        };
        let mut block = String::new();
        let mut end = None;
        for line in lines.by_ref() {
            if line.trim() == fence {
                end = Some(line);
                break;
            }
            block += line;
            block.push('\n');
        }
        if secrets.are_quoted_in(&block) || includes_solutions(&block) {
            let indent = &line[..line.len() - line.trim_start().len()];
            kept.extend([indent, LEFT_OUT, "\n"]);
            quotations += 1;
        } else {
            kept.extend([line, "\n", &block]);
            kept.extend(end.into_iter().flat_map(|end| [end, "\n"]));
        }
    }
    (kept, quotations)
}

/// Whether mdbook would put a file from `solutions/` here.
fn includes_solutions(block: &str) -> bool {
    block.lines().any(|line| line.contains("include") && line.contains("solutions/"))
}

/// The marks that open a code block: a closing line has as many of them.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mark = ['`', '~'].into_iter().find(|mark| line.starts_with(*mark))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then(|| &line[..length])
}

/// The page with links to pages that are not here as plain text.
fn without_links(page: &str, dropped: &BTreeSet<String>) -> String {
    let mut rest = page;
    let mut kept = String::new();
    while let Some(at) = rest.find("](") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        let target = after.split(')').next().unwrap_or_default();
        let file = target.split('#').next().unwrap_or_default().trim_start_matches("./");
        if let Some(open) = before.rfind('[').filter(|_| dropped.contains(file)) {
            kept.extend([&before[..open], &before[open + 1..]]);
            rest = after.get(target.len() + 1..).unwrap_or_default();
        } else {
            kept.extend([before, "]("]);
            rest = after;
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "//! The answer, with a comment of its own.\n\
        pub fn sum_of_squares(values: &[f64]) -> f64 {\n\
        values.par_chunks(CHUNK).map(|chunk| chunk.iter().map(|x| x * x)).sum()\n\
        // As many chunks as there are cores, and some more.\n\
        }\n";
    const STUB: &str = "pub fn sum_of_squares(values: &[f64]) -> f64 {\n";

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.hide(SOLUTION);
        secrets.show(STUB);
        secrets
    }

    fn check(page: &str, expected: &str) {
        let (open, quotations) = without_quotations(page, &secrets());
        assert_eq!((open.as_str(), quotations), (expected, usize::from(page != expected)));
    }

    #[test]
    fn a_block_that_quotes_a_solution_stays_at_home() {
        let left_out = format!("Look:\n\n{LEFT_OUT}\n\nSo.\n");
        check(&format!("Look:\n\n```rust\n{SOLUTION}```\n\nSo.\n"), &left_out);
        check(&format!("Look:\n\n~~~~\n{SOLUTION}~~~~\n\nSo.\n"), &left_out);
        // Half of what it has of its own.
        let two: Vec<&str> = SOLUTION.lines().skip(2).take(2).collect();
        check(&format!("Look:\n\n```rust\n{}\n```\n\nSo.\n", two.join("\n")), &left_out);
        let include = "{{#rustdoc_include ../../solutions/01_sum/solution.rs}}";
        check(&format!("Look:\n\n```rust\n{include}\n```\n\nSo.\n"), &left_out);
        check(
            &format!("A block without an end:\n```\n{SOLUTION}"),
            &format!("A block without an end:\n{LEFT_OUT}\n"),
        );
    }

    #[test]
    fn what_students_see_anyway_is_no_quotation() {
        for page in [
            "Look:\n\n```rust\nlet sum = 0;\n```\n",
            &format!("The stub:\n```rust\n{STUB}```\n"),
            "```text\n~~~\n```\n",
            "```\nnever closed\n",
        ] {
            check(page, page);
        }
        // One line of three is the library's, not the solution's.
        let line = SOLUTION.lines().nth(2).expect("it has three");
        check(&format!("```rust\n{line}\n```\n"), &format!("```rust\n{line}\n```\n"));
    }

    #[test]
    fn pages_for_instructors_stay_and_nothing_leads_to_them() {
        let mut pages = Pages::new(secrets());
        let summary = "# Summary\n\n- [01 Sum](01_sum.md)\n\n# For instructors\n\n\
                       - [Guide](./guide.md)\n\n# Afterwards\n\n- [End](end.md)\n";
        pages.add(SUMMARY.to_owned(), summary.to_owned());
        pages.add("guide.md".to_owned(), "Secret.\n".to_owned());
        let text = "See [the guide](guide.md#how), [the end](end.md) and [x](y";
        pages.add("01_sum.md".to_owned(), text.to_owned());
        pages.add("end.md".to_owned(), "The end.\n".to_owned());
        let (pages, notes) = pages.for_students();
        assert_eq!(notes, Vec::<String>::new());
        let names: Vec<&String> = pages.keys().collect();
        assert_eq!(names, ["01_sum.md", "SUMMARY.md", "end.md"]);
        assert_eq!(pages["01_sum.md"], "See the guide, [the end](end.md) and [x](y\n");
        let expected = "# Summary\n\n- [01 Sum](01_sum.md)\n\n# Afterwards\n\n- [End](end.md)\n";
        assert_eq!(pages[SUMMARY], expected);
    }
}
