//! Where the cores' time went, from the figures of a profile and what its threads did.

use super::{LESS_WORK, LOSS_MIN, Profile};
use grader_spec::protocol::{Lane, Trace};

/// Where the cores' time went in one run, in seconds of one core.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Account {
    /// What the job needs: the baseline's time, if it took that long.
    pub useful_s: f64,
    /// Lost to other programs: threads were ready and got no core.
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
/// And for this share, at work for most of it.
const WORKS_ON: f64 = 0.6;
/// Less parallel time than this share of the run is none.
const PARALLEL_MIN: f64 = 0.1;
/// But threads that begin together and are together for this share of the run have parts
/// of their own, however unequal. Idle workers that wake up spin for less.
const BEGIN_MIN: f64 = 0.04;
/// Where the begin of a run is over, as a share of it.
const BEGIN_END: f64 = 0.2;
/// Beside two other programs a core is a third one's for a third of the time, and each
/// turn of another takes so long at most, in seconds: the system's slice.
const FAIR_TIMES: f64 = 3.0;
const SLICE_S: f64 = 4e-3;
/// A thread that has the core for this share of an interval has it alone.
const UNDISTURBED: f64 = 0.9;
/// A caller that works in this share of the parallel time is one of the workers.
const TAKES_PART_BESIDE: f64 = 0.5;

impl Profile {
    /// Where the cores' time went.
    pub fn account(&self) -> Account {
        let there_s = self.threads as f64 * self.wall_s;
        let unused_s = (there_s - self.cpu_s).max(0.0);
        let asleep_s = self.asleep_s().min(unused_s);
        let waited_s = (self.waited_s - yielded_s(&self.trace)).clamp(0.0, unused_s - asleep_s);
        let idle_s = unused_s - asleep_s - waited_s;
        let idle = Idle::of(&self.trace, self.threads);
        // A better algorithm needs less than the baseline: then that is what the job needs.
        let does_less = self.cpu_alone_s < LESS_WORK * self.baseline_s;
        let needed_s = if does_less { self.cpu_alone_s } else { self.baseline_s };
        let useful_s = needed_s.min(self.cpu_s);
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
    /// On one core no thread waits for another core's: a thread that has work gets it done.
    /// So what is waited for there is no thread's work. Where one core is as busy as it
    /// can be, the threads of a run on all wait for each other.
    fn asleep_s(&self) -> f64 {
        let seen_s = (1.0 - Idle::share_with_work(&self.trace)) * self.wall_s;
        let asleep_s = match self.wall_alone_s {
            Some(wall_alone_s) => {
                // Other programs take the core from it, too. Its own threads wait for each
                // other there, so where the source names a sleep, that is not taken off.
                let taken_s = self.waited_alone_s.filter(|_| !self.names_a_nap());
                let wall_alone_s = wall_alone_s - taken_s.unwrap_or_default();
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

    /// The most threads that wanted a core at the same time.
    pub(crate) fn threads_at_once(&self) -> usize {
        intervals(&self.trace).map(|interval| interval.wanting).max().unwrap_or(0)
    }
}

/// How long threads stood ready, got nothing, and wanted nothing: idle workers that yield
/// again and again to the thread that has their core. A thread that has work gets a turn of the
/// core after a slice or two, and takes it from the other.
fn yielded_s(trace: &Trace) -> f64 {
    let grown = |sums: &[u64], from: usize, to: usize| match (sums.get(from), sums.get(to)) {
        (Some(before), Some(after)) => after.saturating_sub(*before) as f64 * 1e-9,
        _ => 0.0,
    };
    let moments = &trace.moments_ns;
    let intervals: Vec<usize> = (0..moments.len().saturating_sub(1)).collect();
    let mut sum_s = 0.0;
    for lane in &trace.lanes {
        let has_nothing = |at: usize| {
            let used_s = grown(&lane.cpu_ns, at, at + 1);
            used_s < (1.0 - UNDISTURBED) * grown(moments, at, at + 1)
        };
        for stretch in intervals.chunk_by(|a, b| has_nothing(*a) == has_nothing(*b)) {
            let (from, to) = (stretch[0], stretch[stretch.len() - 1] + 1);
            // What a thread waited is added up when it gets the core.
            let waited_s = grown(&lane.waited_ns, from, (to + 1).min(intervals.len()));
            let undisturbed_s = UNDISTURBED * grown(moments, from, to);
            let is_undisturbed = |other: &Lane| grown(&other.cpu_ns, from, to) > undisturbed_s;
            if has_nothing(from) && waited_s > SLICE_S && trace.lanes.iter().any(is_undisturbed) {
                sum_s += waited_s;
            }
        }
    }
    sum_s
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
    /// Whether it is so for more than half of the time: a caller that begins when the others
    /// end is not beside them.
    main_works_on: bool,
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
        let wants = |lane: &&Lane| share(&lane.cpu_ns) + share(&lane.waited_ns) > AT_WORK;
        let main = lanes().find(|lane| lane.name == "main");
        let main_works = main.is_some_and(|lane| share(&lane.cpu_ns) > AT_WORK);
        Interval {
            length_s: length * 1e-9,
            used: lanes().map(|lane| share(&lane.cpu_ns).min(1.0)).sum(),
            ready: lanes().map(|lane| share(&lane.cpu_ns) + share(&lane.waited_ns)).sum(),
            working,
            wanting: lanes().filter(wants).count(),
            main_works,
            main_works_on: main.is_some_and(|lane| share(&lane.cpu_ns) > WORKS_ON),
        }
    })
}

/// How the idle time of a run is made up; the shares add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Idle {
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
    pub(super) fn steps(trace: &Trace) -> usize {
        let parallel: Vec<bool> = intervals(trace).map(|interval| interval.wanting >= 2).collect();
        let stretches: Vec<bool> =
            parallel.chunk_by(|a, b| a == b).map(|stretch| stretch[0]).collect();
        stretches.iter().filter(|parallel| **parallel).count().saturating_sub(1)
    }

    /// Whether no two threads work at the same time, or hardly ever.
    pub(super) fn never_beside(trace: &Trace) -> bool {
        let all_s: f64 = intervals(trace).map(|interval| interval.length_s).sum();
        let (mut at_s, mut early_s, mut later_s) = (0.0, 0.0, 0.0);
        for interval in intervals(trace) {
            at_s += interval.length_s;
            if interval.working >= 2 {
                let part = if at_s <= BEGIN_END * all_s { &mut early_s } else { &mut later_s };
                *part += interval.length_s;
            }
        }
        let begins_together = early_s >= BEGIN_MIN * all_s && later_s < BEGIN_MIN * all_s;
        early_s + later_s < PARALLEL_MIN * all_s && !begins_together
    }

    pub(super) fn of(trace: &Trace, threads: usize) -> Self {
        let all: Vec<Interval> = intervals(trace).collect();
        let parallel = |interval: &Interval| interval.working >= 2;
        let parallel_s: f64 =
            all.iter().filter(|i| parallel(i)).map(|interval| interval.length_s).sum();
        let serial = Self { serial: 1.0, tail: 0.0, gaps: 0.0 };
        if Self::never_beside(trace) {
            return serial;
        }
        // A caller that works beside the others is one of them: what it does alone after
        // they are done is its own too large part.
        let with_main = all.iter().filter(|i| parallel(i) && i.main_works_on);
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
