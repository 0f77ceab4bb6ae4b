//! How often verdicts are right on a machine: as one line, as a table, and while it is
//! being found out.

use super::{Paint, duration};
use crate::certify::{Certificate, CertificateStatus, Certified, Count, Load, MARGINS, Step};
use std::fmt::Write;

/// One line, which stands beside every result.
pub fn line(certified: &Certified) -> String {
    let count = certified.count;
    if count.decided() == 0 {
        return format!("none of {} verdicts could be decided", count.undecided);
    }
    format!(
        "{} of {} verdicts wrong (below {} at 95 %), {} undecided",
        count.wrong,
        count.decided(),
        percent(count.error_max()),
        count.undecided
    )
}

/// The same with what was asked, and when.
pub fn sentence(certified: &Certified) -> String {
    let [near, far] = MARGINS;
    let (line, date) = (line(certified), &certified.date);
    format!("{line}; goals {near} and {far} % from the truth, {date}")
}

/// Above any rounding: a bound that is rounded down is none.
fn percent(share: f64) -> String {
    let tenths = (1000.0 * share).ceil() / 10.0;
    let decimals = usize::from(tenths < 10.0);
    format!("{tenths:.decimals$} %")
}

/// How far a certification is.
pub fn step(step: Step) -> String {
    match step {
        Step::Sizing => "finding out how long candidates must work here".to_owned(),
        Step::Calibrating(kind) => {
            format!("finding the true speedup of {kind} candidates; takes up to a minute")
        }
        Step::Judged { count, of, left_s } => {
            let Count { wrong, undecided, .. } = count;
            let done = count.all();
            let left = left(left_s);
            format!("{done} of {of} verdicts: {wrong} wrong, {undecided} undecided; {left}")
        }
    }
}

fn left(seconds: f64) -> String {
    match seconds {
        s if s <= 0.0 => "done".to_owned(),
        s if s < 90.0 => format!("about {s:.0} s left"),
        s => format!("about {:.0} min left", s / 60.0),
    }
}

/// All verdicts, those on a quiet machine apart from those on a busy one, and what
/// follows.
pub fn table(certificate: &Certificate, paint: Paint) -> String {
    let Certificate { processor, system, cores, threads, trials, .. } = certificate;
    let seconds = trials.iter().map(|trial| trial.seconds).sum();
    let mut text = format!(
        "\n  {processor}, {system}, {cores} cores, {threads} threads\n  {} verdicts on candidates \
         of known speedup in {}\n\n",
        trials.len(),
        duration(seconds)
    );
    for truth in &certificate.truths {
        let (kind, speedup, error) = (truth.kind, truth.speedup, 100.0 * truth.error);
        let known = if error > 0.0 {
            format!("measured, ± {error:.2} %")
        } else {
            "the baseline's own steps, only fewer".to_owned()
        };
        let _ = writeln!(text, "  {kind:<9} {speedup:.3}x  {known}");
    }
    if certificate.truths.len() == 1 {
        text += "  parallel  left out: the cores were hardly ever all free\n";
    }
    let head =
        format!("\n  {:<14}{:>8}{:>8}{:>8}{:>11}", "margin", "of", "right", "wrong", "undecided");
    let _ = writeln!(text, "{}{}", paint.dim(&head), paint.dim("   wrong at 95 %"));
    for (load, word) in [(Load::Quiet, "quiet"), (Load::Busy, "busy"), (Load::Unknown, "load?")] {
        for margin in MARGINS {
            let here = trials.iter().filter(|trial| (trial.load(), trial.margin) == (load, margin));
            text += &row(&format!("{word:<6} {margin} %"), Count::of(here));
        }
    }
    text += &row("all", certificate.count());
    let (word, says) = match certificate.standing() {
        CertificateStatus::Kept => {
            (paint.good("CERTIFIED"), "The rule keeps what it promises here.")
        }
        CertificateStatus::TooManyWrong => {
            (paint.bad("TOO MANY WRONG"), "More than the rule may err: trust no verdict from here.")
        }
        CertificateStatus::TooFewDecided => (
            paint.unsure("THIS MACHINE CANNOT TELL"),
            "Fewer than 80 % were decided: close other programs, then ask again.",
        ),
    };
    let _ = writeln!(text, "\n{word}\n  {says}");
    text
}

/// One row; nothing where there was no verdict.
fn row(label: &str, count: Count) -> String {
    if count.all() == 0 {
        return String::new();
    }
    let Count { right, wrong, undecided } = count;
    let bound = format!("below {}", percent(count.error_max()));
    let all = count.all();
    format!("  {label:<14}{all:>8}{right:>8}{wrong:>8}{undecided:>11}{bound:>16}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certify::Machine;
    use crate::certify::{Answer, Trial, Truth};
    use crate::measure::known::Kind;

    fn certified(right: usize, wrong: usize, undecided: usize) -> Certified {
        let count = Count { right, wrong, undecided };
        Certified { date: "2026-11-26".to_owned(), count }
    }

    #[test]
    fn a_certificate_is_one_line() {
        let check = |of: Certified, expected: &str| assert_eq!(line(&of), expected);
        check(certified(197, 0, 3), "0 of 197 verdicts wrong (below 1.6 % at 95 %), 3 undecided");
        check(certified(9, 1, 0), "1 of 10 verdicts wrong (below 40 % at 95 %), 0 undecided");
        check(certified(0, 0, 40), "none of 40 verdicts could be decided");
    }

    fn trials() -> Vec<Trial> {
        let trial = |number: usize| {
            let others = Some(if number < 24 { 0.02 } else { 0.3 });
            let answer = match number {
                30.. => Answer::Undecided,
                n => [Answer::Met, Answer::NotMet][n % 2],
            };
            let (margin, goal) = (MARGINS[number / 2 % 2], [1.5, 1.9][number % 2]);
            let (kind, truth) = (Kind::Serial, 5.0 / 3.0);
            Trial { kind, margin, truth, goal, answer, pairs: 9, others, seconds: 0.5 }
        };
        (0..32).map(trial).collect()
    }

    #[test]
    fn quiet_and_busy_verdicts_stand_apart() {
        let machine = Machine {
            cpu_quota: None,
            left_out: Vec::new(),
            cores: 2,
            threads: 2,
            processor: "a processor".to_owned(),
            system: "linux x86_64".to_owned(),
            toolchain: "rustc 1.95.0".to_owned(),
            certified: None,
        };
        let serial = Truth { kind: Kind::Serial, share: 0.6, speedup: 5.0 / 3.0, error: 0.0 };
        let parallel = Truth { kind: Kind::Parallel, share: 0.55, speedup: 1.79, error: 0.003 };
        let truths = vec![serial, parallel];
        let certificate = Certificate::new(&machine, "2026-11-26", truths, trials());
        insta::assert_snapshot!(table(&certificate, Paint { color: false }));
    }

    #[test]
    fn progress_says_how_long() {
        let count = Count { right: 12, wrong: 0, undecided: 1 };
        let judged = |left_s| step(Step::Judged { count, of: 40, left_s });
        assert_eq!(judged(27.4), "13 of 40 verdicts: 0 wrong, 1 undecided; about 27 s left");
        assert!(judged(300.0).ends_with("about 5 min left"));
        assert!(judged(0.0).ends_with("done"));
    }
}
