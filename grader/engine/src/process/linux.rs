//! What Linux tells of a child, and lets us do with it.

use super::allowance::HostTimes;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::time::{clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::fs::File;
use std::process::Child;
use std::time::Duration;

/// Makes this process end when the one that started it does.
pub fn end_with_parent() {
    // Where it is refused, hanging up ends a program all the same.
    let _ = set_pdeathsig(Signal::SIGKILL);
}

/// CPU time of a whole process.
pub fn cpu_time(pid: Pid) -> Option<Duration> {
    let clock = clock_getcpuclockid(pid).ok()?;
    Some(clock_gettime(clock).ok()?.into())
}

/// The file that starts the peak of a process's memory anew.
pub fn resettable_peak(pid: Pid) -> Option<File> {
    File::options().write(true).open(format!("/proc/{pid}/clear_refs")).ok()
}

/// What a process has at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Memory that is its own, in use or swapped out, and the tables of its pages; in bytes.
    pub private_bytes: u64,
    /// Memory that others may share, in bytes.
    pub shared_bytes: u64,
    /// Threads.
    pub threads: u64,
}

/// What a process has now, by `status` (see proc(5)).
pub fn footprint(pid: Pid) -> Option<Footprint> {
    Some(read_footprint(&std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?))
}

fn read_footprint(status: &str) -> Footprint {
    let number = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0)
    };
    let kib = |key| number(key).saturating_mul(1024);
    Footprint {
        private_bytes: ["RssAnon", "VmSwap", "VmPTE"].into_iter().map(kib).sum(),
        shared_bytes: kib("RssShmem"),
        threads: number("Threads"),
    }
}

/// What one thread has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadTimes {
    /// CPU time.
    pub cpu: Duration,
    /// Time on a run queue, ready and without a core.
    pub waited: Duration,
}

/// More threads than this are not looked at: it would take a core for too long.
const THREADS_LOOKED_AT: usize = 256;

/// The times of all threads of some processes, by the first two numbers of
/// `schedstat` (Linux, Documentation/scheduler/sched-stats.rst).
pub fn thread_times(processes: &[Pid]) -> BTreeMap<i32, ThreadTimes> {
    let times = |process: &Pid, thread: i32| {
        let path = format!("/proc/{process}/task/{thread}/schedstat");
        let text = std::fs::read_to_string(path).ok()?;
        let mut numbers = text.split_whitespace().map_while(|word| word.parse().ok());
        let (cpu, waited) = numbers.next().zip(numbers.next())?;
        let (cpu, waited) = (Duration::from_nanos(cpu), Duration::from_nanos(waited));
        Some((thread, ThreadTimes { cpu, waited }))
    };
    let of_process =
        |process: &Pid| threads(*process).into_iter().map(|thread| (*process, thread)).collect();
    let all = processes.iter().flat_map::<Vec<_>, _>(of_process);
    all.take(THREADS_LOOKED_AT).filter_map(|(process, thread)| times(&process, thread)).collect()
}

/// The processes of a process group, by the third number behind the name in `stat`
/// (see proc(5)).
pub fn processes_of_group(group: Pid) -> Vec<Pid> {
    let is_member = |id: &i32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let behind_the_name = stat.rsplit(')').next().unwrap_or_default();
        behind_the_name.split_whitespace().nth(2) == Some(&group.to_string())
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(is_member).map(Pid::from_raw).collect()
}

/// What the first line of `/proc/stat` says (see proc(5)): of its numbers the
/// fourth and fifth are idle time, the eighth is what the host took.
pub fn host_times() -> HostTimes {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let numbers = text.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8);
    let ticks: Vec<u64> = numbers.map_while(|word| word.parse().ok()).collect();
    let [user, nice, system, _idle, _waiting, hard, soft, stolen] = ticks[..] else {
        return HostTimes::default();
    };
    HostTimes { busy: user + nice + system + hard + soft + stolen, stolen }
}

/// Whether a child has ended, without reaping it.
pub fn has_ended(child: &mut Child) -> bool {
    let pid = Pid::from_raw(child.id().cast_signed());
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    !matches!(waitid(Id::Pid(pid), flags), Ok(WaitStatus::StillAlive))
}

/// The threads of a process.
fn threads(pid: Pid) -> Vec<i32> {
    let entries = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten();
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The threads of a process whose name begins so.
pub fn threads_named(pid: Pid, name: &str) -> Vec<i32> {
    let is_named = |thread: &i32| {
        let own_name = std::fs::read_to_string(format!("/proc/{pid}/task/{thread}/comm"));
        own_name.is_ok_and(|own_name| own_name.starts_with(name))
    };
    threads(pid).into_iter().filter(is_named).collect()
}

/// Binds these threads to one core each, if that takes every core that we may use.
/// What they start must not inherit that: without the C library that
/// `grader_spec` frees threads by, they are left alone.
pub fn spread(threads: &[i32]) {
    let cores = cores(Pid::this());
    if cfg!(not(target_env = "gnu")) || threads.len() != cores.len() {
        return;
    }
    for (thread, core) in threads.iter().zip(cores) {
        bind(*thread, core);
    }
}

/// Binds all threads to one of our own cores.
pub fn settle(pid: Pid, index: usize) {
    let cores = cores(Pid::this());
    if let Some(core) = cores.get(index % cores.len().max(1)) {
        for thread in threads(pid) {
            bind(thread, *core);
        }
    }
}

/// Does something while the calling thread is bound to the last of our cores: what it
/// starts is bound there as well, and is told of no other core.
pub fn on_one_core<T>(work: impl FnOnce() -> T) -> T {
    let before = sched_getaffinity(Pid::from_raw(0));
    if let Some(core) = cores(Pid::this()).last() {
        bind(0, *core);
    }
    let done = work();
    if let Ok(before) = before {
        let _ = sched_setaffinity(Pid::from_raw(0), &before);
    }
    done
}

fn bind(thread: i32, core: usize) {
    let mut one = CpuSet::new();
    let _ = one.set(core).and_then(|()| sched_setaffinity(Pid::from_raw(thread), &one));
}

/// The cores that a process may use; none where the system does not tell.
fn cores(pid: Pid) -> Vec<usize> {
    let Ok(allowed) = sched_getaffinity(pid) else { return Vec::new() };
    let is_allowed = |core: &usize| allowed.is_set(*core).unwrap_or(false);
    (0..CpuSet::count()).filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footprint_is_read_by_its_names() {
        let status = "Name:\tRssAnon: 9 kB\nVmPTE:\t      8 kB\nVmSwap:\t       0 kB\n\
                      RssAnon:\t    1024 kB\nRssFile:\t 77 kB\nRssShmem:\t      4 kB\n\
                      Threads:\t3\n";
        let expected = Footprint { private_bytes: 1032 << 10, shared_bytes: 4096, threads: 3 };
        assert_eq!(read_footprint(status), expected);
        assert_eq!(read_footprint(""), Footprint::default());
        let own = footprint(Pid::this()).expect("Linux tells");
        assert!(own.private_bytes > 0 && own.threads > 0, "{own:?}");
    }
}
