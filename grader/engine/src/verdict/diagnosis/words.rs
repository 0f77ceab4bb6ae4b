//! A cause in words: the figures that it rests on, and what to do about it.

use super::account::Account;
use super::{Cause, DEAR_ALONE, EXPLAINS, LESS_WORK, LOSS_MIN, Profile, SAME_WORK};
use crate::verdict::duration;

/// A page that is touched for the first time costs about so long, in seconds: the system
/// has to find it and fill it with zeros.
const FAULT_S: f64 = 0.4e-6;

/// What to do about a cause, where the exercise says nothing of it.
pub(super) fn general_advice(cause: Cause, profile: &Profile, account: &Account) -> String {
    let advice = match cause {
        Cause::Overhead if touches_new_memory(profile, account) => {
            "Look for an allocation or a copy in the midst of the work: make room once, and use it \
             again."
        }
        Cause::Overhead if !has_tasks(profile, account) => {
            "Many threads or new memory do not explain that: one thread alone does more than the \
             baseline. Look at what it does for each element: a lock or an atomic, another pass \
             over the data, an order that jumps through memory, a small allocation, a dearer \
             formula, a task for few elements."
        }
        Cause::Contention if account.gaps_s > account.together_s && !profile.sleeps_often() => {
            "Look for steps at which all wait for the last one, or for a lock that is held during \
             the work: let each go on as soon as it can."
        }
        _ => cause.advice(),
    };
    advice.to_owned()
}

/// Whether pages that are touched for the first time explain what it costs on one thread.
fn touches_new_memory(profile: &Profile, account: &Account) -> bool {
    FAULT_S * profile.usage.faults as f64 > EXPLAINS * account.alone_s
}

/// Whether there are signs of tasks, threads or atomics: they cost more on all threads
/// than on one, or are seen.
pub(super) fn has_tasks(profile: &Profile, account: &Account) -> bool {
    account.together_s > EXPLAINS * account.alone_s
        || profile.threads_started() > 2 * profile.threads
        || profile.sleeps_often()
}

/// Said where nothing was lost that could be named.
pub(super) fn no_cause(profile: &Profile, account: &Account) -> String {
    let there_s = profile.threads as f64 * profile.wall_s;
    let percent = |seconds: f64| 100.0 * seconds / there_s;
    let (used, others) = (percent(account.useful_s), percent(account.waited_s));
    if account.waited_s > 2.0 * LOSS_MIN * there_s {
        return format!(
            "No cause stands out: when the run was looked at, its threads were ready and had no \
             core for {others:.0} % of the cores' time. `grade trace` looks again, when the machine \
             is quiet."
        );
    }
    format!(
        "No cause stands out: when the run was looked at, {used:.0} % of the cores' time was what \
         the baseline needs. `grade trace` shows what each thread did, and \
         `grade scale` what each further thread brings."
    )
}

/// One sentence with the figures that the cause rests on.
pub(super) fn evidence(cause: Cause, profile: &Profile, account: &Account) -> String {
    let Profile { threads, wall_s, cpu_s, cpu_alone_s, .. } = *profile;
    let wall = duration(wall_s);
    match cause {
        Cause::Serial if account.serial_s > 0.8 * (threads - 1) as f64 * wall_s => format!(
            "Only one thread works at a time: a run of {wall} uses {} of CPU time, of the \
             {threads} × {wall} that there are.",
            duration(cpu_s)
        ),
        Cause::Serial => format!(
            "For a part of the run only one thread has work: of {threads} × {wall} of core time, \
             {} stay idle.",
            duration(account.serial_s)
        ),
        Cause::Imbalance => different_ends(profile, account),
        Cause::Overhead => more_work(profile),
        Cause::Contention => waiting(profile, account),
        Cause::Waiting if account.asleep_s < LOSS_MIN * threads as f64 * wall_s => format!(
            "Threads sleep while others work: on one core it uses {} of CPU time and takes {}.",
            duration(cpu_alone_s),
            duration(profile.wall_alone_s.unwrap_or(wall_s))
        ),
        Cause::Waiting => format!(
            "For {} of a run of {wall} no thread runs or is ready to: on one core it uses {} of \
             CPU time and takes {}.",
            duration(account.asleep_s / threads as f64),
            duration(cpu_alone_s),
            duration(profile.wall_alone_s.unwrap_or(wall_s))
        ),
        Cause::Memory if profile.is_out_of_reach(account) && profile.is_passes() => passes(profile),
        Cause::Memory => format!(
            "It waits for memory: it moves at least {:.1} GB/s, and all threads together read no \
             more than {:.1} GB/s here.",
            profile.bandwidth_share() * profile.bandwidth * 1e-9,
            profile.bandwidth * 1e-9
        ),
        Cause::Algorithm => too_much_work(profile),
        Cause::Oversubscription if account.alone_s > account.together_s => format!(
            "{} threads want {threads} cores at the same time, and to start them and to take turns \
             costs: on one core they need {:.1} times the baseline's CPU time.",
            profile.threads_at_once(),
            cpu_alone_s / profile.baseline_s
        ),
        Cause::Oversubscription => format!(
            "{} threads want {threads} cores at the same time, and together they need {:.1} times \
             the CPU time that they need alone.",
            profile.threads_at_once(),
            cpu_s / cpu_alone_s
        ),
    }
}

/// Threads that are done before others.
fn different_ends(profile: &Profile, account: &Account) -> String {
    let (threads, wall) = (profile.threads, duration(profile.wall_s));
    let mut busy_s: Vec<f64> = profile
        .trace
        .lanes
        .iter()
        .filter_map(|lane| lane.cpu_ns.last().map(|&ns| ns as f64 * 1e-9))
        .collect();
    busy_s.sort_by(|a, b| b.total_cmp(a));
    let most = busy_s.first().copied().unwrap_or_default();
    let least = busy_s.get(threads - 1).copied().unwrap_or_default();
    format!(
        "The threads finish at different times: one works for {}, another for {}, and of \
                 {threads} × {wall} of core time {} stay idle.",
        duration(most),
        duration(least),
        duration(account.imbalance_s + account.gaps_s)
    )
}

/// Work that costs more on one thread already.
fn more_work(profile: &Profile) -> String {
    let Profile { threads, cpu_s, cpu_alone_s, baseline_s, .. } = *profile;
    let started = match profile.threads_started() {
        few if few <= 2 * threads => String::new(),
        many => format!(" It starts {many} threads or more."),
    };
    let on_all = match cpu_s / cpu_alone_s {
        more if more > 1.0 + DEAR_ALONE => {
            format!(" On {threads} threads it is {more:.1} times that again.")
        }
        _ => String::new(),
    };
    format!(
        "Even on one thread it needs {:.1} times the baseline's CPU time: {} against \
                 {}.{on_all}{started}",
        cpu_alone_s / baseline_s,
        duration(cpu_alone_s),
        duration(baseline_s)
    )
}

/// An input that is fetched again and again.
fn passes(profile: &Profile) -> String {
    let Profile { threads, wall_s, bytes, bandwidth, .. } = *profile;
    let reading_s = bytes as f64 / bandwidth;
    format!(
        "Input and answer are {:.0} MB, more than a core's own cache holds. To read them once takes \
         all threads {}, and it takes {}: as long as {:.0} passes. {threads} threads bring at most \
         {threads} times, and {} times is asked.",
        bytes as f64 * 1e-6,
        duration(reading_s),
        duration(wall_s),
        (wall_s / reading_s).max(1.0),
        tenths(profile.goal.unwrap_or_default())
    )
}

/// Threads that wait for each other asleep, or at work.
fn waiting(profile: &Profile, account: &Account) -> String {
    let Profile { threads, wall_s, cpu_s, cpu_alone_s, .. } = *profile;
    let (wall, sleeps) = (duration(wall_s), profile.usage.switches_voluntary);
    if account.serial_s > account.gaps_s.max(account.together_s) && !profile.hands_over() {
        return format!(
            "The threads wait for each other: one works at a time, though {} take part, and of \
             {threads} × {wall} of core time {} stay idle.",
            profile.threads_at_work(),
            duration(account.serial_s)
        );
    }
    if account.serial_s > account.gaps_s.max(account.together_s) {
        return format!(
            "The threads wait for each other: one works at a time, and they go to sleep {sleeps} \
             times in a run of {wall}, where one thread alone does so {} times.",
            profile.usage_alone.unwrap_or_default().switches_voluntary
        );
    }
    if account.gaps_s > account.together_s {
        return format!(
            "The threads wait for each other: of {threads} × {wall} of core time {} stay idle in \
             the midst of the run, and they go to sleep {sleeps} times, for {} each.",
            duration(account.gaps_s),
            duration(account.gaps_s / sleeps.max(1) as f64)
        );
    }
    if account.alone_s > account.together_s {
        return format!(
            "The threads get in each other's way: one thread alone needs {:.1} times the baseline's \
             CPU time, and {threads} threads {:.1} times that: {}, where the baseline needs {}.",
            cpu_alone_s / profile.baseline_s,
            cpu_s / cpu_alone_s,
            duration(cpu_s),
            duration(profile.baseline_s)
        );
    }
    format!(
        "The threads get in each other's way: {threads} threads need {:.1} times the CPU time \
         that one needs alone ({} against {}), and they go to sleep {sleeps} times in a run of \
         {wall}.",
        cpu_s / cpu_alone_s,
        duration(cpu_s),
        duration(cpu_alone_s)
    )
}

/// Work that threads cannot make up for.
fn too_much_work(profile: &Profile) -> String {
    let Profile { threads, cpu_alone_s, baseline_s, growth, baseline_growth, .. } = *profile;
    let (alone, goal) = (duration(cpu_alone_s), tenths(profile.goal.unwrap_or_default()));
    if profile.grows_too_fast() {
        return format!(
            "Its time grows too fast: twice the input takes {growth:.1} times as long, and the \
             baseline only {baseline_growth:.1} times."
        );
    }
    if cpu_alone_s < LESS_WORK * baseline_s {
        return format!(
            "It does less than the baseline already, {alone} on one thread against {}. But \
             {threads} threads bring at most {threads} times, and {goal} times is asked.",
            duration(baseline_s)
        );
    }
    if cpu_alone_s > SAME_WORK * baseline_s {
        return format!(
            "It does more than the baseline, {alone} on one thread against {}. Even the baseline's \
             work would be too much: {threads} threads bring at most {threads} times, and {goal} \
             times is asked.",
            duration(baseline_s)
        );
    }
    format!(
        "It does the baseline's work, {alone} on one thread. {threads} threads bring at most \
         {threads} times, and {goal} times is asked."
    )
}

/// To one decimal, and none where it is 0.
fn tenths(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}
