//! Sentences about speed: what the samples show, and why that is not enough or decides
//! nothing.

use super::cause;
use crate::verdict::{
    AttemptRole, CoresUsed, GOAL_ABOVE_SERIAL, Growth, Reason, Shown, Slowness, Speedup,
    WITNESS_SHARE,
};

/// Said of a rejection for speed that nothing could confirm.
const UNCONFIRMED: &str = "This copy holds no solution to check that this machine could have \
                           passed; your course's grading decides.";

/// The reasons that samples lead to; nothing is said of the others.
pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::GoalMet(shown) => found(shown),
        Reason::BetterAlone { shown, threads, alone } => format!(
            "{} That is more than {threads} cores alone can do. But on one thread it already has \
             {alone}: it is a better serial program than the baseline, and a parallel one.",
            found(shown)
        ),
        Reason::TooSlow { shown, why, has_control } => {
            let told = format!("{} {}", found(shown), slowness(why));
            if *has_control { told } else { format!("{told} {UNCONFIRMED}") }
        }
        Reason::SolutionMissed { shown, solution, pairs, blocks } => {
            solution_missed(shown, solution.as_ref(), *pairs, *blocks)
        }
        Reason::SlowAsSolution(shown) => format!(
            "{} But measured in turn with the course's own solution, it was not clearly too slow. So \
             this machine may be to blame, and this is not a fail. Run again when it is quiet.",
            found(shown)
        ),
        Reason::Unconfirmed { shown, lacks } => format!(
            "{} But {}. So this is not a fail yet: grade the file again.",
            found(shown),
            lacking(*lacks)
        ),
        Reason::OutrunsMemory(shown) => format!(
            "{} That is more than memory brings. A person should look at this file: it may be very \
             clever, or it may cheat.",
            found(shown)
        ),
        Reason::BeyondCores { shown, threads, alone } => {
            beyond_cores(shown, *threads, alone.as_ref())
        }
        Reason::OneCoreUsed { shown, cores, against_itself } => {
            let words = if *against_itself { AGAINST_ITSELF } else { AGAINST_BASELINE };
            one_core_used(shown, *cores, words)
        }
        Reason::ChoiceIgnored { own, spread } => format!(
            "Your choice is {own}, and it is as quick as the best of a sweep. But so are all \
             others: the slowest takes {spread:.2} times as long. So your program does not seem to \
             use the choice that it is given. Use it, and run again. If it does, show it to a person."
        ),
        undecided => unclear(undecided),
    }
}

/// Where the runs themselves decide nothing.
fn unclear(reason: &Reason) -> String {
    match reason {
        Reason::Contended { pairs, blocks, is_retry, looks_like } => {
            let twice = if *is_retry { " I tried twice." } else { "" };
            contended([*pairs, *blocks], twice, *looks_like)
        }
        Reason::Scattered { speedup, goal } => {
            let shown = speedup.map_or_else(String::new, |speedup| speedup.to_string());
            format!(
                "The runs scatter too widely to tell {shown} from the goal of {goal:.2}x. This is not \
                 a fail. Run again when the machine is quiet. If it comes back, look for what \
                 differs from run to run: which thread gets which part, and which thread waits for which."
            )
        }
        Reason::Borderline { goal } => format!(
            "The speedup is too close to the goal of {goal:.2}x to tell them apart. This is \
             not a fail. A little faster and it passes."
        ),
        Reason::Restless { pairs, blocks } => format!(
            "Your program is busy outside its turn: it takes too long from its input to its \
             start, or from its end to its answers. So only {pairs} of {blocks} pairs count. Does a \
             thread go on after the function has returned? Join it. This is not a fail."
        ),
        Reason::Spoiled { pairs, blocks, goal } => format!(
            "The {pairs} pairs that count reach the goal of {goal:.2}x, but {} others do \
             not count, and too many of them miss it. Other programs can do that, and so can \
             threads that are still busy when a run is over. This is not a fail. Run again when \
             the machine is quiet. If it comes back, a person should look at this file.",
            blocks - pairs
        ),
        Reason::RisenCapacity { threads, capacity, goal } => format!(
            "Before measuring, all {threads} cores together did {capacity:.2} times the work of one, and \
             clearly more later. So the goal of {goal:.2}x was too low, and the speedup is too \
             close to a higher one. This is not a fail. Run again when the machine is quiet."
        ),
        Reason::LowCapacity { threads, capacity, goal } => low_capacity(*threads, *capacity, *goal),
        _ => String::new(),
    }
}

/// What the samples show, in one sentence.
fn found(shown: &Shown) -> String {
    if let Some(growth) = &shown.growth {
        return format!("Growth: {}.", self::growth(growth));
    }
    let speedup = shown.speedup.map_or_else(
        || "No pair of runs counted".to_owned(),
        |speedup| format!("Speedup {speedup}"),
    );
    format!("{speedup}, goal {:.2}x.", shown.goal)
}

/// How much longer twice the input takes, and how much longer it may.
pub fn growth(growth: &Growth) -> String {
    let found = growth.speedup.map_or_else(
        || "it is not known how long twice the input takes".to_owned(),
        |Speedup { median, low, high, .. }| {
            let [times, least, most] = [median, high, low].map(f64::recip);
            format!("twice the input takes {times:.2} times as long ({least:.2}–{most:.2})")
        },
    );
    format!("{found}, goal at most {:.2} times", growth.times_max)
}

fn slowness(why: &Slowness) -> String {
    match why {
        Slowness::Choice { own, best, times } => format!(
            "Your choice of {own} takes {times:.2} times as long as {best}, the best of a sweep."
        ),
        Slowness::Growth => {
            "Its work grows faster than the input: more cores do not change that, a \
                             better algorithm does."
                .to_owned()
        }
        Slowness::Cause(found) => cause::diagnosis(found),
        Slowness::Cores(used) => cores(*used),
        Slowness::Unstable { above, pairs, found } => {
            let percent = 100.0 * *above as f64 / (*pairs).max(1) as f64;
            let because = found.as_ref().map(|found| format!(" {}", cause::diagnosis(found)));
            let because = because.unwrap_or_default();
            format!("It reaches the goal in only {percent:.0} % of clean runs.{because}")
        }
        Slowness::LongestThread(used) => format!(
            "Others used the cores, but free cores would not help: one thread alone uses more CPU \
             time than the goal allows for the whole run. {}",
            cores(*used)
        ),
    }
}

/// How parallel the candidate was.
fn cores(used: CoresUsed) -> String {
    let CoresUsed { cores, threads } = used;
    // Idle workers spin for some microseconds, so serial code uses a little more.
    let serial_below = 1.1;
    if cores < serial_below {
        return format!("It ran on one core ({cores:.1} of {threads}): nothing ran in parallel.");
    }
    format!("It kept {cores:.1} of {threads} cores busy.")
}

/// What the solution showed in the candidate's place, where it did not pass.
fn solution_missed(
    shown: &Shown,
    solution: Option<&Speedup>,
    pairs: usize,
    blocks: usize,
) -> String {
    let seen = solution.map_or_else(
        || "no pair of its runs counted".to_owned(),
        |speedup| format!("{pairs} of its {blocks} pairs counted and showed {speedup}"),
    );
    format!(
        "{} But the course's own solution, measured right after, did not clearly reach it either: \
         {seen}. So this machine may be to blame, and this is not a fail. Run again when it is \
         quiet.",
        found(shown)
    )
}

fn lacking(role: AttemptRole) -> &'static str {
    match role {
        AttemptRole::Control => "the course's own solution was not measured after it",
        AttemptRole::Beside => "it was not measured in turn with the course's own solution",
        AttemptRole::First | AttemptRole::Second | AttemptRole::Alone => {
            "it was measured only once"
        }
    }
}

fn beyond_cores(shown: &Shown, threads: usize, alone: Option<&Speedup>) -> String {
    let on_one = alone.map_or_else(String::new, |alone| format!(" On one thread it has {alone}."));
    format!(
        "{} That is more than {threads} cores can do by running in parallel.{on_one} A person should \
         look at this file: it may be very clever, or it may cheat.",
        found(shown)
    )
}

/// What a goal in cores asks for, and what a program that meets it on one core may be.
const AGAINST_ITSELF: [&str; 2] =
    ["to be faster on all cores than on one", "slow on one thread on purpose"];
const AGAINST_BASELINE: [&str; 2] =
    ["a share of what the cores do together", "a better serial program than the baseline"];

fn one_core_used(shown: &Shown, used: CoresUsed, [asked, may_be]: [&str; 2]) -> String {
    let CoresUsed { cores, threads } = used;
    format!(
        "{} But it uses {cores:.1} of {threads} cores, and the goal is {asked}. A person should look \
         at this file: it may be {may_be}.",
        found(shown)
    )
}

fn contended([pairs, blocks]: [usize; 2], twice: &str, looks_like: Option<f64>) -> String {
    let hint = looks_like.map_or_else(String::new, |hint| {
        format!(" Beside the grader's own test loop under the same load it looks like {hint:.1}x.")
    });
    let seen = match blocks {
        0 => "the cores were never all free while I looked.".to_owned(),
        _ => format!("only {pairs} of {blocks} pairs had all cores free."),
    };
    format!(
        "This machine is busy: {seen}{twice}{hint} This is not a fail. Close other programs, and run \
         again."
    )
}

/// Why no speedup can be told from none: the cores bring too little, or the exercise asks
/// for too small a share of them.
fn low_capacity(threads: usize, capacity: f64, goal: f64) -> String {
    if capacity < 1.0 {
        return format!(
            "Other programs had the cores while I looked what they can do: all {threads} together \
             did less than one alone. So there is no goal to measure against now. Run again when \
             they are free."
        );
    }
    let found = format!(
        "All {threads} cores together did {capacity:.2} times the work of one, and the goal is a \
         share of that: {goal:.2}x. A goal below {GOAL_ABOVE_SERIAL}x cannot be told from no speedup."
    );
    let advice = if capacity < WITNESS_SHARE * threads as f64 {
        "If that is a neighbour's doing, run again later."
    } else {
        "The cores are there: so the exercise asks for too little, and its author should know."
    };
    format!("{found} {advice}")
}
