//! Sentences about a cause: what shows it, and what to do about it.

use super::duration;
use crate::verdict::{Account, Advice, Cause, Diagnosis, Evidence, Named, Profile, Sign};

/// Why a candidate is slow: what shows it, where to look, and what to do.
pub fn diagnosis(found: &Diagnosis) -> String {
    let evidence = evidence(found);
    let Some(cause) = found.cause else { return format!("No cause stands out: {evidence}") };
    let place = found.look_at.as_ref().map(|named| format!("{} ", place(named)));
    let also = found.also.map_or_else(String::new, |also| {
        format!(" Nearly as much is lost to {also}: {}", lowered(advice(also)))
    });
    let advice = match found.advice {
        Advice::OfTheExercise => found.profile.advice.get(&cause).map_or("", String::as_str),
        Advice::General => advice(cause),
        Advice::ReuseMemory => {
            "Look for an allocation or a copy in the midst of the work: make room once, and use it \
             again."
        }
        Advice::EachElement => {
            "Many threads or new memory do not explain that: one thread alone does more than the \
             baseline. Look at what it does for each element: a lock or an atomic, another pass \
             over the data, an order that jumps through memory, a small allocation, a dearer \
             formula, a task for few elements."
        }
        Advice::Steps => {
            "Look for steps at which all wait for the last one, or for a lock that is held during \
             the work: let each go on as soon as it can."
        }
    };
    format!("Cause: {cause}. {evidence} {}{advice}{also}", place.unwrap_or_default())
}

/// What to do about a cause, in general.
pub fn advice(cause: Cause) -> &'static str {
    match cause {
        Cause::Serial => {
            "Look for what makes the next part wait for the one before: a `join` in the loop, \
             a lock that is held all the time, or an iterator that is not parallel."
        }
        Cause::Imbalance => {
            "Cut the work into parts that take equally long, whether or not they have equally \
             many items; or into more parts than threads."
        }
        Cause::Overhead => {
            "Look for what it does for each element and the baseline does not: a lock, a task, \
             a thread, an atomic, an allocation, a copy, a look at the clock."
        }
        Cause::Contention => {
            "Look for a lock or an atomic that all threads use for each element. Give each \
             thread its own, and merge them at the end. If there is none, threads go to \
             sleep and wake up for too little work, or at a step where all wait for \
             each other: hand them more at a time."
        }
        Cause::Waiting => {
            "Look for what is waited for without work: a `sleep`, a time-out, a file, or a \
             message that nobody has sent yet. More threads do not shorten that."
        }
        Cause::Memory => {
            "Threads do not make memory faster. Touch every number once: put passes together, \
             and keep no copies."
        }
        Cause::Algorithm => {
            "Threads cannot make up for that. Look for an algorithm that does less \
             work."
        }
        Cause::Oversubscription => {
            "Start as many threads as there are cores, and cut the work into tasks for them."
        }
    }
}

/// Where to look first.
fn place(named: &Named) -> String {
    let what = match named.sign {
        Sign::Lock => "one thread passes at a time",
        Sign::Atomic => "one core at a time can do it, and the others wait",
        Sign::Bridge => "all threads take single items from one iterator, behind a lock",
        Sign::Channel => "each message costs a look at a queue that threads share",
        Sign::Nap => "time passes there without work",
        Sign::Step => "each thread waits there for all others",
        Sign::Spin => "a thread keeps a core busy there without work",
    };
    format!("Look at `{}` in line {} first: {what}.", named.word, named.line)
}

/// A sentence as the second half of another.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// One sentence with the figures that the cause rests on.
fn evidence(found: &Diagnosis) -> String {
    let Diagnosis { profile, account, .. } = found;
    match found.evidence {
        Evidence::OneAtATime | Evidence::PartlySerial => serial(found),
        Evidence::DifferentEnds => different_ends(profile, account),
        Evidence::MoreWork => more_work(profile),
        Evidence::Turns | Evidence::Handovers | Evidence::Gaps => waiting_asleep(found),
        Evidence::DearEverywhere | Evidence::DearTogether => waiting_at_work(found),
        Evidence::SleepsBesideWork | Evidence::NobodyRuns => asleep(found),
        Evidence::Passes => passes(profile),
        Evidence::Bandwidth => format!(
            "It waits for memory: it moves at least {:.1} GB/s, and all threads together read no \
             more than {:.1} GB/s here.",
            profile.bandwidth_share() * profile.bandwidth * 1e-9,
            profile.bandwidth * 1e-9
        ),
        Evidence::GrowsTooFast | Evidence::DoesLess | Evidence::DoesMore | Evidence::SameWork => {
            too_much_work(found)
        }
        Evidence::CrowdOnOneCore => format!(
            "{} threads want {} cores at the same time, and to start them and to take turns costs: \
             on one core they need {:.1} times the baseline's CPU time.",
            profile.threads_at_once(),
            profile.threads,
            profile.cpu_alone_s / profile.baseline_s
        ),
        Evidence::Crowd => format!(
            "{} threads want {} cores at the same time, and together they need {:.1} times \
             the CPU time that they need alone.",
            profile.threads_at_once(),
            profile.threads,
            profile.cpu_s / profile.cpu_alone_s
        ),
        Evidence::NoCore | Evidence::Nothing => nothing(found),
    }
}

/// Said where nothing was lost that could be named.
fn nothing(found: &Diagnosis) -> String {
    let Diagnosis { profile, account, .. } = found;
    let there_s = profile.threads as f64 * profile.wall_s;
    let percent = |seconds: f64| 100.0 * seconds / there_s;
    let (used, others) = (percent(account.useful_s), percent(account.waited_s));
    if found.evidence == Evidence::NoCore {
        return format!(
            "when the run was looked at, its threads were ready and had no core for {others:.0} % of \
             the cores' time. `grade trace` looks again, when the machine is quiet."
        );
    }
    format!(
        "when the run was looked at, {used:.0} % of the cores' time was what the baseline needs. \
         `grade trace` shows what each thread did, and `grade scale` what each further thread \
         brings."
    )
}

/// Threads without work beside one that has some.
fn serial(found: &Diagnosis) -> String {
    let Profile { threads, wall_s, cpu_s, .. } = found.profile;
    let wall = duration(wall_s);
    if found.evidence == Evidence::OneAtATime {
        return format!(
            "Only one thread works at a time: a run of {wall} uses {} of CPU time, of the \
             {threads} × {wall} that there are.",
            duration(cpu_s)
        );
    }
    format!(
        "For a part of the run only one thread has work: of {threads} × {wall} of core time, \
         {} stay idle.",
        duration(found.account.serial_s)
    )
}

/// Threads that sleep.
fn asleep(found: &Diagnosis) -> String {
    let Profile { threads, wall_s, cpu_alone_s, wall_alone_s, .. } = found.profile;
    let (alone, takes) = (duration(cpu_alone_s), duration(wall_alone_s.unwrap_or(wall_s)));
    if found.evidence == Evidence::SleepsBesideWork {
        return format!(
            "Threads sleep while others work: on one core it uses {alone} of CPU time and takes \
             {takes}."
        );
    }
    format!(
        "For {} of a run of {} no thread runs or is ready to: on one core it uses {alone} of CPU \
         time and takes {takes}.",
        duration(found.account.asleep_s / threads as f64),
        duration(wall_s)
    )
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
    let least = busy_s.get(threads.saturating_sub(1)).copied().unwrap_or_default();
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
    let Profile { threads, cpu_alone_s, baseline_s, .. } = *profile;
    let started = match profile.threads_started() {
        few if few <= 2 * threads => String::new(),
        many => format!(" It starts {many} threads or more."),
    };
    let on_all = profile.dearer_on_all().map_or_else(String::new, |more| {
        format!(" On {threads} threads it is {more:.1} times that again.")
    });
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

/// Threads that wait for each other asleep.
fn waiting_asleep(found: &Diagnosis) -> String {
    let Diagnosis { profile, account, .. } = found;
    let (threads, wall) = (profile.threads, duration(profile.wall_s));
    let sleeps = profile.usage.switches_voluntary;
    match found.evidence {
        Evidence::Turns => format!(
            "The threads wait for each other: one works at a time, though {} take part, and of \
             {threads} × {wall} of core time {} stay idle.",
            profile.threads_at_work(),
            duration(account.serial_s)
        ),
        Evidence::Handovers => format!(
            "The threads wait for each other: one works at a time, and they go to sleep {sleeps} \
             times in a run of {wall}, where one thread alone does so {} times.",
            profile.usage_alone.unwrap_or_default().switches_voluntary
        ),
        _ => format!(
            "The threads wait for each other: of {threads} × {wall} of core time {} stay idle in \
             the midst of the run, and they go to sleep {sleeps} times, for {} each.",
            duration(account.gaps_s),
            duration(account.gaps_s / sleeps.max(1) as f64)
        ),
    }
}

/// Threads that wait for each other at work.
fn waiting_at_work(found: &Diagnosis) -> String {
    let Profile { threads, wall_s, cpu_s, cpu_alone_s, baseline_s, .. } = found.profile;
    if found.evidence == Evidence::DearEverywhere {
        return format!(
            "The threads get in each other's way: one thread alone needs {:.1} times the baseline's \
             CPU time, and {threads} threads {:.1} times that: {}, where the baseline needs {}.",
            cpu_alone_s / baseline_s,
            cpu_s / cpu_alone_s,
            duration(cpu_s),
            duration(baseline_s)
        );
    }
    format!(
        "The threads get in each other's way: {threads} threads need {:.1} times the CPU time \
         that one needs alone ({} against {}), and they go to sleep {} times in a run of {}.",
        cpu_s / cpu_alone_s,
        duration(cpu_s),
        duration(cpu_alone_s),
        found.profile.usage.switches_voluntary,
        duration(wall_s)
    )
}

/// Work that threads cannot make up for.
fn too_much_work(found: &Diagnosis) -> String {
    let Profile { threads, cpu_alone_s, baseline_s, growth, baseline_growth, goal, .. } =
        found.profile;
    let (alone, goal) = (duration(cpu_alone_s), tenths(goal.unwrap_or_default()));
    let baseline = duration(baseline_s);
    match found.evidence {
        Evidence::GrowsTooFast => format!(
            "Its time grows too fast: twice the input takes {growth:.1} times as long, and the \
             baseline only {baseline_growth:.1} times."
        ),
        Evidence::DoesLess => format!(
            "It does less than the baseline already, {alone} on one thread against {baseline}. But \
             {threads} threads bring at most {threads} times, and {goal} times is asked."
        ),
        Evidence::DoesMore => format!(
            "It does more than the baseline, {alone} on one thread against {baseline}. Even the \
             baseline's work would be too much: {threads} threads bring at most {threads} times, \
             and {goal} times is asked."
        ),
        _ => format!(
            "It does the baseline's work, {alone} on one thread. {threads} threads bring at most \
             {threads} times, and {goal} times is asked."
        ),
    }
}

/// To one decimal, and none where it is 0.
fn tenths(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}
