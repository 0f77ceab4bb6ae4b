//! Sentences about answers: the check that failed, and why speed is not judged.

use super::duration;
use crate::verdict::{Counted, Outcome, Test, Untimed};
use grader_spec::Role;

/// Which check failed, and how, where the same check passes on one thread.
pub(super) fn wrong_together(test: &Test) -> String {
    why(test)
        + " On 1 thread it is right: look at what threads share, at the order of their results, \
           and at how the input is cut into parts."
}

/// Every answer is right, and no speed was measured.
pub(super) fn answers_right(untimed: Option<Untimed>) -> String {
    let counted = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    untimed.map_or_else(
        || "Every answer is right. Speed was not measured.".to_owned(),
        |Untimed { threads, cores }| {
            let (threads, cores) = (counted(threads, "thread"), counted(cores, "core"));
            format!("Every answer is right. With {threads} on {cores} speed is not measured.")
        },
    )
}

/// There is one core only.
pub(super) fn one_core(limit: Option<f64>) -> String {
    limit.map_or_else(
        || {
            "Only one core may be used here, so nothing can run in parallel and speed is not judged."
                .to_owned()
        },
        |cpus| {
            format!(
                "Here {} holds, so there are no two cores to run on in parallel, and speed is not \
                 judged. From 2 CPUs on, it is.",
                quota(cpus)
            )
        },
    )
}

/// A quota of CPU time.
pub fn quota(cpus: f64) -> String {
    let digits = format!("{cpus:.2}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("a quota of {digits} CPUs")
}

/// How a check ended, in a few words for a message about something else, with what was
/// printed.
pub fn in_short(outcome: &Outcome) -> String {
    let with = |what: String, printed: &str| match printed.trim() {
        "" => what,
        printed => format!("{what}; it printed: {printed}"),
    };
    match outcome {
        Outcome::Crashed { how, printed, .. } => with(how.clone(), printed),
        Outcome::OutOfMemory { limit_mib, printed } => {
            with(format!("it asked for more than {limit_mib} MiB of memory"), printed)
        }
        Outcome::TookTooLong { limit_s, printed, .. } => {
            with(format!("no answer within {limit_s} s"), printed)
        }
        Outcome::Starved { wall_s, .. } => {
            format!("this machine hardly let it run in {}", duration(*wall_s))
        }
        Outcome::Wrong { mismatch, .. } => format!("a wrong answer: {}", mismatch.difference),
        other => format!("{:?}", other.verdict()),
    }
}

/// One sentence: which check failed, and how.
pub(super) fn why(test: &Test) -> String {
    let on = match test.threads {
        Some(1) => " on 1 thread".to_owned(),
        Some(threads) => format!(" on {threads} threads"),
        None => String::new(),
    };
    let name = &test.name;
    match &test.outcome {
        Outcome::Passed => "All went well.".to_owned(),
        Outcome::DoesNotCompile { .. } => "The file does not compile.".to_owned(),
        Outcome::TookTooLong { limit_s, cpu_s, .. } => {
            // A busy wait keeps a core for most of the time; a deadlock none.
            let (cpu_share, busy_share) = (cpu_s / limit_s, 0.2);
            let doing = if cpu_share < busy_share {
                "hardly any thread was running: this looks like a deadlock"
            } else {
                "it was still computing: this looks like an endless loop, or far too much work"
            };
            let unchecked = match test.role {
                Some(Role::Timed) => " So its answer at full size was not checked.",
                _ => "",
            };
            format!("Case `{name}`{on}: no answer within {limit_s} s; {doing}.{unchecked}")
        }
        Outcome::Starved { limit_s, wall_s, cpu_s } => format!(
            "Case `{name}`{on}: this machine let it run for so little of {} that it is not \
             known whether it answers within {limit_s} s; it used {} of CPU time. This is not a fail. Run \
             again where fewer programs run, or with a larger quota of CPU time.",
            duration(*wall_s),
            duration(*cpu_s)
        ),
        Outcome::SolutionTookTooLong { limit_s } => format!(
            "Case `{name}`{on}: no answer within {limit_s} s. But the course's own program did not \
             answer within that time either. So this machine may be to blame, and this is not a \
             fail. Run again when it is quiet."
        ),
        Outcome::ChecksTookTooLong { limit_s } => format!(
            "Up to case `{name}`{on} every answer is right, but the checks together took more than \
             {limit_s} s. Each may take long; not all of them may."
        ),
        Outcome::OutOfMemory { limit_mib, .. } => {
            format!("Case `{name}`{on}: it asked for more than the {limit_mib} MiB it may have.")
        }
        Outcome::Crashed { how, .. } => format!("Case `{name}`{on}: {how}."),
        Outcome::Wrong { mismatch, right_runs: None, .. } => {
            format!("Case `{name}`{on}: {}.", mismatch.difference)
        }
        Outcome::Wrong { right_runs: Some(runs), .. } => format!(
            "Case `{name}`{on}: the same input was answered rightly in {} of {} runs, so look at \
             what threads share, or at the order in which they end.",
            runs.right, runs.of
        ),
        Outcome::UsedTooMuch { counted } => {
            let Counted { what, amount, allowed, baseline, .. } = counted;
            let needed = match baseline {
                needed if needed == allowed => "which is what it takes".to_owned(),
                needed => format!("and it can be done with {needed}"),
            };
            format!(
                "Case `{name}`{on}: the answer is right, but it took {amount} {what}. At most \
                 {allowed} are allowed, {needed}."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_has_no_more_digits_than_it_needs() {
        let found = [1.9, 0.25, 4.0].map(quota);
        assert_eq!(found, ["a quota of 1.9 CPUs", "a quota of 0.25 CPUs", "a quota of 4 CPUs"]);
        assert!(one_core(Some(1.9)).starts_with("Here a quota of 1.9 CPUs holds, so"));
        assert!(one_core(None).starts_with("Only one core"));
    }
}
