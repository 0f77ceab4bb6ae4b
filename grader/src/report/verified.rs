//! The laws of a sound course, a line each.

use super::{Paint, visible};
use crate::verify::{Finding, Standing};
use std::fmt::Write;

/// One finding as a line; what is wrong may take more.
pub fn line(finding: &Finding, paint: Paint) -> String {
    let word = match finding.standing {
        Standing::Sound => paint.good("ok     "),
        Standing::Broken => paint.bad("BROKEN "),
        Standing::Unclear => paint.unsure("unclear"),
        Standing::Skipped => paint.dim("skipped"),
    };
    let mut detail = finding.detail.trim_end().lines().map(visible);
    let first = detail.next().unwrap_or_default();
    let mut text = format!("{word} {:<16} {:<24} {first}", finding.exercise, finding.subject);
    for line in detail {
        let _ = write!(text, "\n          {line}");
    }
    text
}

/// The last line: how many of each.
pub fn summary(findings: &[Finding]) -> String {
    let count = |standing| findings.iter().filter(|finding| finding.standing == standing).count();
    format!(
        "{} sound, {} broken, {} unclear, {} skipped",
        count(Standing::Sound),
        count(Standing::Broken),
        count(Standing::Unclear),
        count(Standing::Skipped)
    )
}
