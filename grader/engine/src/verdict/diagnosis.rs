//! Why a candidate is slow, with the evidence.
//!
//! The cores' time is an account: `threads × wall time` was there, the
//! baseline's CPU time is what the job needs, and the rest was lost somewhere.
//! Whatever lost the most is the cause.

mod account;
mod evidence;
mod signs;

pub use account::Account;
pub use evidence::{Advice, Evidence};
pub use signs::{Named, Sign};

use account::Idle;
use evidence::has_tasks;
use grader_spec::protocol::{Lane, Trace, Usage};
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
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What was measured to find the cause, in runs of their own. Times in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "grade_result::Profile", into = "grade_result::Profile")]
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
    pub wall_alone_s: Option<f64>,
    /// How long its threads stood ready there without the core, all together; nothing in
    /// older recordings.
    pub waited_alone_s: Option<f64>,
    /// How often it slept, and so on, in that run; nothing in older recordings.
    pub usage_alone: Option<Usage>,
    /// How long its pool's threads stood ready without a core.
    pub waited_s: f64,
    /// How often it slept, and so on, in one run.
    pub usage: Usage,
    /// Its time on the whole input over its time on half of it: the smaller of the ratios
    /// on all threads and on one. Work that grows shows in both, and
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
    pub goal: Option<f64>,
    /// What the exercise says about causes, in the place of the general advice.
    pub advice: BTreeMap<Cause, String>,
    /// What the candidate's source names that the figures cannot tell apart.
    pub named: Vec<Named>,
}

/// A cause with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The cause; nothing where none stands out.
    pub cause: Option<Cause>,
    /// A second cause, of nearly as large a loss.
    pub also: Option<Cause>,
    /// What shows the cause, or that there is none.
    pub evidence: Evidence,
    /// What is to be done.
    pub advice: Advice,
    /// Where to look first, if the source names what fits the cause.
    pub look_at: Option<Named>,
    /// Where the cores' time went.
    pub account: Account,
    /// What all that rests on.
    pub profile: Profile,
}

/// The candidate's CPU time over the baseline's up to which both do the same work.
const SAME_WORK: f64 = 1.6;
/// The same ratio below which the candidate plainly does less work.
const LESS_WORK: f64 = 0.8;
/// A loss that is this share of the largest is told as well.
const NEARLY: f64 = 0.6;
/// A loss of less than this share of the cores' time is what runs scatter by, and no
/// cause.
pub(super) const LOSS_MIN: f64 = 0.05;

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
/// What is this share of a loss explains it.
const EXPLAINS: f64 = 0.3;
/// A lock that is handed over sends a thread to sleep each time. So often more than on
/// one thread is no join, and no worker that finds nothing to do.
const HANDOVERS_MIN: u64 = 16;
/// And that many times as often as on one thread.
const HANDOVERS_TIMES: u64 = 3;
/// A thread with this share of the CPU time takes part in the work.
const TAKES_PART: f64 = 0.1;
/// Threads that want a core at once, over the threads asked for, from which they are in
/// each other's way; and the ratio from which they are even on one thread's core.
const CROWD: usize = 2;
const MANY: usize = 4;
/// From this number on, stretches in which some threads wait for the others are steps with
/// a barrier between them. Two or three uneven phases have fewer.
const STEPS_MIN: usize = 4;

impl Profile {
    /// Whether threads that all take part sleep far more often than one alone: each
    /// waits for what another holds.
    fn hands_over(&self) -> bool {
        let alone = self.usage_alone.map_or(u64::MAX, |usage| usage.switches_voluntary);
        let sleeps_max = HANDOVERS_TIMES.saturating_mul(alone).max(HANDOVERS_MIN);
        self.usage.switches_voluntary > sleeps_max && self.threads_at_work() >= 2
    }

    /// Whether its time grows faster than the baseline's. Where the job is a few passes, a
    /// whole input may take more than twice as long as its half for another reason: the half
    /// fits into a cache, or is allocated in another way.
    fn grows_too_fast(&self) -> bool {
        !self.is_passes() && self.growth > GROWTH_MAX * self.baseline_growth
    }

    /// How many threads take part in the work.
    pub(crate) fn threads_at_work(&self) -> usize {
        let used = |lane: &Lane| lane.cpu_ns.last().copied().unwrap_or(0);
        let all: u64 = self.trace.lanes.iter().map(used).fold(0, u64::saturating_add);
        let takes_part = |lane: &&Lane| used(lane) as f64 >= TAKES_PART * all as f64;
        self.trace.lanes.iter().filter(takes_part).count()
    }

    /// Whether the job is a few passes over an input that no core's own cache holds.
    fn is_passes(&self) -> bool {
        let reading_s = self.bytes as f64 / self.bandwidth;
        self.bytes >= LARGE_BYTES && reading_s >= READING_SHARE * self.wall_s.min(self.baseline_s)
    }

    /// Share of the memory's bandwidth that it surely uses.
    pub(crate) fn bandwidth_share(&self) -> f64 {
        let traffic = self.bytes as f64 + PAGE * self.usage.faults as f64;
        traffic / (self.wall_s * self.bandwidth)
    }

    /// Whether its threads sleep again and again during a run.
    fn sleeps_often(&self) -> bool {
        let sleeps = self.usage.switches_voluntary as f64 / self.threads as f64;
        sleeps > SLEEPS_PER_MS * 1e3 * self.wall_s
    }

    /// How much more CPU time all threads use than one, where that is worth a word.
    pub(crate) fn dearer_on_all(&self) -> Option<f64> {
        Some(self.cpu_s / self.cpu_alone_s).filter(|more| *more > 1.0 + DEAR_ALONE)
    }

    /// Threads that it started itself and that were seen.
    pub(crate) fn threads_started(&self) -> usize {
        self.trace.lanes.iter().filter(|lane| lane.name == "spawned").count()
    }
}

/// Says why a slow candidate is slow.
pub fn diagnose(profile: Profile) -> Diagnosis {
    let account = profile.account();
    let Causes { cause, also } = causes(&profile, &account);
    Diagnosis {
        cause,
        also,
        evidence: evidence::evidence(cause, &profile, &account),
        advice: cause.map_or(Advice::General, |cause| evidence::advice(cause, &profile, &account)),
        look_at: cause.and_then(|cause| signs::look_at(cause, &profile)).cloned(),
        account,
        profile,
    }
}

/// The cause of the largest loss, and of another that is nearly as large.
#[derive(Default)]
struct Causes {
    cause: Option<Cause>,
    also: Option<Cause>,
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Self {
        Self { cause: Some(cause), also: None }
    }
}

fn causes(profile: &Profile, account: &Account) -> Causes {
    if profile.grows_too_fast() {
        return Cause::Algorithm.into();
    }
    let from_memory = profile.bandwidth_share() > BANDWIDTH_SHARE;
    if profile.is_out_of_reach(account) && !from_memory {
        return if profile.is_passes() { Cause::Memory } else { Cause::Algorithm }.into();
    }
    let at_once = profile.threads_at_once();
    let crowded = at_once >= CROWD * profile.threads;
    let in_steps = Idle::steps(&profile.trace) >= STEPS_MIN;
    let waits = profile.sleeps_often() || in_steps;
    let gaps = if waits { Cause::Contention } else { Cause::Imbalance };
    let together = match (crowded, from_memory) {
        (true, _) => Cause::Oversubscription,
        (false, true) => Cause::Memory,
        (false, false) => Cause::Contention,
    };
    let alone = match profile.fights_over_what_is_shared() {
        true if !crowded => Cause::Contention,
        // The crowd stands ready at once on one core, too: its number is what costs.
        _ if at_once >= MANY * profile.threads => Cause::Oversubscription,
        _ if from_memory => Cause::Memory,
        _ => Cause::Overhead,
    };
    // Tiny tasks cost far more where threads steal them from each other. That is
    // still their number: no thread waits, and fewer of them mend both.
    let tiny_tasks = !profile.fights_over_what_is_shared()
        && account.alone_s > DEAR_ALONE * account.useful_s
        && account.together_s < STEALING_MAX * account.alone_s
        && !profile.sleeps_often();
    let together = if tiny_tasks && !crowded { alone } else { together };
    let serial = if profile.takes_turns() { Cause::Contention } else { Cause::Serial };
    let at_work = [(alone, account.alone_s), (together, account.together_s)];
    let idle = [
        (serial, account.serial_s),
        (Cause::Imbalance, account.imbalance_s),
        (gaps, account.gaps_s),
        (Cause::Waiting, account.asleep_s),
    ];
    let naps = profile.naps_beside_work(account);
    let idle = idle.map(|(cause, seconds)| (if naps { Cause::Waiting } else { cause }, seconds));
    // Where no more than the baseline's speed is asked, idle cores are no loss. But to
    // sleep costs time on one core as well.
    let cores_matter = profile.goal.is_none_or(|goal| goal > 1.0);
    let counts = |(cause, _): &(Cause, f64)| cores_matter || *cause == Cause::Waiting;
    let losses = idle.into_iter().filter(counts).chain(at_work);
    let least = LOSS_MIN * profile.threads as f64 * profile.wall_s;
    let losses = ranked(losses);
    let Some((cause, most)) = losses.first().copied().filter(|(_, seconds)| *seconds > least)
    else {
        return Causes::default();
    };
    let also = losses.get(1).filter(|(_, seconds)| *seconds > (NEARLY * most).max(least));
    Causes { cause: Some(cause), also: also.map(|(cause, _)| *cause) }
}

/// The losses, the largest first, all of one cause taken together.
fn ranked(losses: impl Iterator<Item = (Cause, f64)>) -> Vec<(Cause, f64)> {
    let mut sums: BTreeMap<Cause, f64> = BTreeMap::new();
    for (cause, seconds) in losses {
        *sums.entry(cause).or_default() += seconds;
    }
    let mut ranked: Vec<(Cause, f64)> = sums.into_iter().collect();
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    ranked
}

impl Profile {
    /// Whether it does the baseline's work, or more without a sign of tasks or locks, where
    /// more is asked than all threads could bring by sharing that.
    fn is_out_of_reach(&self, account: &Account) -> bool {
        let same_work = self.cpu_alone_s <= SAME_WORK * self.baseline_s;
        let plain = !has_tasks(self, account) || (self.is_passes() && self.named.is_empty());
        let at_best = self.threads as f64 * self.baseline_s / self.cpu_alone_s;
        let asks = self.goal.is_some_and(|goal| goal > self.threads as f64 && goal > at_best);
        asks && (same_work || plain)
    }
}

#[cfg(test)]
#[path = "diagnosis_tests.rs"]
mod tests;
