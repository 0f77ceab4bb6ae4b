//! Samples what every thread of this process does during a run: how much CPU
//! time it got, and how long it waited for a core. For explaining, never for
//! timing: the sampler needs a little of the cores itself.

use crate::pool::{WORKER, thread_clock, waited_ns};
use crate::protocol::{Lane, TRACE_LANES_MAX, TRACE_SAMPLES_MAX, Trace};
use crate::serve::nanoseconds;
use nix::time::clock_gettime;
use nix::unistd::{getpid, gettid};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

/// The pause between two samples, at first.
const STEP: Duration = Duration::from_micros(100);
/// The number of samples at which every other one is dropped and the pause doubled.
const SAMPLES_MAX: usize = TRACE_SAMPLES_MAX - 1;

/// Prepares, then runs `work`, with a sampler beside both; the trace shows the
/// work alone.
pub fn traced(prepare: impl FnOnce(), work: impl FnOnce()) -> Trace {
    let over = AtomicBool::new(false);
    let (ready, is_ready) = sync_channel(0);
    std::thread::scope(|scope| {
        let sampler = scope.spawn(|| {
            let mut sampler = Sampler::new();
            let _ = ready.send(sampler.start);
            let mut step = STEP;
            // Acquire: the last sample is taken after the work.
            while !over.load(Ordering::Acquire) {
                sampler.sample();
                if sampler.trace.moments_ns.len() >= SAMPLES_MAX {
                    sampler.thin();
                    step *= 2;
                }
                std::thread::sleep(step);
            }
            sampler.sample();
            sampler.trace
        });
        let start = is_ready.recv().unwrap_or_else(|_| Instant::now());
        prepare();
        let began = start.elapsed();
        work();
        over.store(true, Ordering::Release);
        cut(sampler.join().unwrap_or_default(), nanoseconds(began))
    })
}

/// Drops what was sampled before the work began.
fn cut(mut trace: Trace, began_ns: u64) -> Trace {
    let before = trace.moments_ns.partition_point(|&moment| moment <= began_ns);
    let first = before.saturating_sub(1);
    let from_first = |values: &mut Vec<u64>| {
        values.drain(..first);
        let zero = values.first().copied().unwrap_or(0);
        for value in values.iter_mut() {
            *value -= zero;
        }
    };
    for lane in &mut trace.lanes {
        from_first(&mut lane.cpu_ns);
        from_first(&mut lane.waited_ns);
    }
    trace.moments_ns.drain(..first);
    for moment in &mut trace.moments_ns {
        *moment = moment.saturating_sub(began_ns);
    }
    trace
}

struct Sampler {
    start: Instant,
    own: i32,
    /// By thread id: the lane's place, its counters, and what they showed first.
    known: BTreeMap<i32, Known>,
    trace: Trace,
}

struct Known {
    lane: usize,
    schedstat: Option<File>,
    first: Counters,
}

/// What a thread has used so far, in nanoseconds.
#[derive(Clone, Copy, Default)]
struct Counters {
    cpu_ns: u64,
    waited_ns: u64,
}

/// When a thread came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// Before the trace's start: what time it has used does not count.
    Before,
    /// While the trace is taken: all of its time counts.
    Meanwhile,
}

impl Sampler {
    fn new() -> Self {
        let mut sampler = Self {
            start: Instant::now(),
            own: gettid().as_raw(),
            known: BTreeMap::new(),
            trace: Trace::default(),
        };
        sampler.meet(Arrival::Before);
        sampler.start = Instant::now();
        sampler
    }

    /// Looks for threads that were not there before.
    fn meet(&mut self, arrival: Arrival) {
        let Ok(tasks) = fs::read_dir("/proc/self/task") else { return };
        for task in tasks.flatten() {
            let Some(id) = task.file_name().to_str().and_then(|id| id.parse().ok()) else {
                continue;
            };
            let lane = self.trace.lanes.len();
            if id == self.own || self.known.contains_key(&id) || lane >= TRACE_LANES_MAX {
                continue;
            }
            let schedstat = File::open(task.path().join("schedstat")).ok();
            let mut known = Known { lane, schedstat, first: Counters::default() };
            if arrival == Arrival::Before {
                known.first = known.counters(id);
            }
            let unseen = vec![0; self.trace.moments_ns.len()];
            let name = name(id, &task.path());
            self.trace.lanes.push(Lane { name, cpu_ns: unseen.clone(), waited_ns: unseen });
            self.known.insert(id, known);
        }
    }

    /// Keeps every other sample.
    fn thin(&mut self) {
        let every_other = |values: &mut Vec<u64>| {
            let mut keep = false;
            values.retain(|_| {
                keep = !keep;
                keep
            });
        };
        every_other(&mut self.trace.moments_ns);
        for lane in &mut self.trace.lanes {
            every_other(&mut lane.cpu_ns);
            every_other(&mut lane.waited_ns);
        }
    }

    fn sample(&mut self) {
        self.meet(Arrival::Meanwhile);
        self.trace.moments_ns.push(nanoseconds(self.start.elapsed()));
        for (&id, known) in &self.known {
            let lane = &mut self.trace.lanes[known.lane];
            let now = known.counters(id);
            let since = |now: u64, first: u64, before: &[u64]| {
                // A thread that has ended shows nothing: it stays where it was.
                now.saturating_sub(first).max(before.last().copied().unwrap_or(0))
            };
            lane.cpu_ns.push(since(now.cpu_ns, known.first.cpu_ns, &lane.cpu_ns));
            lane.waited_ns.push(since(now.waited_ns, known.first.waited_ns, &lane.waited_ns));
        }
    }
}

impl Known {
    fn counters(&self, id: i32) -> Counters {
        let cpu = clock_gettime(thread_clock(id)).map(Duration::from).unwrap_or_default();
        Counters {
            cpu_ns: nanoseconds(cpu),
            waited_ns: self.schedstat.as_ref().and_then(waited_ns).unwrap_or(0),
        }
    }
}

fn name(id: i32, task: &std::path::Path) -> String {
    let comm = fs::read_to_string(task.join("comm")).unwrap_or_default();
    match comm.trim_end() {
        _ if id == getpid().as_raw() => "main".to_owned(),
        worker if worker.starts_with(WORKER) => worker.to_owned(),
        _ => "spawned".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel;

    #[test]
    fn a_thread_that_computes_uses_cpu_time_and_one_that_sleeps_does_not() {
        let mut result = 0;
        let trace = traced(
            || (),
            || {
                std::thread::scope(|scope| {
                    let busy = scope.spawn(|| kernel(1, 20_000_000));
                    std::thread::sleep(Duration::from_millis(20));
                    result = busy.join().expect("it only computes");
                });
            },
        );
        assert_ne!(result, 0);
        let used = |name: &str| {
            let lane = trace.lanes.iter().find(|lane| lane.name == name).expect("it was seen");
            assert!(lane.cpu_ns.is_sorted() && lane.waited_ns.is_sorted());
            assert_eq!(lane.cpu_ns.len(), trace.moments_ns.len());
            *lane.cpu_ns.last().expect("there are samples")
        };
        assert!(trace.moments_ns.is_sorted());
        assert!(used("spawned") > 10 * used_by_main(&trace), "{trace:?}");
    }

    /// A test's own thread is not the process's first.
    fn used_by_main(trace: &Trace) -> u64 {
        let others = trace.lanes.iter().filter(|lane| lane.name == "main");
        others.filter_map(|lane| lane.cpu_ns.last()).sum()
    }

    #[test]
    fn what_came_before_the_work_is_cut_off() {
        let lane = Lane {
            name: "main".to_owned(),
            cpu_ns: vec![10, 30, 60, 100],
            waited_ns: vec![0, 5, 5, 7],
        };
        let trace = Trace { moments_ns: vec![0, 100, 200, 300], lanes: vec![lane] };
        let trace = cut(trace, 150);
        assert_eq!(trace.moments_ns, [0, 50, 150]);
        assert_eq!(trace.lanes[0].cpu_ns, [0, 30, 70]);
        assert_eq!(trace.lanes[0].waited_ns, [0, 0, 2]);
    }
}
