//! Why a candidate is slow, in one or two sentences with the evidence.
//!
//! The cores' time is an account: `threads × wall time` was there, the
//! baseline's CPU time is what the job needs, and the rest was lost somewhere.
//! Whatever lost the most is the cause.

use super::duration;
use grader_spec::protocol::{Trace, Usage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Why a candidate is slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// One thread works, the others have nothing to do.
    Serial,
    /// The threads finish at different times.
    Imbalance,
    /// The same job, with more work around it.
    Overhead,
    /// The threads wait for each other.
    Contention,
    /// It sleeps, or waits for something that is no work of a thread.
    Waiting,
    /// The memory gives no more.
    Memory,
    /// Its time grows faster with the input than the baseline's.
    Algorithm,
    /// More threads than cores, in each other's way.
    Oversubscription,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 8] = [
        Self::Serial,
        Self::Imbalance,
        Self::Overhead,
        Self::Contention,
        Self::Waiting,
        Self::Memory,
        Self::Algorithm,
        Self::Oversubscription,
    ];

    /// The name in files: `imbalance`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Imbalance => "imbalance",
            Self::Overhead => "overhead",
            Self::Contention => "contention",
            Self::Waiting => "waiting",
            Self::Memory => "memory",
            Self::Algorithm => "algorithm",
            Self::Oversubscription => "oversubscription",
        }
    }

    /// The cause of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// What to do about it, in one sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Serial => {
                "Look for what makes the next part wait for the one before: a `join` in the loop, \
                 a lock that is held all the time, or an iterator that is not parallel."
            }
            Self::Imbalance => {
                "Cut the work so that every part takes as long, not so that every part has as \
                 many items; or into more parts than threads."
            }
            Self::Overhead => {
                "Look for what it does for each element and the baseline does not: a task, a \
                 thread, an atomic, an allocation, a copy, a look at the clock."
            }
            Self::Contention => {
                "Look for a lock or an atomic that all threads use for each element. Give each \
                 thread its own, and merge them at the end. If there is none, threads go to \
                 sleep and wake up for too little work, or at a step where all wait for \
                 each other: hand them more at a time."
            }
            Self::Waiting => {
                "Look for what is waited for without work: a `sleep`, a time-out, a file, or a \
                 message that nobody has sent yet. More threads do not shorten that."
            }
            Self::Memory => {
                "Threads do not make memory faster. Touch every number once: put passes together, \
                 and keep no copies."
            }
            Self::Algorithm => {
                "Threads cannot make up for that. Look for an algorithm that does less \
                 work."
            }
            Self::Oversubscription => {
                "Start as many threads as there are cores, and cut the work into tasks for them."
            }
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What was measured to find the cause, in runs of their own. Times in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Threads asked for.
    pub threads: usize,
    /// The baseline.
    pub baseline_s: f64,
    /// The candidate.
    pub wall_s: f64,
    /// Its CPU time.
    pub cpu_s: f64,
    /// Its CPU time in a pool of one thread, on one core.
    pub cpu_alone_s: f64,
    /// How long that took; nothing in older recordings.
    #[serde(default)]
    pub wall_alone_s: Option<f64>,
    /// How often it slept, and so on, in that run; nothing in older recordings.
    #[serde(default)]
    pub usage_alone: Option<Usage>,
    /// How long its pool's threads stood ready without a core.
    pub waited_s: f64,
    /// How often it slept, and so on, in one run.
    pub usage: Usage,
    /// How often longer it takes for the whole input than for half of it: on all
    /// threads or on one, whichever is less. Work that grows shows in both, and
    /// threads that fight or sleep are slow in odd ways.
    pub growth: f64,
    /// The same of the baseline.
    pub baseline_growth: f64,
    /// Bytes of input and answer.
    pub bytes: u64,
    /// What all threads together read from memory here, in bytes per second.
    pub bandwidth: f64,
    /// What its threads did in one run.
    pub trace: Trace,
    /// The speedup that was asked for, where one was.
    #[serde(default)]
    pub goal: Option<f64>,
    /// What the exercise says about causes, in the place of the general advice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub advice: BTreeMap<Cause, String>,
}

/// A cause with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The cause; nothing where none stands out.
    pub cause: Option<Cause>,
    /// One or two sentences: the evidence, and what to do.
    pub text: String,
    /// What it rests on.
    pub profile: Profile,
}

/// Up to so many times the baseline's CPU time a candidate does the same work.
const SAME_WORK: f64 = 1.6;
/// Below so many times the baseline's CPU time it plainly does less.
const LESS_WORK: f64 = 0.8;
/// A loss of less than this share of the cores' time is what runs scatter by, and no
/// cause.
const LOSS_MIN: f64 = 0.05;

/// Where the cores' time went in one run, in seconds of one core.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Account {
    /// What the job needs: the baseline's time, if it took that long.
    pub useful_s: f64,
    /// Nobody's: threads were ready and got no core.
    pub waited_s: f64,
    /// Idle, because only one thread had work and no other ever did beside it,
    /// or because the thread that began or ended the job worked alone.
    pub serial_s: f64,
    /// Idle, because some threads were done before others.
    pub imbalance_s: f64,
    /// Idle between two parallel stretches.
    pub gaps_s: f64,
    /// Idle, because no thread had work: it slept, or waited for something else.
    pub asleep_s: f64,
    /// More CPU time than the baseline's, on one thread.
    pub alone_s: f64,
    /// More CPU time than on one thread, on all.
    pub together_s: f64,
}

/// A thread that had the core for this share of an interval was at work.
const AT_WORK: f64 = 0.3;
/// Less parallel time than this share of the run is none.
const PARALLEL_MIN: f64 = 0.1;
/// Growth from half the input to the whole, over the baseline's: above this it
/// is another order of growth. Linear against quadratic gives 2.
const GROWTH_MAX: f64 = 1.4;
/// Sleeps per millisecond and thread that joins and idle workers do not explain.
const SLEEPS_PER_MS: f64 = 2.0;
/// What costs this share more than the baseline on one thread is dear in itself.
const DEAR_ALONE: f64 = 0.6;
/// Stealing makes a task many times as dear as it is on one thread (measured: 5
/// to 15 times); a contended line or lock does more (16 to 26 times).
const STEALING_MAX: f64 = 15.0;
/// At this share of the bandwidth, memory is what a run waits for.
const BANDWIDTH_SHARE: f64 = 0.5;
/// Bytes in a page.
const PAGE: f64 = 4096.0;
/// An input of more bytes than this is in no core's own cache.
const LARGE_BYTES: u64 = 8 << 20;
/// Where reading the input once takes this share of a run, the run is a few passes over
/// memory. Work that the cores are busy with takes many times as long as its reading.
const READING_SHARE: f64 = 0.1;
/// Beside two other programs a core is a third one's for a third of the time, and each
/// turn of another takes so long at most, in seconds: the system's slice.
const FAIR_TIMES: f64 = 3.0;
const SLICE_S: f64 = 4e-3;
/// A page that is touched for the first time costs about so long, in seconds: the system
/// has to find it and fill it with zeros.
const FAULT_S: f64 = 0.4e-6;
/// What is this share of a loss explains it.
const EXPLAINS: f64 = 0.3;
/// A lock that is handed over sends a thread to sleep each time. So often more than on
/// one thread is no join, and no worker that finds nothing to do.
const HANDOVERS_MIN: u64 = 16;
/// And that many times as often as on one thread.
const HANDOVERS_TIMES: u64 = 3;
/// A thread with this share of the CPU time takes part in the work.
const TAKES_PART: f64 = 0.1;
/// A caller that works in this share of the parallel time is one of the workers.
const TAKES_PART_BESIDE: f64 = 0.5;
/// So many stretches in which some wait for the others are steps with a barrier between
/// them. Two or three uneven phases have fewer.
const STEPS_MIN: usize = 4;

impl Profile {
    /// Where the cores' time went.
    pub fn account(&self) -> Account {
        let there_s = self.threads as f64 * self.wall_s;
        let unused_s = (there_s - self.cpu_s).max(0.0);
        let asleep_s = self.asleep_s().min(unused_s);
        let waited_s = self.waited_s.min(unused_s - asleep_s);
        let idle_s = unused_s - asleep_s - waited_s;
        let idle = Idle::of(&self.trace, self.threads);
        let useful_s = self.baseline_s.min(self.cpu_s);
        let on_one_s = self.cpu_alone_s.max(useful_s).min(self.cpu_s);
        Account {
            useful_s,
            waited_s,
            serial_s: idle_s * idle.serial,
            imbalance_s: idle_s * idle.tail,
            gaps_s: idle_s * idle.gaps,
            asleep_s,
            alone_s: on_one_s - useful_s,
            together_s: self.cpu_s - on_one_s,
        }
    }

    /// Core time in which no thread ran or was ready to.
    ///
    /// On one core nobody waits for another core's thread: whoever has work gets it done.
    /// So what is waited for there is no thread's work. Where one core is as busy as it
    /// can be, the threads of a run on all wait for each other.
    fn asleep_s(&self) -> f64 {
        let seen_s = (1.0 - Idle::share_with_work(&self.trace)) * self.wall_s;
        let asleep_s = match self.wall_alone_s {
            Some(wall_alone_s) => {
                // Starting and waking threads takes a little, on one core as well.
                let most_s = wall_alone_s - self.cpu_alone_s - LOSS_MIN * wall_alone_s;
                // Idle workers that yield look ready beside another program. But that gets
                // no more of the core than is fair.
                let least_s = wall_alone_s - FAIR_TIMES * self.cpu_alone_s - SLICE_S;
                most_s.min(seen_s).max(least_s)
            }
            // A trace alone cannot tell a sleep from threads that wait for each other.
            None => 0.0,
        };
        self.threads as f64 * asleep_s.max(0.0)
    }

    /// Whether threads that all take part sleep far more often than one alone: each
    /// waits for what another holds.
    fn hands_over(&self) -> bool {
        let alone = self.usage_alone.map_or(u64::MAX, |usage| usage.switches_voluntary);
        let sleeps_max = HANDOVERS_TIMES.saturating_mul(alone).max(HANDOVERS_MIN);
        let used = |lane: &grader_spec::protocol::Lane| lane.cpu_ns.last().copied().unwrap_or(0);
        let all: u64 = self.trace.lanes.iter().map(used).sum();
        let takes_part =
            |lane: &&grader_spec::protocol::Lane| used(lane) as f64 >= TAKES_PART * all as f64;
        let at_work = self.trace.lanes.iter().filter(takes_part).count();
        self.usage.switches_voluntary > sleeps_max && at_work >= 2
    }

    /// Whether the run is a few passes over an input that no core's own cache holds.
    fn is_passes(&self) -> bool {
        let reading_s = self.bytes as f64 / self.bandwidth;
        self.bytes >= LARGE_BYTES && reading_s >= READING_SHARE * self.wall_s
    }

    /// Share of the memory's bandwidth that it surely uses.
    fn bandwidth_share(&self) -> f64 {
        let traffic = self.bytes as f64 + PAGE * self.usage.faults as f64;
        traffic / (self.wall_s * self.bandwidth)
    }

    /// Whether its threads sleep again and again during a run.
    fn sleeps_often(&self) -> bool {
        let sleeps = self.usage.switches_voluntary as f64 / self.threads as f64;
        sleeps > SLEEPS_PER_MS * 1e3 * self.wall_s
    }

    /// The most threads that wanted a core at the same time.
    fn threads_at_once(&self) -> usize {
        intervals(&self.trace).map(|interval| interval.wanting).max().unwrap_or(0)
    }

    /// Threads that it started itself and that were seen.
    fn threads_started(&self) -> usize {
        self.trace.lanes.iter().filter(|lane| lane.name == "spawned").count()
    }
}

/// What the threads did between two samples.
struct Interval {
    length_s: f64,
    /// Cores in use.
    used: f64,
    /// The same, and what was waited for a core.
    ready: f64,
    /// Threads at work.
    working: usize,
    /// Threads at work or waiting for a core.
    wanting: usize,
    /// Whether the thread that calls the candidate is at work.
    main_works: bool,
}

fn intervals(trace: &Trace) -> impl Iterator<Item = Interval> + '_ {
    trace.moments_ns.windows(2).enumerate().map(|(at, moments)| {
        let length = moments[1].saturating_sub(moments[0]).max(1) as f64;
        let share = |samples: &[u64]| match (samples.get(at), samples.get(at + 1)) {
            (Some(before), Some(after)) => after.saturating_sub(*before) as f64 / length,
            _ => 0.0,
        };
        let lanes = || trace.lanes.iter();
        let working = lanes().filter(|lane| share(&lane.cpu_ns) > AT_WORK).count();
        let wants = |lane: &&grader_spec::protocol::Lane| {
            share(&lane.cpu_ns) + share(&lane.waited_ns) > AT_WORK
        };
        let main = lanes().find(|lane| lane.name == "main");
        let main_works = main.is_some_and(|lane| share(&lane.cpu_ns) > AT_WORK);
        Interval {
            length_s: length * 1e-9,
            used: lanes().map(|lane| share(&lane.cpu_ns).min(1.0)).sum(),
            ready: lanes().map(|lane| share(&lane.cpu_ns) + share(&lane.waited_ns)).sum(),
            working,
            wanting: lanes().filter(wants).count(),
            main_works,
        }
    })
}

/// How the idle time of a run is made up; the shares add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Idle {
    serial: f64,
    tail: f64,
    gaps: f64,
}

impl Idle {
    /// The share of a run in which some thread ran or was ready to. Two at once count
    /// as one.
    fn share_with_work(trace: &Trace) -> f64 {
        let (mut with_s, mut all_s) = (0.0, 0.0);
        for interval in intervals(trace) {
            with_s += interval.length_s * interval.ready.min(1.0);
            all_s += interval.length_s;
        }
        if all_s > 0.0 { with_s / all_s } else { 1.0 }
    }

    /// How many stretches there are in which fewer than two threads work, between others
    /// in which two or more do.
    fn steps(trace: &Trace) -> usize {
        let parallel: Vec<bool> = intervals(trace).map(|interval| interval.working >= 2).collect();
        let stretches: Vec<bool> =
            parallel.chunk_by(|a, b| a == b).map(|stretch| stretch[0]).collect();
        stretches.iter().filter(|parallel| **parallel).count().saturating_sub(1)
    }

    fn of(trace: &Trace, threads: usize) -> Self {
        let all: Vec<Interval> = intervals(trace).collect();
        let length_s: f64 = all.iter().map(|interval| interval.length_s).sum();
        let parallel = |interval: &Interval| interval.working >= 2;
        let parallel_s: f64 =
            all.iter().filter(|i| parallel(i)).map(|interval| interval.length_s).sum();
        let serial = Self { serial: 1.0, tail: 0.0, gaps: 0.0 };
        if parallel_s < PARALLEL_MIN * length_s {
            return serial;
        }
        // A caller that works beside the others is one of them: what it does alone after
        // they are done is its own too large part.
        let with_main = all.iter().filter(|i| parallel(i) && i.main_works);
        let with_main_s: f64 = with_main.map(|interval| interval.length_s).sum();
        let main_takes_part = with_main_s > TAKES_PART_BESIDE * parallel_s;
        let first = all.iter().position(parallel).unwrap_or(0);
        let last = all.iter().rposition(parallel).unwrap_or(0);
        let mut idle = Self { serial: 0.0, tail: 0.0, gaps: 0.0 };
        for (at, interval) in all.iter().enumerate() {
            let unused_s = (threads as f64 - interval.used).max(0.0) * interval.length_s;
            let main_alone = interval.working == 1 && interval.main_works;
            let part = match at {
                _ if main_alone && !main_takes_part => &mut idle.serial,
                at if at < first => &mut idle.serial,
                at if at > last => &mut idle.tail,
                _ => &mut idle.gaps,
            };
            *part += unused_s;
        }
        let sum_s = idle.serial + idle.tail + idle.gaps;
        if sum_s <= 0.0 {
            return serial;
        }
        Self { serial: idle.serial / sum_s, tail: idle.tail / sum_s, gaps: idle.gaps / sum_s }
    }
}

/// Says why a slow candidate is slow.
pub fn diagnose(profile: Profile) -> Diagnosis {
    let account = profile.account();
    let cause = cause(&profile, &account);
    let text = match cause {
        Some(cause) => {
            let advice = profile.advice.get(&cause).cloned();
            let advice = advice.unwrap_or_else(|| general_advice(cause, &profile, &account));
            format!("Cause: {cause}. {} {advice}", evidence(cause, &profile, &account))
        }
        None => no_cause(&profile, &account),
    };
    Diagnosis { cause, text, profile }
}

/// What to do about a cause, where the exercise says nothing of it.
fn general_advice(cause: Cause, profile: &Profile, account: &Account) -> String {
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
fn has_tasks(profile: &Profile, account: &Account) -> bool {
    account.together_s > EXPLAINS * account.alone_s
        || profile.threads_started() > 2 * profile.threads
        || profile.sleeps_often()
}

/// Said where nothing was lost that could be named.
fn no_cause(profile: &Profile, account: &Account) -> String {
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

fn cause(profile: &Profile, account: &Account) -> Option<Cause> {
    if profile.growth > GROWTH_MAX * profile.baseline_growth {
        return Some(Cause::Algorithm);
    }
    let from_memory = profile.bandwidth_share() > BANDWIDTH_SHARE;
    if profile.is_out_of_reach() && !from_memory {
        return Some(if profile.is_passes() { Cause::Memory } else { Cause::Algorithm });
    }
    let crowded = profile.threads_at_once() >= 2 * profile.threads;
    let in_steps = Idle::steps(&profile.trace) >= STEPS_MIN;
    let waits = profile.sleeps_often() || in_steps;
    let gaps = if waits { Cause::Contention } else { Cause::Imbalance };
    let together = match (crowded, from_memory) {
        (true, _) => Cause::Oversubscription,
        (false, true) => Cause::Memory,
        (false, false) => Cause::Contention,
    };
    let alone = if from_memory { Cause::Memory } else { Cause::Overhead };
    // Tiny tasks cost far more where threads steal them from each other. That is
    // still their number: nobody waits, and fewer of them mend both.
    let tiny_tasks = account.alone_s > DEAR_ALONE * account.useful_s
        && account.together_s < STEALING_MAX * account.alone_s
        && !profile.sleeps_often();
    let together = if tiny_tasks && !crowded { alone } else { together };
    let serial = if profile.hands_over() { Cause::Contention } else { Cause::Serial };
    let at_work = [(alone, account.alone_s), (together, account.together_s)];
    let idle = [
        (serial, account.serial_s),
        (Cause::Imbalance, account.imbalance_s),
        (gaps, account.gaps_s),
        (Cause::Waiting, account.asleep_s),
    ];
    // Where no more than the baseline's speed is asked, idle cores are no loss. But to
    // sleep costs time on one core as well.
    let cores_matter = profile.goal.is_none_or(|goal| goal > 1.0);
    let counts = |(cause, _): &(Cause, f64)| cores_matter || *cause == Cause::Waiting;
    let losses = idle.into_iter().filter(counts).chain(at_work);
    let least = LOSS_MIN * profile.threads as f64 * profile.wall_s;
    largest(losses).filter(|(_, seconds)| *seconds > least).map(|(cause, _)| cause)
}

/// The cause of the largest loss, all losses of one cause taken together.
fn largest(losses: impl Iterator<Item = (Cause, f64)>) -> Option<(Cause, f64)> {
    let mut sums: BTreeMap<Cause, f64> = BTreeMap::new();
    for (cause, seconds) in losses {
        *sums.entry(cause).or_default() += seconds;
    }
    sums.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))
}

impl Profile {
    /// Whether it does the baseline's work where more is asked than all threads
    /// could bring by sharing that.
    fn is_out_of_reach(&self) -> bool {
        let same_work = self.cpu_alone_s <= SAME_WORK * self.baseline_s;
        let at_best = self.threads as f64 * self.baseline_s / self.cpu_alone_s;
        same_work && self.goal.is_some_and(|goal| goal > self.threads as f64 && goal > at_best)
    }
}

/// One sentence with the figures that the cause rests on.
fn evidence(cause: Cause, profile: &Profile, account: &Account) -> String {
    let Profile { threads, wall_s, cpu_s, cpu_alone_s, baseline_s, .. } = *profile;
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
        Cause::Imbalance => {
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
        Cause::Overhead => {
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
        Cause::Contention => waiting(profile, account),
        Cause::Waiting => format!(
            "For {} of a run of {wall} no thread runs or is ready to: on one core it uses {} of \
             CPU time and takes {}.",
            duration(account.asleep_s / threads as f64),
            duration(cpu_alone_s),
            duration(profile.wall_alone_s.unwrap_or(wall_s))
        ),
        Cause::Memory if profile.is_out_of_reach() && profile.is_passes() => passes(profile),
        Cause::Memory => format!(
            "It waits for memory: it moves at least {:.1} GB/s, and all threads together read no \
             more than {:.1} GB/s here.",
            profile.bandwidth_share() * profile.bandwidth * 1e-9,
            profile.bandwidth * 1e-9
        ),
        Cause::Algorithm => too_much_work(profile),
        Cause::Oversubscription => format!(
            "{} threads want {threads} cores at the same time, and together they need {:.1} times \
             the CPU time that they need alone.",
            profile.threads_at_once(),
            cpu_s / cpu_alone_s
        ),
    }
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
    if !profile.is_out_of_reach() {
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
    format!(
        "It does the baseline's work, {alone} on one thread. {threads} threads bring at most \
         {threads} times, and {goal} times is asked."
    )
}

/// To one decimal, and none where it is 0.
fn tenths(number: f64) -> f64 {
    (10.0 * number).round() / 10.0
}

#[cfg(test)]
#[path = "diagnosis_tests.rs"]
mod tests;
