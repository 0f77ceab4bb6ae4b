//! A class as pages: one for the whole, one for each exercise, one for each student. They
//! need no other file, no script and no network, and link only to each other.

use super::{document_with, facts, typed};
use crate::collect::{Class, Entry, Mark, Taught, earned};
use crate::score::Points;
use crate::verdict::{Cause, Verdict};
use maud::{Markup, html};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("class.css");
/// The most rows of a page's list; `results.jsonl` has all.
const ROWS_MAX: usize = 1_000;

/// All pages: names below the site's folder, and texts.
pub fn site(class: &Class) -> Vec<(String, String)> {
    let mut pages = vec![("index.html".to_owned(), index(class))];
    for exercise in &class.exercises {
        pages.push((exercise_file(&exercise.slug), exercise_page(class, exercise)));
    }
    for id in class.students.keys() {
        pages.push((student_file(id), student_page(class, id)));
    }
    pages
}

/// A name that a file can have on every system, and that no other identifier leads to.
pub fn file_name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let starts = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    // Longer than any identifier that a person types.
    let length_max = 60;
    let has_dots = id.contains("..") || id.ends_with('.');
    if starts && id.chars().all(plain) && id.len() <= length_max && !has_dots {
        return id.to_owned();
    }
    let lower = id.to_lowercase();
    let kept = lower.chars().map(|c| if plain(c) && c != '.' { c } else { '_' });
    let kept: String = kept.take(length_max / 2).collect();
    let hash = blake3::hash(id.as_bytes()).to_hex();
    // No plain name has this mark.
    format!("{}~{}", kept.trim_start_matches('-'), &hash[..12])
}

fn exercise_file(slug: &str) -> String {
    format!("exercises/{}.html", file_name(slug))
}

fn student_file(id: &str) -> String {
    format!("students/{}.html", file_name(id))
}

fn page(title: &str, body: &Markup) -> String {
    document_with(STYLE, title, body)
}

fn index(class: &Class) -> String {
    let body = html! {
        header {
            h1 { (class.title) }
            p.where {
                (count(class.students.len(), "student")) ", "
                (count(class.entries.len(), "submission")) ", " (class.marked()) " graded"
            }
        }
        (exercises(class))
        (teach_again(class))
        (verdicts(class))
        (no_grade(class))
        (cannot_tell(class))
        (changes(class))
        (identical(class))
        (graded_again(class))
        (students(class))
    };
    page(&class.title, &body)
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A table that scrolls where it is too wide.
fn table(label: &str, class: &str, columns: &[&str], rows: &[Markup]) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table class=(class) {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody { @for row in rows.iter().take(ROWS_MAX) { tr { (row) } } }
            }
        }
        @if rows.len() > ROWS_MAX {
            p { "And " (rows.len() - ROWS_MAX) " more: " code { "results.jsonl" } " has all." }
        }
    }
}

fn section(id: &str, title: &str, body: &Markup) -> Markup {
    html! { section aria-labelledby=(id) { h2 id=(id) { (title) } (body) } }
}

/// A section that is left out where it has no rows.
fn listed(id: &str, title: &str, text: &str, (columns, rows): (&[&str], Vec<Markup>)) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    section(id, title, &html! { p { (text) } (table(title, "", columns, &rows)) })
}

fn link_to_exercise(class: &Class, entry: &Entry) -> Markup {
    let slug = entry.exercise.as_deref();
    let found = class.exercises.iter().find(|exercise| Some(&*exercise.slug) == slug);
    found.map_or_else(
        || html! { span.blank { "unknown: " (entry.path) } },
        |exercise| html! { a href=(exercise_file(&exercise.slug)) { (exercise.title) } },
    )
}

fn link_to_student(id: &str) -> Markup {
    html! { a href=(student_file(id)) { (id) } }
}

fn exercises(class: &Class) -> Markup {
    let row = |exercise: &Taught| {
        let of: Vec<&Entry> = class.of_exercise(&exercise.slug).collect();
        let with = |wanted: fn(Verdict) -> bool| {
            of.iter().filter(|entry| entry.verdict().is_some_and(wanted)).count()
        };
        let speedups: Vec<f64> = of.iter().filter_map(|entry| entry.speedup()).collect();
        let points: Vec<f64> =
            of.iter().filter_map(|entry| entry.points()).map(Points::value).collect();
        let mean = points.iter().sum::<f64>() / points.len().max(1) as f64;
        html! {
            th scope="row" { a href=(exercise_file(&exercise.slug)) { (exercise.title) } }
            td.number { (of.len()) }
            td.number { (with(|verdict| verdict == Verdict::Accepted)) }
            td.number { (with(|v| v != Verdict::Accepted && v != Verdict::Inconclusive)) }
            td.number { (with(|verdict| verdict == Verdict::Inconclusive)) }
            td.number { (of.iter().filter(|entry| entry.mark.is_err()).count()) }
            td.number {
                @match speedup::stats::median(&speedups) {
                    Some(median) => (format!("{median:.2}x")),
                    None => span.blank { "–" },
                }
            }
            td.number {
                @if points.is_empty() { span.blank { "–" } } @else { (format!("{mean:.1} of ")) (exercise.of) }
            }
        }
    };
    let columns = [
        "exercise",
        "handed in",
        "accepted",
        "rejected",
        "cannot tell",
        "no grade",
        "median speedup",
        "mean points",
    ];
    let rows: Vec<Markup> = class.exercises.iter().map(row).collect();
    section("exercises", "Exercises", &table("Exercises", "", &columns, &rows))
}

/// What a table of counts shows: rows, columns, and the count of each pair.
struct Map<'a> {
    rows: Vec<String>,
    columns: &'a [Taught],
    counts: BTreeMap<(usize, &'a str), usize>,
}

/// A table of counts, each cell the darker the more.
fn map(label: &str, map: &Map) -> Markup {
    let most = map.counts.values().copied().max().unwrap_or(1).max(1);
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table.map {
                thead { tr {
                    th scope="col" { "" }
                    @for exercise in map.columns { th scope="col" { (exercise.title) } }
                } }
                tbody {
                    @for (index, name) in map.rows.iter().enumerate() {
                        tr {
                            th scope="row" { (name) }
                            @for exercise in map.columns {
                                @let count = map.counts.get(&(index, &*exercise.slug)).copied().unwrap_or(0);
                                // One of four steps, the last for the most.
                                td class=(format!("h{}", (4 * count).div_ceil(most))) {
                                    @if count > 0 { (count) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn teach_again(class: &Class) -> Markup {
    let causes = class.causes();
    if causes.is_empty() {
        return html! {};
    }
    let named: Vec<Cause> =
        Cause::ALL.into_iter().filter(|cause| causes.keys().any(|(c, _)| c == cause)).collect();
    let mut counts = BTreeMap::new();
    for ((cause, slug), students) in &causes {
        let row = named.iter().position(|one| one == cause).unwrap_or(0);
        counts.insert((row, *slug), students.len());
    }
    let with_cause = |exercise: &&Taught| causes.keys().any(|(_, slug)| *slug == exercise.slug);
    let columns: Vec<Taught> = class.exercises.iter().filter(with_cause).cloned().collect();
    let rows = named.iter().map(|cause| cause.name().to_owned()).collect();
    let body = html! {
        p {
            "Why right programs are slow: how many students for each cause and exercise. A dark \
             row is what to teach again."
        }
        (map("Causes", &Map { rows, columns: &columns, counts }))
        dl {
            @for cause in &named { dt { strong { (cause.name()) } } dd { (crate::words::advice(*cause)) } }
        }
    };
    section("causes", "What to teach again", &body)
}

fn verdicts(class: &Class) -> Markup {
    let all: Vec<Verdict> = class.entries.iter().filter_map(Entry::verdict).collect();
    let named: Vec<Verdict> =
        Verdict::ALL.into_iter().rev().filter(|verdict| all.contains(verdict)).collect();
    if named.is_empty() {
        return html! {};
    }
    let mut counts = BTreeMap::new();
    for entry in &class.entries {
        let row = entry.verdict().and_then(|it| named.iter().position(|one| *one == it));
        if let (Some(row), Some(slug)) = (row, &entry.exercise) {
            *counts.entry((row, &**slug)).or_default() += 1;
        }
    }
    let rows = named.iter().map(|verdict| verdict.name().to_owned()).collect();
    let table = map("Verdicts", &Map { rows, columns: &class.exercises, counts });
    section("verdicts", "Verdicts", &table)
}

fn no_grade(class: &Class) -> Markup {
    let row = |entry: &Entry| {
        let blank = entry.mark.as_ref().err()?;
        Some(html! {
            th scope="row" { (link_to_student(&entry.student)) }
            td { (link_to_exercise(class, entry)) }
            td { (blank.kind.words()) }
            td.text { (blank.fault.what) " – what to do: " (blank.fault.hint) }
        })
    };
    let rows = class.entries.iter().filter_map(row).collect();
    let text = "These are blank in the gradebook. None of them is a fail.";
    let columns = ["student", "exercise", "what", "why"];
    html! {
        (listed("no-grade", "No grade yet", text, (&columns, rows)))
        @if !class.ignored.is_empty() {
            p { "Not taken for anybody's: " (class.ignored.join(", ")) "." }
        }
    }
}

fn cannot_tell(class: &Class) -> Markup {
    let row = |entry: &Entry| {
        let mark = entry.mark.as_ref().ok().filter(|m| m.verdict == Verdict::Inconclusive)?;
        Some(html! {
            th scope="row" { (link_to_student(&entry.student)) }
            td { (link_to_exercise(class, entry)) }
            td { (mark.code.name()) }
            td.text { (mark.text) }
        })
    };
    let rows = class.entries.iter().filter_map(row).collect();
    let text = "The machine could not tell, or a person should look. Right answers keep their \
                points; the speedup is blank.";
    let columns = ["student", "exercise", "reason", "what was seen"];
    listed("cannot-tell", "Cannot tell", text, (&columns, rows))
}

fn changes(class: &Class) -> Markup {
    let row = |entry: &Entry| {
        let change = entry.mark.as_ref().ok()?.change.as_ref()?;
        Some(html! {
            th scope="row" { (link_to_student(&entry.student)) }
            td { (link_to_exercise(class, entry)) }
            td { (change.before.name()) " → " (change.after.name()) }
            td.text { (change.why) }
        })
    };
    let rows = class.entries.iter().filter_map(row).collect();
    let text = "The rules have changed since these were graded: judged again from their samples, \
                they end otherwise.";
    let columns = ["student", "exercise", "verdict", "why"];
    listed("changes", "Changed verdicts", text, (&columns, rows))
}

fn identical(class: &Class) -> Markup {
    let row = |(slug, students): (&str, Vec<&str>)| {
        let title = class.exercises.iter().find(|exercise| exercise.slug == slug);
        html! {
            th scope="row" { (title.map_or(slug, |exercise| &exercise.title)) }
            td.number { (students.len()) }
            td.names {
                @for (index, student) in students.iter().enumerate() {
                    @if index > 0 { ", " } (link_to_student(student))
                }
            }
        }
    };
    let rows = class.identical().into_iter().map(row).collect();
    let text = "Files that are the same to the last letter, which may be a stub or the course's \
                own solution. Each was graded once.";
    listed("identical", "Identical files", text, (&["exercise", "files", "students"], rows))
}

fn graded_again(class: &Class) -> Markup {
    let row = |entry: &Entry| {
        (entry.graded_as.len() > 1).then(|| {
            let verdicts: Vec<&str> = entry.graded_as.iter().map(|it| it.name()).collect();
            html! {
                th scope="row" { (link_to_student(&entry.student)) }
                td { (link_to_exercise(class, entry)) }
                td.number { (verdicts.len()) }
                td.text { (verdicts.join(", ")) }
            }
        })
    };
    let rows = class.entries.iter().filter_map(row).collect();
    let text = "A machine that could not tell, or one that vanished, had these graded more than \
                once. The newest result counts, or the verdict that more than half of them have; \
                where none has, there is no grade.";
    let columns = ["student", "exercise", "times", "verdicts"];
    listed("again", "Graded more than once", text, (&columns, rows))
}

fn students(class: &Class) -> Markup {
    let row = |(id, student): (&String, &crate::batch::plan::Student)| {
        let (own, sum) = (class.of_student(id), class.sum(id));
        let accepted = own.iter().filter(|e| e.verdict() == Some(Verdict::Accepted)).count();
        html! {
            th scope="row" { (link_to_student(id)) }
            td { (student.name.as_deref().unwrap_or_default()) }
            td.number { (own.len()) }
            td.number { (accepted) }
            td.number {
                @match sum.points {
                    Some(points) => (points),
                    None => span.blank { "open" },
                }
            }
        }
    };
    let columns = ["student", "name", "handed in", "accepted", "points"];
    let rows: Vec<Markup> = class.students.iter().map(row).collect();
    let title = match class.students.values().filter(|student| !student.is_enrolled).count() {
        0 => "Students".to_owned(),
        others => format!("Students ({others} of them not on the roster)"),
    };
    section("students", &title, &table("Students", "", &columns, &rows))
}

fn exercise_page(class: &Class, exercise: &Taught) -> String {
    let of: Vec<&Entry> = class.of_exercise(&exercise.slug).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &of {
        let name = entry.mark.as_ref().map_or_else(|b| b.kind.words(), |m| m.verdict.name());
        *counts.entry(name).or_default() += 1;
    }
    let row = |entry: &&Entry| {
        let (verdict, points) = (entry.verdict(), entry.points());
        html! {
            th scope="row" { a href=(format!("../{}", student_file(&entry.student))) { (entry.student) } }
            td {
                @match verdict {
                    Some(verdict) => (verdict.name()),
                    None => span.blank { "no grade" },
                }
            }
            td.number { @if let Some(speedup) = entry.speedup() { (format!("{speedup:.2}x")) } }
            td { @if let Some(cause) = entry.mark.as_ref().ok().and_then(|m| m.cause) { (cause.name()) } }
            td.number { @if let Some(points) = points { (points) } }
            td { (entry.flags().join(", ")) }
        }
    };
    let columns = ["student", "verdict", "speedup", "cause", "points", "flags"];
    let rows: Vec<Markup> = of.iter().map(row).collect();
    let body = html! {
        header {
            h1 { (exercise.title) }
            p.where {
                code { (exercise.slug) } " · " (count(of.len(), "submission")) " · "
                a href="../index.html" { "the class" }
            }
        }
        (section("verdicts", "Verdicts", &shares(&counts)))
        @for case in cases(&of) { (speedups(&of, &case)) }
        (section("students", "Students", &table("Students", "", &columns, &rows)))
    };
    page(&exercise.title, &body)
}

/// Each verdict with a bar for its share.
fn shares(counts: &BTreeMap<&str, usize>) -> Markup {
    let all: usize = counts.values().sum();
    let row = |(name, count): (&&str, &usize)| {
        let percent = 100.0 * *count as f64 / all.max(1) as f64;
        html! {
            th scope="row" { (name) }
            td.bar {
                svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
                    rect width=(format!("{percent:.1}")) height="10" {}
                }
                (count)
            }
        }
    };
    let rows: Vec<Markup> = counts.iter().map(row).collect();
    table("Verdicts", "", &["verdict", "submissions"], &rows)
}

/// The timed cases of an exercise.
fn cases(of: &[&Entry]) -> Vec<(usize, String)> {
    let mut cases: Vec<(usize, String)> = Vec::new();
    for mark in of.iter().filter_map(|entry| entry.mark.as_ref().ok()) {
        for (index, speed) in mark.speeds.iter().enumerate() {
            if !cases.iter().any(|(at, name)| *at == index && *name == speed.case) {
                cases.push((index, speed.case.clone()));
            }
        }
    }
    cases.sort();
    cases
}

/// How many bars a picture of speedups has.
const BINS: usize = 20;
/// Its size, in units of its own; below and above the bars there is room for numbers.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 200.0;
const ROOM: f64 = 28.0;

/// How the speedups of one timed case are distributed.
fn speedups(of: &[&Entry], (index, case): &(usize, String)) -> Markup {
    let marks = || of.iter().filter_map(|entry| entry.mark.as_ref().ok());
    let speed = |mark: &'_ Mark| {
        let speed = mark.speeds.get(*index).filter(|speed| speed.case == *case)?;
        Some((speed.speedup?.median, speed.goal))
    };
    let seen: Vec<(f64, Option<f64>)> = marks().filter_map(speed).collect();
    let values: Vec<f64> = seen.iter().map(|(value, _)| *value).filter(|v| v.is_finite()).collect();
    let goals: Vec<f64> = seen.iter().filter_map(|(_, goal)| *goal).collect();
    let Some(median) = speedup::stats::median(&values) else { return html! {} };
    let goal = speedup::stats::median(&goals);
    let most = values.iter().copied().chain(goal).fold(1.0, f64::max) * 1.05;
    let place = |value: f64| WIDTH * (value / most).clamp(0.0, 1.0);
    let mut bins = [0_usize; BINS];
    for value in &values {
        bins[((value / most * BINS as f64) as usize).min(BINS - 1)] += 1;
    }
    let highest = bins.iter().copied().max().unwrap_or(1).max(1);
    let bar = |(at, count): (usize, &usize)| {
        let (step, height) = (WIDTH / BINS as f64, *count as f64 / highest as f64 * HEIGHT);
        let left = at as f64 * step + 1.0;
        html! {
            rect x=(px(left)) y=(px(ROOM + HEIGHT - height)) width=(px(step - 2.0)) height=(px(height)) {}
            @if *count > 0 {
                text x=(px(left + step / 2.0)) y=(px(ROOM + HEIGHT - height - 5.0)) text-anchor="middle" { (count) }
            }
        }
    };
    let bottom = ROOM + HEIGHT;
    let label = format!("{} speedups, median {median:.2}x", values.len());
    let title = format!("Speedup: {case}");
    let id = format!("speedup-{index}");
    section(
        &id,
        &title,
        &html! {
            figure {
                svg.bars role="img" aria-label=(label) viewBox=(format!("0 0 {WIDTH} {}", bottom + 30.0)) {
                    @for bin in bins.iter().enumerate() { (bar(bin)) }
                    line.axis x1="0" x2=(px(WIDTH)) y1=(px(bottom)) y2=(px(bottom)) {}
                    text x="0" y=(px(bottom + 22.0)) { "0" }
                    text x=(px(WIDTH)) y=(px(bottom + 22.0)) text-anchor="end" { (format!("{most:.1}x")) }
                    @if let Some(goal) = goal {
                        line.goal x1=(px(place(goal))) x2=(px(place(goal))) y1="0" y2=(px(bottom)) {}
                        text.goal x=(px(place(goal))) y=(px(bottom + 22.0)) text-anchor="middle" {
                            (format!("goal {goal:.2}x"))
                        }
                    }
                }
                figcaption { p { (label) ". The goal is that of the middle machine." } }
            }
        },
    )
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

fn student_page(class: &Class, id: &str) -> String {
    let sum = class.sum(id);
    let own = class.of_student(id);
    let body = html! {
        header {
            h1 { (id) }
            p.where {
                (class.title)
                @if let Some(points) = sum.points { " · " (points) " of " (sum.of) " points" }
            }
        }
        @for exercise in &class.exercises {
            (graded(exercise, own.iter().find(|e| e.exercise.as_deref() == Some(&*exercise.slug))))
        }
        @for entry in own.iter().filter(|entry| entry.exercise.is_none()) {
            section { h2 { (entry.path) } (blank(entry)) }
        }
        (appeal())
    };
    page(id, &body)
}

/// What a student does who does not agree.
fn appeal() -> Markup {
    let body = html! {
        ol {
            li {
                "Grade the same file on the same hidden inputs: " code { "grade EXERCISE --seed N" }
                " stands under each verdict. Keep the result with " code { "--json result.json" } "."
            }
            li {
                "Where it differs, " code { "grade doctor" } " says what that machine can judge. \
                 A busy one cannot tell, and that is no verdict against you."
            }
            li {
                "Send both to your teachers, with what you think is wrong. They have your \
                 result with all its samples: they judge it again with " code { "grade replay" }
                ", and grade your file again."
            }
        }
    };
    section("appeal", "If you think that a verdict is wrong", &body)
}

/// One exercise on a student's page.
fn graded(exercise: &Taught, entry: Option<&Entry>) -> Markup {
    html! {
        section.exercise {
            h2 { (exercise.title) }
            @match entry.map(|entry| (entry, &entry.mark)) {
                None => p.blank { "Nothing was handed in." },
                Some((entry, Err(_))) => (blank(entry)),
                Some((entry, Ok(mark))) => (marked(&exercise.slug, entry, mark)),
            }
        }
    }
}

fn blank(entry: &Entry) -> Markup {
    let Err(blank) = &entry.mark else { return html! {} };
    html! {
        p { strong { "Not graded, which is no fail: " } (blank.fault.what) "." }
        p { strong { "What to do: " } (blank.fault.hint) "." }
    }
}

fn marked(slug: &str, entry: &Entry, mark: &Mark) -> Markup {
    let sign = super::mark(mark.verdict);
    let points = entry.points().map_or_else(
        || "no points yet".to_owned(),
        |points| format!("{points} of {} points", mark.score.of),
    );
    let mut rows: Vec<(&str, Markup)> = Vec::new();
    for speed in &mark.speeds {
        let shown = speed.speedup.map_or_else(|| "not known".to_owned(), |s| s.to_string());
        let goal = speed.goal.map_or_else(String::new, |goal| format!(", goal {goal:.2}x"));
        rows.push(("speedup", html! { (shown) (goal) " · " (speed.case) }));
    }
    rows.extend(mark.shown.iter().map(|(name, text)| (*name, html! { pre { (text) } })));
    for part in &mark.score.parts {
        rows.push(("points", html! { (earned(part)) " · " (part.name) }));
    }
    if let Some(late) = mark.score.late {
        rows.push((
            "late",
            html! { (count(late.days as usize, "day")) ", which cost " (late.lost) },
        ));
    }
    html! {
        p { span aria-hidden="true" { (sign) } " " strong { (mark.verdict.name()) } ", " (points) }
        p { (mark.text) }
        @if let Some(change) = &mark.change {
            p.note { "At grading this was " (change.before.name()) ". " (change.why) }
        }
        @if !rows.is_empty() { (facts("Details", &rows)) }
        details {
            summary { "The same hidden inputs again" }
            (typed(&format!("grade {slug} --seed {}", mark.seed)))
        }
    }
}
