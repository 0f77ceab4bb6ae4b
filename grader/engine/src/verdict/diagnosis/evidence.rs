//! What a cause is shown by, and what is to be done about it: which of the figures tell it
//! best. The figures themselves are those of the profile and its account.

use super::account::Account;
use super::{Cause, EXPLAINS, LESS_WORK, LOSS_MIN, Profile, SAME_WORK};

/// A page that is touched for the first time costs about so long, in seconds: the system
/// has to find it and fill it with zeros.
const FAULT_S: f64 = 0.4e-6;
/// One thread alone works where the others are idle for this share of their time.
const NEARLY_ALL: f64 = 0.8;

/// What a cause is shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Only one thread works at a time.
    OneAtATime,
    /// For a part of the run only one thread has work.
    PartlySerial,
    /// The threads finish at different times.
    DifferentEnds,
    /// One thread needs more than the baseline.
    MoreWork,
    /// One thread works at a time, though several take part.
    Turns,
    /// One thread works at a time, and they go to sleep far more often than one alone.
    Handovers,
    /// Cores stay idle in the midst of the run.
    Gaps,
    /// One thread needs more than the baseline, and all together more than that.
    DearEverywhere,
    /// All threads together need more than one alone.
    DearTogether,
    /// Threads sleep while others work.
    SleepsBesideWork,
    /// For a part of the run no thread runs or is ready to.
    NobodyRuns,
    /// The job is a few passes over an input that no core's own cache holds.
    Passes,
    /// It moves nearly what memory brings.
    Bandwidth,
    /// Its time grows faster with the input than the baseline's.
    GrowsTooFast,
    /// It does less than the baseline, and threads cannot bring the rest.
    DoesLess,
    /// It does more than the baseline.
    DoesMore,
    /// It does the baseline's work, and threads cannot bring what is asked.
    SameWork,
    /// More threads are ready than there are cores.
    Crowd,
    /// The same, and most of it is lost on one core already.
    CrowdOnOneCore,
    /// No cause: its threads were ready, and others had the cores.
    NoCore,
    /// No cause: the cores did what the baseline needs.
    Nothing,
}

/// What is to be done about a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// What the exercise says about it.
    OfTheExercise,
    /// What there is to say about the cause in general.
    General,
    /// To make room once, and use it again.
    ReuseMemory,
    /// To look at what is done for each element.
    EachElement,
    /// To look for steps at which all wait.
    Steps,
}

/// What a cause, or that there is none, is shown by.
pub(super) fn evidence(cause: Option<Cause>, profile: &Profile, account: &Account) -> Evidence {
    let there_s = profile.threads as f64 * profile.wall_s;
    let Some(cause) = cause else {
        let others = account.waited_s > 2.0 * LOSS_MIN * there_s;
        return if others { Evidence::NoCore } else { Evidence::Nothing };
    };
    match cause {
        Cause::Serial => {
            let others_s = profile.threads.saturating_sub(1) as f64 * profile.wall_s;
            let all = account.serial_s > NEARLY_ALL * others_s;
            if all { Evidence::OneAtATime } else { Evidence::PartlySerial }
        }
        Cause::Imbalance => Evidence::DifferentEnds,
        Cause::Overhead => Evidence::MoreWork,
        Cause::Contention => of_contention(profile, account),
        Cause::Waiting if account.asleep_s < LOSS_MIN * there_s => Evidence::SleepsBesideWork,
        Cause::Waiting => Evidence::NobodyRuns,
        Cause::Memory if profile.is_out_of_reach(account) && profile.is_passes() => {
            Evidence::Passes
        }
        Cause::Memory => Evidence::Bandwidth,
        Cause::Algorithm => of_too_much_work(profile),
        Cause::Oversubscription if account.alone_s > account.together_s => Evidence::CrowdOnOneCore,
        Cause::Oversubscription => Evidence::Crowd,
    }
}

/// Threads that wait for each other asleep, or at work.
fn of_contention(profile: &Profile, account: &Account) -> Evidence {
    if account.serial_s > account.gaps_s.max(account.together_s) {
        return if profile.hands_over() { Evidence::Handovers } else { Evidence::Turns };
    }
    if account.gaps_s > account.together_s {
        return Evidence::Gaps;
    }
    let dear_alone = account.alone_s > account.together_s;
    if dear_alone { Evidence::DearEverywhere } else { Evidence::DearTogether }
}

/// Work that threads cannot make up for.
fn of_too_much_work(profile: &Profile) -> Evidence {
    let Profile { cpu_alone_s, baseline_s, .. } = *profile;
    if profile.grows_too_fast() {
        Evidence::GrowsTooFast
    } else if cpu_alone_s < LESS_WORK * baseline_s {
        Evidence::DoesLess
    } else if cpu_alone_s > SAME_WORK * baseline_s {
        Evidence::DoesMore
    } else {
        Evidence::SameWork
    }
}

/// What is to be done about a cause.
pub(super) fn advice(cause: Cause, profile: &Profile, account: &Account) -> Advice {
    match cause {
        cause if profile.advice.contains_key(&cause) => Advice::OfTheExercise,
        Cause::Overhead if touches_new_memory(profile, account) => Advice::ReuseMemory,
        Cause::Overhead if !has_tasks(profile, account) => Advice::EachElement,
        Cause::Contention if account.gaps_s > account.together_s && !profile.sleeps_often() => {
            Advice::Steps
        }
        _ => Advice::General,
    }
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
