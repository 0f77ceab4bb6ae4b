//! What the verdict's data says in English: the one place of its sentences, which screen,
//! page, platforms and the file of a result share. Nothing is decided here, and nothing
//! that is decided looks at it.

mod cause;
mod check;
mod cores;
mod speed;

pub use cause::{advice, diagnosis};
pub use check::{in_short, quota};
pub use cores::cores_left_out;
pub use speed::growth;

use crate::verdict::{Raised, Reason, Speedup};

/// Why a verdict is what it is, in one sentence or a few.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Failed { test, right_on_one: false } => check::why(test),
        Reason::Failed { test, right_on_one: true } => check::wrong_together(test),
        Reason::AnswersRight { untimed } => check::answers_right(*untimed),
        Reason::OneCore { quota } => check::one_core(*quota),
        Reason::Unfinished => "The measuring was cut short.".to_owned(),
        Reason::NotSettled { speedups } => not_settled(speedups),
        Reason::NotMeasured { case } => format!(
            "Case `{case}` was not measured in this way when this was graded. This is not a fail. \
             Grade the file again."
        ),
        Reason::LimitRaised { case, raised } => limit_raised(case, raised),
        of_speed => speed::reason(of_speed),
    }
}

/// A time in the unit that suits it, with three digits.
pub fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    let decimals = match value {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$} {unit}")
}

fn not_settled(speedups: &[Speedup]) -> String {
    let shown: Vec<String> = speedups.iter().map(ToString::to_string).collect();
    format!(
        "The samples were taken for another goal, and do not settle this one: speedup {}. This \
         is not a fail. Grade the file again.",
        shown.join(", ")
    )
}

fn limit_raised(case: &str, raised: &Raised) -> String {
    let (was, now) = match raised {
        Raised::Time { was_s, now_s } => (format!("{was_s} s"), format!("{now_s} s")),
        Raised::Memory { was_mib, now_mib } => (format!("{was_mib} MiB"), format!("{now_mib} MiB")),
        Raised::Count { what, was, now } => (format!("{was} {what}"), now.to_string()),
    };
    format!(
        "Case `{case}`: it may use {now} now, where {was} were allowed when this was graded. What \
         comes after is not known. This is not a fail. Grade the file again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let found = [2.5, 0.01234, 5.6789e-3, 123.4e-6, 5e-9].map(duration);
        assert_eq!(found, ["2.50 s", "12.3 ms", "5.68 ms", "123 µs", "5.00 ns"]);
    }
}
