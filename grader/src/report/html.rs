//! One grading as one HTML page that needs no other file, no script and no
//! network. It says what the screen says, and shows every sample.

pub mod class;
mod looks;
mod samples;
mod timed;

use super::doctor::isolated;
use super::terminal::{
    Context, command, failure, headline, is_unfinished, next_step, plural, repeating, role,
    thread_counts,
};
use super::{certified, duration, visible};
use crate::candidate::Origin;
use crate::fault::Fault;
use crate::grade::{Graded, StudyRecord};
use crate::path::printable;
use crate::progress::{Attempt, Progress};
use crate::verdict::{Counted, Outcome, Test, Verdict};
use crate::words;
use console::strip_ansi_codes;
use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("html/style.css");
/// A browser that obeys runs no script and asks nobody for anything, whatever
/// should have come into the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// What stands on the page besides the result.
#[derive(Clone, Debug)]
pub struct Surroundings<'a> {
    /// Titles and commands.
    pub context: &'a Context,
    /// The day of the grading, where it is known.
    pub date: Option<Date>,
    /// What else is to be known before the result is read.
    pub note: Option<&'a str>,
    /// How far the student is.
    pub progress: &'a Progress,
    /// The looks that were kept; of this file or of another.
    pub looks: &'a [StudyRecord],
}

/// The whole page.
pub fn page(graded: &Graded, around: &Surroundings) -> Result<String, Fault> {
    let context = around.context;
    let word = headline(graded, context);
    let looks = looks::section(graded, around)?;
    let mut timed = Vec::new();
    for case in &graded.timed() {
        timed.push(timed::section(case, &graded.reason)?);
    }
    let title = format!("{}: {word}", context.title);
    let body = html! {
        (heading(graded, around))
        @if let Some(note) = around.note { p.note { strong { "Note: " } (note) } }
        (verdict(graded, context, word))
        (tests(graded, context))
        (counted(graded))
        @for section in timed { (section) }
        (looks)
        (attempts(graded, around.progress))
        (origins(graded, context))
    };
    Ok(document(&title, &body))
}

/// A page in the place of a result that there is not.
pub fn without_result(fault: &Fault) -> String {
    let body = html! {
        header { h1 { "No result" } }
        section.verdict.unclear {
            p.reason { (fault.what) }
            p.next { strong { "Hint: " } (fault.hint) }
        }
    };
    document("No result", &body)
}

fn document(title: &str, body: &Markup) -> String {
    document_with("", title, body)
}

/// The same with more style than a result needs.
fn document_with(style: &str, title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
            }
            body { main { (body) } }
        }
    };
    // The template has made markup harmless. This does the same to characters that
    // nobody sees, in one place for all that a student may have written.
    visible(&page.into_string())
}

fn heading(graded: &Graded, around: &Surroundings) -> Markup {
    let what = match graded.candidate.origin {
        Origin::Baseline => "the baseline, in the candidate's place".to_owned(),
        _ => printable(&graded.candidate.path),
    };
    html! {
        header {
            h1 { (around.context.title) }
            p.where {
                code { (what) }
                @if let Some(date) = around.date { " · graded on " time datetime=(date) { (date) } }
            }
        }
    }
}

fn verdict(graded: &Graded, context: &Context, word: &str) -> Markup {
    let class = match graded.verdict {
        Verdict::Accepted => "met",
        Verdict::Inconclusive => "unclear",
        _ => "unmet",
    };
    let (mark, words) = word.split_once(' ').unwrap_or(("", word));
    let (step, command) = next_step(graded, context);
    html! {
        section.verdict.(class) aria-labelledby="verdict" {
            h2 #verdict { span.mark aria-hidden="true" { (mark) } " " (words) }
            p.name { code { (graded.verdict.name()) } }
            p.reason { (words::reason(&graded.reason)) }
            @if let Some(predicted) = &context.predicted {
                p { strong { "Predicted: " } (predicted.beside(graded)) }
            }
            p.next { strong { "Next: " } (step) }
            (typed(&command))
        }
    }
}

/// A command to type.
fn typed(command: &str) -> Markup {
    html! { pre.typed { code { (command) } } }
}

/// A table of names and values; what is too wide scrolls.
fn facts(label: &str, rows: &[(&str, Markup)]) -> Markup {
    html! {
        div.scroll role="region" aria-label=(label) tabindex="0" {
            table.facts {
                tbody {
                    @for (name, value) in rows { tr { th scope="row" { (name) } td { (value) } } }
                }
            }
        }
    }
}

fn tests(graded: &Graded, context: &Context) -> Markup {
    let passed = graded.tests.iter().filter(|test| test.outcome == Outcome::Passed).count();
    let planned = graded.candidate.tests_planned;
    html! {
        section aria-labelledby="answers" {
            h2 #answers { "Answers" }
            @match failure(graded) {
                None => {
                    p { (passed) " of " (planned) " checks passed, on " (thread_counts(&graded.tests)) "." }
                    (printed(&graded.printed))
                }
                Some(test) => {
                    @if planned > 1 {
                        p { (passed) " of " (planned) " checks passed; then this one did not:" }
                    }
                    (failed(graded, test, context))
                }
            }
            @if graded.tests.len() > 1 { (all_tests(&graded.tests)) }
        }
    }
}

/// What a right file printed in the examples.
fn printed(text: &str) -> Markup {
    let text = strip_ansi_codes(text);
    html! {
        @if !text.trim().is_empty() {
            p { "It printed, in the examples:" }
            pre.printed { (text.trim_end()) }
        }
    }
}

/// The check that failed: what was asked, expected and got.
fn failed(graded: &Graded, test: &Test, context: &Context) -> Markup {
    let quoted = |text: &str| html! { pre { (text) } };
    let mut rows = Vec::new();
    if test.role.is_some() {
        let on = test.threads.map_or_else(String::new, |p| format!(", on {}", plural(p)));
        rows.push(("case", html! { (test.name) " (" (role(test)) ")" (on) }));
    }
    let printed = match &test.outcome {
        Outcome::Wrong { input, mismatch, printed, .. } => {
            rows.push(("input", quoted(input)));
            rows.push(("expected", quoted(&mismatch.expected)));
            rows.push(("got", quoted(&mismatch.got)));
            printed
        }
        Outcome::TookTooLong { printed, .. }
        | Outcome::OutOfMemory { printed, .. }
        | Outcome::Crashed { printed, .. } => printed,
        Outcome::DoesNotCompile { diagnostics } => {
            let plain = strip_ansi_codes(diagnostics);
            rows.push(("compiler", quoted(plain.trim_end())));
            ""
        }
        Outcome::Passed
        | Outcome::UsedTooMuch { .. }
        | Outcome::Starved { .. }
        | Outcome::ChecksTookTooLong { .. }
        | Outcome::SolutionTookTooLong { .. } => "",
    };
    if !printed.trim().is_empty() {
        rows.push(("it printed", quoted(strip_ansi_codes(printed).trim_end())));
    }
    let again = Some(test).filter(|test| !is_unfinished(test));
    let again = again.and_then(|test| repeating(graded, test, context));
    html! {
        (facts("The check that failed", &rows))
        @if let Some(command) = again { p { "This case again:" } (typed(&command)) }
    }
}

/// All checks, those of one case that went alike in one row.
fn all_tests(tests: &[Test]) -> Markup {
    let word = |test: &Test| match test.outcome {
        Outcome::Passed => "passed",
        _ => test.outcome.verdict().name(),
    };
    let alike = |a: &Test, b: &Test| a.name == b.name && a.role == b.role && word(a) == word(b);
    html! {
        details {
            summary { "All " (tests.len()) " checks" }
            div.scroll role="region" aria-label="All checks" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "case" }
                        th scope="col" { "what for" }
                        th scope="col" { "threads" }
                        th scope="col" { "checks" }
                        th scope="col" { "result" }
                    } }
                    tbody {
                        @for group in tests.chunk_by(alike) {
                            tr {
                                th scope="row" { (group[0].name) }
                                td { (role(&group[0])) }
                                td { (numbers(group)) }
                                td.number { (group.len()) }
                                td { (word(&group[0])) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The thread counts of some checks: `1, 2, 3`.
fn numbers(tests: &[Test]) -> String {
    let mut counts: Vec<usize> = tests.iter().filter_map(|test| test.threads).collect();
    counts.sort_unstable();
    counts.dedup();
    counts.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

/// Of each counted resource the use that came nearest to its limit.
fn counted(graded: &Graded) -> Markup {
    if graded.counted.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="counted" {
            h2 #counted { "Counted" }
            div.scroll role="region" aria-label="Counted resources" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "what" }
                        th scope="col" { "used" }
                        th scope="col" { "allowed" }
                        th scope="col" { "baseline" }
                        th scope="col" { "in case" }
                        th scope="col" { "counted" }
                    } }
                    tbody {
                        @for Counted { what, case, amount, allowed, baseline, advisory } in &graded.counted {
                            tr {
                                th scope="row" { (what) }
                                td.number { (amount) }
                                td.number { (allowed) }
                                td.number { (baseline) }
                                td { (case) }
                                td {
                                    @if *advisory { "by the program itself" } @else { "from outside" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The last attempts, where the page is about the student's own file.
fn attempts(graded: &Graded, progress: &Progress) -> Markup {
    let attempts = progress.attempts(&graded.exercise);
    if attempts.is_empty() || graded.candidate.origin != Origin::Student {
        return html! {};
    }
    let best = progress.best(&graded.exercise).and_then(|best| Some((best, best.date?)));
    html! {
        section aria-labelledby="attempts" {
            h2 #attempts { "Attempts" }
            p { "Whole gradings of your file, the newest last." }
            ol.attempts {
                @for Attempt { verdict, speedup, .. } in attempts {
                    li {
                        span aria-hidden="true" { (mark(*verdict)) } " " (verdict.name())
                        @if let Some(speedup) = speedup { " " (format!("{speedup:.2}x")) }
                    }
                }
            }
            @if let Some((best, date)) = best {
                p {
                    "The best so far: " (best.verdict.name())
                    @if let Some(speedup) = best.speedup { ", " (format!("{speedup:.2}x")) }
                    ", on " time datetime=(date) { (date) } "."
                }
            }
        }
    }
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "✔",
        Verdict::Inconclusive => "?",
        _ => "✘",
    }
}

/// Where this was found, and how to find it again.
fn origins(graded: &Graded, context: &Context) -> Markup {
    let machine = &graded.machine;
    let threads = plural(machine.threads);
    let quota =
        machine.quota().map_or_else(String::new, |cpus| format!(", by {}", words::quota(cpus)));
    let left_out = words::cores_left_out(machine.threads, &machine.left_out, machine.quota())
        .map_or_else(String::new, |text| format!(". {text}"));
    let text = |text: &str| html! { (text) };
    let mut rows = vec![
        ("machine", html! { (machine.processor) ", " (machine.system) }),
        (
            "cores",
            html! { (machine.cores) " may be used" (quota) "; timed with " (threads) (left_out) },
        ),
        ("compiler", text(&machine.toolchain)),
        ("isolation", text(&isolated(&graded.isolation))),
        ("seed", html! { (graded.candidate.seed) ", which all hidden inputs follow from" }),
    ];
    if let Some(unit) = &graded.candidate.unit {
        rows.push(("built as", html! { code { (unit) } }));
    }
    rows.extend(machine.certified.as_ref().map(|it| ("certified", text(&certified::sentence(it)))));
    rows.push(("took", text(&duration(graded.seconds))));
    let again = format!("{} --seed {}", command(graded, context), graded.candidate.seed);
    html! {
        section aria-labelledby="origins" {
            h2 #origins { "How this was found" }
            (facts("How this was found", &rows))
            p { "The same hidden inputs again:" }
            (typed(&again))
        }
    }
}

/// A picture that another crate has drawn, with words for those who do not see it.
fn figure(svg: &str, label: &str, caption: &Markup) -> Markup {
    let label = html! { svg role="img" aria-label=(label) {} }.into_string();
    let start = label.trim_end_matches("></svg>");
    let svg = svg.replacen("<svg", start, 1);
    // What comes before the drawing is for files.
    let svg = svg.find("<svg").map_or("", |at| &svg[at..]);
    html! {
        figure { (PreEscaped(svg)) figcaption { (caption) } }
    }
}

#[cfg(test)]
mod tests;
