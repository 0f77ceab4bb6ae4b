//! One timed case on the page: its figures, its samples, and the account of the
//! cores' time where the candidate is slow.

use super::super::study::parts;
use super::super::terminal::{gain, goal, opponent, rival};
use super::super::{duration, plot};
use super::{facts, figure, samples};
use crate::fault::Fault;
use crate::verdict::{Cause, Profile, Reason, Timed};
use crate::words;
use maud::{Markup, html};

/// The section; `reason` is what the page has told above.
pub fn section(timed: &Timed, reason: &Reason) -> Result<Markup, Fault> {
    let cause = timed.diagnosis.as_ref();
    let account = cause.map(|found| account(&found.profile)).transpose()?;
    Ok(html! {
        section {
            h2 { "Speed: " (timed.case) (rival(timed)) }
            (figures(timed))
            @match samples::picture(timed) {
                Some(picture) => (picture),
                None => p { "No pair was measured, so there is nothing to draw." },
            }
            @if let (Some(found), Some(account)) = (cause, account) {
                h3 { "Why it is slow: " (found.cause.map_or("no cause stands out", Cause::name)) }
                @if reason.cause() != Some(found) { p { (words::diagnosis(found)) } }
                (account)
            }
        }
    })
}

fn figures(timed: &Timed) -> Markup {
    let mut rows = Vec::new();
    if let Some(growth) = timed.growth() {
        rows.push(("growth", html! { (words::growth(&growth)) }));
    } else if timed.goal_speedup.is_some() {
        let speedup = timed.speedup.map_or_else(|| "not known".to_owned(), |s| s.to_string());
        rows.push(("speedup", html! { strong { (speedup) } }));
        rows.push(("goal", html! { (goal(timed).trim_start_matches("goal ")) }));
    } else {
        rows.push(("speedup", html! { "not known; " (goal(timed)) }));
    }
    if let Some((label, value)) = opponent(timed) {
        rows.push((label, html! { (value) }));
    }
    if let Some((seconds, cores)) = timed.candidate_s.zip(timed.cores_used) {
        let cores = format!("{cores:.1} of {} cores used", timed.samples.threads);
        rows.push(("candidate", html! { (duration(seconds)) ", " (cores) }));
    }
    if let Some((label, value)) = gain(timed) {
        rows.push((label, html! { (value) }));
    }
    let pairs = format!(
        "{} of {} counted, {} above the goal; {} of measuring",
        timed.pairs,
        timed.blocks,
        timed.pairs_above,
        duration(timed.samples.seconds)
    );
    rows.push(("pairs", html! { (pairs) }));
    if let Some(earlier) = &timed.earlier {
        let earlier = Timed::new(&timed.case, earlier.clone());
        let (pairs, blocks) = (earlier.pairs, earlier.blocks);
        rows.push(("first try", html! { (pairs) " of " (blocks) " counted; then once more" }));
    }
    if let Some(control) = &timed.control {
        let control = Timed::new(&timed.case, control.clone());
        let speedup = control.speedup.map_or_else(|| "not known".to_owned(), |s| s.to_string());
        rows.push(("solution", html! { (speedup) ", measured right after for comparison" }));
    }
    facts("Figures of this case", &rows)
}

/// Where the cores' time went, as a table with bars and as threads over time.
pub fn account(profile: &Profile) -> Result<Markup, Fault> {
    let there_s = profile.threads as f64 * profile.wall_s;
    let there = format!("{} × {}", profile.threads, duration(profile.wall_s));
    let share = |seconds: f64| 100.0 * seconds / there_s;
    let timeline = plot::trace(profile, "")?;
    let spoken = "Threads over time: how much of it each thread ran, and where it waited for a \
                  core. The table above has the sums.";
    Ok(html! {
        div.scroll role="region" aria-label="The account of the cores' time" tabindex="0" {
            table.account {
                caption { "Where " (there) " of core time went" }
                thead { tr {
                    th scope="col" { "part" }
                    th scope="col" { "share" }
                    th scope="col" { "time" }
                    th scope="col" { "what it is" }
                } }
                tbody {
                    @for (name, seconds, meaning) in parts(profile) {
                        tr {
                            th scope="row" { (name) }
                            td.bar {
                                svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
                                    rect width=(format!("{:.1}", share(seconds).min(100.0))) height="10" {}
                                }
                                (format!("{:.0} %", share(seconds)))
                            }
                            td.number { (duration(seconds)) }
                            td { (meaning) }
                        }
                    }
                }
            }
        }
        (figure(&timeline, spoken, &html! {
            "One run, thread by thread, with the sampler: its time may differ from the table's. Solid: \
             it runs. Pale: it waits for a core. Empty: it sleeps."
        }))
    })
}
