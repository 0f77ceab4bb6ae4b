//! The cores of this machine, and those of them that are timed on. The choice is
//! `speedup::cores`'s; here is what the system tells, and how others are kept out of it.
//!
//! Where there is a choice, programs that are timed are bound to as many quiet cores as are
//! timed, and know of no others. So a large machine is to them what a small one is: a
//! program that starts a thread for each core that it sees has as many as are timed, no two
//! run on one core, and none on a slower one.

use super::{limits, system};
use speedup::cores::{Cores, Processor};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// How long it is looked which cores are quiet: the system counts in steps of 10 ms.
const LOOK: Duration = Duration::from_millis(50);

/// The processors to choose from, the quiet ones first; nothing before the first look.
static QUIET_FIRST: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// What this process may use, as it was when it was first asked.
pub fn here() -> &'static Cores {
    static HERE: OnceLock<Cores> = OnceLock::new();
    HERE.get_or_init(|| {
        let (on_machine, allowed) = system::processors();
        if allowed.is_empty() {
            let count = std::thread::available_parallelism().map_or(1, usize::from);
            return Cores::alike(count);
        }
        Cores { on_machine, allowed, quota: limits::cpu_quota() }
    })
}

/// Looks anew which cores are quiet, where there is a choice: for programs that are started
/// from now on.
pub fn look() {
    let cores = here();
    let choice = cores.choice();
    if choice.threads >= cores.allowed.len() {
        return;
    }
    let before = system::busy();
    sleep(LOOK);
    let busy = busy_between(&before, &system::busy());
    *QUIET_FIRST.lock().unwrap_or_else(PoisonError::into_inner) = quiet_first(cores, &busy);
}

/// The processors that a program with this number of threads is timed on: as many as threads are
/// timed, or as it has, if these are more.
pub fn timed(threads: usize) -> Vec<usize> {
    let cores = here();
    let wanted = threads.max(cores.choice().threads);
    if wanted < cores.allowed.len() && known().is_empty() {
        look();
    }
    let mut processors = known();
    if processors.is_empty() {
        processors = cores.allowed.iter().map(|processor| processor.number).collect();
    }
    processors.truncate(wanted);
    processors
}

fn known() -> Vec<usize> {
    QUIET_FIRST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Starts a program with this number of threads on the cores that it is timed on.
pub fn on_timed<T>(threads: usize, start: impl FnOnce() -> T) -> T {
    let processors = timed(threads);
    if processors.len() < here().allowed.len() { system::on(&processors, start) } else { start() }
}

/// Those that are chosen from, the quiet ones first, then the others.
fn quiet_first(cores: &Cores, busy: &BTreeMap<usize, u64>) -> Vec<usize> {
    let eligible = cores.choice().eligible;
    // A processor that shares the core takes a part of it.
    let on_core = |core: usize| -> u64 {
        let sharing = cores.allowed.iter().filter(|processor| processor.core == core);
        sharing.filter_map(|processor| busy.get(&processor.number)).sum()
    };
    let key = |it: &Processor| (Reverse(eligible.contains(&it.number)), on_core(it.core));
    let mut processors = cores.allowed.clone();
    // Neighbours stay neighbours: they are near the same memory.
    processors.sort_by_key(key);
    processors.into_iter().map(|processor| processor.number).collect()
}

/// How long each processor was busy between two looks, in the system's units.
fn busy_between(
    before: &BTreeMap<usize, u64>,
    after: &BTreeMap<usize, u64>,
) -> BTreeMap<usize, u64> {
    let since = |(number, time): (&usize, &u64)| {
        (*number, time.saturating_sub(before.get(number).copied().unwrap_or(*time)))
    };
    after.iter().map(since).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_whole_cores_come_first() {
        let processor = |(number, core)| Processor { number, core, speed: 1.0 };
        // Four cores of two threads.
        let allowed = (0..8).map(|number| (number, number % 4)).map(processor).collect();
        let cores = Cores { on_machine: 8, allowed, quota: None };
        let check = |busy: &[(usize, u64)], expected: [usize; 8]| {
            let busy = busy.iter().copied().collect();
            assert_eq!(quiet_first(&cores, &busy), expected);
        };
        check(&[], [0, 1, 2, 3, 4, 5, 6, 7]);
        check(&[(0, 5), (2, 1)], [1, 3, 2, 0, 5, 7, 6, 4]);
        // The other half of core 1 is busy.
        check(&[(5, 5)], [0, 2, 3, 1, 4, 6, 7, 5]);
    }

    #[test]
    fn a_core_is_busy_by_what_its_time_grew() {
        let [before, after] = [[(0, 7), (1, 7)], [(0, 9), (2, 7)]].map(BTreeMap::from);
        assert_eq!(busy_between(&before, &after), BTreeMap::from([(0, 2), (2, 0)]));
    }
}
