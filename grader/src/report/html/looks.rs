//! What was seen in looks at the candidate: how it scales, what its threads do,
//! what its choice costs, and the tasks of the exercise.

use super::super::study::{choice_words, law_words};
use super::super::{duration, graph, plot, study::grouped};
use super::{Surroundings, facts, figure, timed, typed};
use crate::candidate::Origin;
use crate::fault::Fault;
use crate::grade::{Figures, Graded, StudyRecord};
use crate::measure::scaling::Scaling;
use crate::measure::sweep::Sweep;
use crate::verdict::Verdict;
use maud::{Markup, html};

/// The section; nothing where no look could be there.
pub fn section(graded: &Graded, around: &Surroundings) -> Result<Markup, Fault> {
    // Looks are kept of the student's file alone.
    if graded.candidate.origin != Origin::Student {
        return Ok(html! {});
    }
    let is_of_this =
        |look: &&StudyRecord| look.unit.is_none() || look.unit == graded.candidate.unit;
    let (of_this, others): (Vec<&StudyRecord>, Vec<&StudyRecord>) =
        around.looks.iter().partition(is_of_this);
    let mut shown = Vec::new();
    for look in &of_this {
        shown.push(one(look)?);
    }
    let command = |name: &str| format!("{} {name} {}", around.context.command, graded.exercise);
    let older: Vec<&str> = others.iter().map(|look| look.figures.name()).collect();
    // Only a right candidate with a timed case can be looked at.
    let can_look = !graded.timed.is_empty()
        && matches!(
            graded.verdict,
            Verdict::Accepted | Verdict::LowSpeedup | Verdict::Inconclusive
        );
    let has = |name: &str| of_this.iter().any(|look| look.figures.name() == name);
    let missing: Vec<&str> = ["scale", "trace"].into_iter().filter(|name| !has(name)).collect();
    if shown.is_empty() && older.is_empty() && !can_look {
        return Ok(html! {});
    }
    Ok(html! {
        section aria-labelledby="looks" {
            h2 #looks { "Looks" }
            @for look in shown { (look) }
            @if !older.is_empty() {
                p {
                    "Older looks are left out: your file, the exercise or the compiler has changed \
                     since. They were made by " (older.join(", ")) "."
                }
            }
            @if can_look && !missing.is_empty() {
                p { "To see more of this file on this page, type these, then ask for the page again:" }
                @for name in missing { (typed(&command(name))) }
            }
        }
    })
}

fn one(look: &StudyRecord) -> Result<Markup, Fault> {
    let StudyRecord { case, figures, .. } = look;
    Ok(match figures {
        Figures::Scale(scaling) => html! {
            h3 { "How it scales: " (case) }
            (scale(scaling)?)
        },
        Figures::Trace(profile) => html! {
            h3 { "What the threads do: " (case) }
            (timed::account(profile)?)
        },
        Figures::Sweep(sweep) => html! {
            h3 { "What the choice costs: " (case) }
            (swept(sweep)?)
        },
        Figures::Graph(tasks) => html! {
            h3 { "The tasks: " (case) }
            (figure(&graph::picture(tasks)?, "The task graph. A task stands below what it needs.", &html! {
                (tasks.tasks.len()) " tasks. Each stands below what it needs."
            }))
        },
    })
}

fn scale(scaling: &Scaling) -> Result<Markup, Fault> {
    let first_s = scaling.points.first().map_or(1.0, |point| point.seconds);
    let svg = plot::scaling(scaling, "")?;
    let words: Vec<_> = law_words(scaling);
    let rows: Vec<_> = words.iter().map(|(label, value)| (*label, html! { (value) })).collect();
    Ok(html! {
        (figure(&svg, "Speedup over threads: measured, the fitted law, and the ideal. The table below has the figures.", &html! {
            "Speedup over threads. Points: measured. Dashed: the ideal. The other line: the fitted law."
        }))
        div.scroll role="region" aria-label="Time on each number of threads" tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "threads" }
                    th scope="col" { "time" }
                    th scope="col" { "T1/Tp" }
                    th scope="col" { "note" }
                } }
                tbody {
                    @for point in &scaling.points {
                        tr {
                            th scope="row" { (point.threads) }
                            td.number { (duration(point.seconds)) }
                            td.number { (format!("{:.2}x", first_s / point.seconds)) }
                            td {
                                (notes(&[
                                    (point.threads > scaling.cores, "more threads than cores"),
                                    (point.clean == 0, "cores were busy"),
                                ]))
                            }
                        }
                    }
                }
            }
        }
        (facts("The fitted law", &rows))
    })
}

fn swept(sweep: &Sweep) -> Result<Markup, Fault> {
    let Some(best) = sweep.best() else { return Ok(html! {}) };
    let svg = plot::sweep(sweep, "")?;
    Ok(html! {
        (figure(&svg, "Time over choices, yours marked. The table below has the figures.", &html! {
            "The choice: " (choice_words(sweep, best)) "."
        }))
        div.scroll role="region" aria-label="Time of each choice" tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "choice" }
                    th scope="col" { "time" }
                    th scope="col" { "note" }
                } }
                tbody {
                    @for point in &sweep.points {
                        tr {
                            th scope="row" { (grouped(point.choice)) }
                            td.number { (duration(point.seconds)) }
                            td {
                                (notes(&[
                                    (point.choice == sweep.own, "yours"),
                                    (point.choice == best.choice, "best"),
                                    (point.clean == 0, "cores were busy"),
                                ]))
                            }
                        }
                    }
                }
            }
        }
    })
}

/// What is true of a row, in words.
fn notes(all: &[(bool, &str)]) -> String {
    let said = all.iter().filter(|(is_so, _)| *is_so).map(|(_, words)| *words);
    said.collect::<Vec<_>>().join(", ")
}
