//! The book: every link leads somewhere, every page can be reached, and every
//! page of an exercise ends with its questions.

use crate::course::GRADE;
use grader::compile::Compiler;
use grader::course::Course;
use grader::course::quiz::Quiz;
use grader::process::{Isolation, Spawner};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the book may send its readers. A link into the world may break on any
/// day, so there are few.
const ELSEWHERE: [&str; 2] = ["https://rustup.rs", "https://github.com/jplag/JPlag"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/src")
}

/// What one page holds.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    /// The names that a link may have behind `#`.
    anchors: BTreeSet<String>,
    answers: usize,
    ends_with_questions: bool,
}

impl Page {
    fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::End(TagEnd::Heading(level)) => {
                    let words = heading.take().unwrap_or_default();
                    if level == HeadingLevel::H2 {
                        page.ends_with_questions = words == "Three questions";
                    }
                    page.add_anchor(&words);
                }
                Event::Html(text) | Event::InlineHtml(text) => {
                    page.answers += text.matches("<details><summary>Answer</summary>").count();
                }
                _ => {}
            }
        }
        page
    }

    /// As mdBook names headings: letters, digits, `_` and `-` stay, spaces become
    /// `-`, and what was there before gets a number.
    fn add_anchor(&mut self, words: &str) {
        let name = words.trim().to_lowercase().replace(' ', "-");
        let kept = |letter: &char| letter.is_alphanumeric() || "_-".contains(*letter);
        let name: String = name.chars().filter(kept).collect();
        let numbered = (1..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered);
        let anchor = free.into_iter().find(|name| !self.anchors.contains(name));
        self.anchors.extend(anchor);
    }
}

fn pages() -> BTreeMap<String, Page> {
    let entries = fs::read_dir(source()).expect("the book").flatten();
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (name(&path), Page::read(&fs::read_to_string(&path).expect("a page"))))
        .collect()
}

/// What is wrong with a link, if anything.
fn fault(pages: &BTreeMap<String, Page>, from: &str, link: &str) -> Option<String> {
    if link.contains("://") {
        let known = ELSEWHERE.contains(&link);
        return (!known).then(|| format!("{from}: {link} is not among the links elsewhere"));
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let file = if file.is_empty() { from } else { file };
    let Some(page) = pages.get(file) else {
        let is_there = source().join(file).exists();
        return (!is_there).then(|| format!("{from}: {link} leads nowhere"));
    };
    let found = anchor.is_empty() || page.anchors.contains(anchor);
    (!found).then(|| format!("{from}: {file} has no heading `{anchor}`"))
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let faults = |(from, page): (&String, &Page)| -> Vec<String> {
        page.links.iter().filter_map(|link| fault(&pages, from, link)).collect()
    };
    let faults: Vec<String> = pages.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let wrong = ["nowhere.md", "measuring.md#nothing", "https://example.org", "#no-such"];
    for link in wrong {
        assert!(fault(&pages, "introduction.md", link).is_some(), "{link} is seen");
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let pages = pages();
    let listed: BTreeSet<&String> = pages["SUMMARY.md"].links.iter().collect();
    let lost: Vec<&String> =
        pages.keys().filter(|name| *name != "SUMMARY.md" && !listed.contains(name)).collect();
    assert!(lost.is_empty(), "not in SUMMARY.md: {lost:?}");
}

#[test]
fn every_exercise_asks_three_questions() {
    let numbered = |name: &str| name.starts_with(|first: char| first.is_ascii_digit());
    for (name, page) in pages().into_iter().filter(|(name, _)| numbered(name)) {
        assert!(page.ends_with_questions, "{name} does not end with `## Three questions`");
        assert_eq!(page.answers, 3, "{name}: folded answers");
    }
}

/// Every exercise has two questions for the terminal: whether a program compiles, which
/// the compiler itself answers here, and a cause.
#[test]
fn every_quiz_is_there_and_right_about_the_compiler() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let course = Course::find(&root).expect("our course");
    let spawner = Spawner::new(GRADE.into(), Isolation::Auto);
    let compiler = Compiler::new(spawner, &course.root).expect("there is Rust");
    for name in course.names().expect("our exercises") {
        let exercise = course.read(&name).expect("a sound manifest");
        let quiz = Quiz::read(&exercise).expect("a sound quiz");
        let questions = quiz.unwrap_or_else(|| panic!("{} has no quiz", name.slug)).questions;
        assert!(questions.len() >= 2, "{}", name.slug);
        let (asked, others): (Vec<_>, Vec<_>) =
            questions.iter().partition(|question| question.compiler.is_some());
        assert!(!asked.is_empty() && !others.is_empty(), "{}: one of each kind", name.slug);
        for question in asked {
            let said = compiler.refusal(&question.program()).expect("it can be asked");
            assert_eq!(question.refuted(said.as_deref()), None, "{}", name.slug);
        }
    }
}

/// A page is read by somebody who wants to begin.
const WORDS_BEFORE_GO_MAX: usize = 1_500;

/// The row of the map that the first lines of an exercise's page stand for.
fn row_of_the_map(text: &str) -> Option<String> {
    let facts = text.lines().find_map(|line| line.strip_prefix("> **Needs** "))?;
    let (needs, rest) = facts.split_once(". **Takes** about ")?;
    let (minutes, can) = rest.split_once(" minutes. **Then you can** ")?;
    Some(format!("| {needs} | {minutes} | {} |", can.strip_suffix('.')?))
}

/// How many words of prose and tables stand in front of the command that begins.
fn words_before_go(text: &str) -> Option<usize> {
    let (before, _) = text.split_once("\n## Go\n")?;
    let prose = before.split("\n```").step_by(2);
    Some(prose.map(|prose| prose.split_whitespace().count()).sum())
}

#[test]
fn the_map_says_what_the_pages_say() {
    let read = |name: &str| fs::read_to_string(source().join(name)).expect("a page");
    let map = read("map.md");
    let rows: Vec<(&str, &str)> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| [")?.split_once("](")?.1.split_once(") "))
        .collect();
    assert!(rows.len() >= 24, "{rows:?}");
    for (page, row) in rows {
        let text = read(page);
        assert_eq!(row_of_the_map(&text).as_deref(), Some(row), "{page} and map.md");
        let words = words_before_go(&text).unwrap_or_else(|| panic!("{page} has no `## Go`"));
        assert!(words <= WORDS_BEFORE_GO_MAX, "{page}: {words} words before `## Go`");
    }
    let page = "> **Needs** [01](a.md). **Takes** about 5 minutes. **Then you can** run.\n";
    assert_eq!(row_of_the_map(page).as_deref(), Some("| [01](a.md) | 5 | run |"));
    assert_eq!(row_of_the_map("> **Needs** nothing.\n"), None);
    assert_eq!(words_before_go("One two\n```sh\nthree\n```\nfour\n## Go\nfive"), Some(3));
    assert_eq!(words_before_go("no command"), None);
}

/// Each row that the comparison with Python runs stands on its page, and the row's names
/// are names of workloads.
#[test]
fn the_page_beside_python_has_every_row() {
    let folder = source().join("../side_by_side");
    let read = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path:?}"));
    let page = read(source().join("python_side_by_side.md"));
    let python = read(folder.join("workloads.py"));
    for row in read(folder.join("rows.tsv")).lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [job, way, workload, ..] = cells[..] else { panic!("too few cells: {row}") };
        let begin = format!("| {job} | {way} |");
        assert!(page.lines().any(|line| line.starts_with(&begin)), "not on the page: {begin}");
        assert!(python.contains(&format!("    \"{workload}\": ")), "no such workload: {workload}");
    }
}

/// The weeks of the course's plan: titles and exercises.
fn weeks() -> Vec<Vec<String>> {
    let text = fs::read_to_string(source().join("../../course.toml")).expect("the plan");
    let plan: toml::Table = toml::from_str(&text).expect("it is TOML");
    let weeks = plan["weeks"].as_array().expect("it has weeks");
    let strings = |week: &toml::Value| {
        let exercises = week["exercises"].as_array().expect("an array").iter();
        exercises.map(|name| name.as_str().expect("a name").to_owned()).collect()
    };
    weeks.iter().map(strings).collect()
}

/// The slug in a link to an exercise's page: `[03](03_parallel_map.md)`.
fn slugs(cell: &str) -> Vec<String> {
    let links = cell.split("](").skip(1).filter_map(|rest| rest.split_once(".md)"));
    links.filter_map(|(page, _)| Some(page.split_once('_')?.1.to_owned())).collect()
}

/// Most minutes in a week, for a student.
const MINUTES_A_WEEK_MAX: u32 = 200;

#[test]
fn the_guides_plan_is_the_courses_and_balanced() {
    let read = |name: &str| fs::read_to_string(source().join(name)).expect("a page");
    let map = read("map.md");
    let rows = map.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let minutes: u32 = cells.get(3)?.parse().ok()?;
        Some((slugs(cells[1]).pop()?, (slugs(cells[2]), minutes)))
    });
    let map: BTreeMap<String, (Vec<String>, u32)> = rows.collect();
    let weeks = weeks();
    let planned: Vec<&String> = weeks.iter().flatten().collect();
    let once: BTreeSet<&String> = planned.iter().copied().collect();
    assert_eq!(planned.len(), once.len(), "an exercise is in two weeks");
    assert_eq!(once, map.keys().collect(), "every exercise is in a week");
    for (at, slug) in planned.iter().enumerate() {
        let needs = map[*slug].0.iter().filter(|need| map.contains_key(*need));
        let late: Vec<_> = needs.filter(|need| !planned[..at].contains(need)).collect();
        assert!(late.is_empty(), "{slug} needs {late:?}, which comes later");
    }
    let guide = read("instructors.md");
    let rows = guide.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let minutes: u32 = cells.get(4)?.parse().ok()?;
        Some((slugs(cells[3]), minutes))
    });
    let shown: Vec<(Vec<String>, u32)> = rows.collect();
    let sum = |week: &Vec<String>| week.iter().map(|slug| map[slug].1).sum::<u32>();
    let expected: Vec<_> = weeks.iter().map(|week| (week.clone(), sum(week))).collect();
    assert_eq!(shown, expected, "the guide's table and course.toml");
    for (week, minutes) in shown {
        assert!(minutes <= MINUTES_A_WEEK_MAX, "{week:?}: {minutes} minutes");
    }
}
