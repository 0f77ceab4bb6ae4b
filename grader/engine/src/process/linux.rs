//! What Linux tells of a child, and lets us do with it.

use super::allowance::HostTimes;
use super::cores;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::time::{clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use speedup::cores::Processor;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

/// The calling thread, to the system calls that are about one.
const THIS_THREAD: Pid = Pid::from_raw(0);

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

/// Binds these threads to one core each, if that takes every core that is timed on.
/// What they start must not inherit that: without the C library that
/// `grader_spec` frees threads by, they are left alone.
pub fn spread(threads: &[i32]) {
    let cores = cores::timed(threads.len());
    if cfg!(not(target_env = "gnu")) || threads.len() != cores.len() {
        return;
    }
    for (thread, core) in threads.iter().zip(cores) {
        bind(*thread, &[core]);
    }
}

/// Binds all threads to one of the cores that are timed on.
pub fn settle(pid: Pid, index: usize) {
    let cores = cores::timed(1);
    if let Some(core) = cores.get(index % cores.len().max(1)) {
        for thread in threads(pid) {
            bind(thread, &[*core]);
        }
    }
}

/// Does something while the calling thread is bound to these cores: what it starts is bound
/// there as well, and is told of no other core. Within another such call it changes nothing.
pub fn on<T>(cores: &[usize], work: impl FnOnce() -> T) -> T {
    let before = sched_getaffinity(THIS_THREAD);
    let is_narrower = before.is_ok_and(|before| numbers(&before).len() <= cores.len());
    if !is_narrower {
        bind(THIS_THREAD.as_raw(), cores);
    }
    let done = work();
    if let Ok(before) = before {
        let _ = sched_setaffinity(THIS_THREAD, &before);
    }
    done
}

fn bind(thread: i32, cores: &[usize]) {
    let mut set = CpuSet::new();
    let all: Result<(), _> = cores.iter().try_for_each(|core| set.set(*core));
    let _ = all.and_then(|()| sched_setaffinity(Pid::from_raw(thread), &set));
}

fn numbers(set: &CpuSet) -> Vec<usize> {
    let is_set = |number: &usize| set.is_set(*number).unwrap_or(false);
    (0..CpuSet::count()).filter(is_set).collect()
}

/// How many processors the machine has, and those that this process may run on; none where
/// the system does not tell.
pub fn processors() -> (usize, Vec<Processor>) {
    let folder = Path::new("/sys/devices/system/cpu");
    let allowed = sched_getaffinity(Pid::this()).map(|set| numbers(&set)).unwrap_or_default();
    read_processors(folder, &allowed)
}

/// See `Documentation/ABI/testing/sysfs-devices-system-cpu` of the kernel.
fn read_processors(folder: &Path, allowed: &[usize]) -> (usize, Vec<Processor>) {
    let read = |file: String| std::fs::read_to_string(folder.join(file)).ok();
    let number = |file: String| -> Option<f64> { read(file)?.trim().parse().ok() };
    let online = read("online".to_owned()).map_or(0, |list| length(&list));
    // Some kernels have the first for cores that differ, some for cores that all seem alike.
    let speeds = ["cpu_capacity", "cpufreq/cpuinfo_max_freq"].map(|file| {
        let speeds = allowed.iter().map(|cpu| number(format!("cpu{cpu}/{file}")));
        speeds.collect::<Option<Vec<f64>>>()
    });
    let differ = |speeds: &Vec<f64>| speeds.iter().any(|speed| (speed - speeds[0]).abs() > 0.0);
    let speeds = speeds.into_iter().flatten().find(differ);
    let speeds = speeds.unwrap_or_else(|| vec![1.0; allowed.len()]);
    let processor = |(cpu, speed): (&usize, f64)| {
        let sharing = read(format!("cpu{cpu}/topology/thread_siblings_list"));
        let first = sharing.and_then(|list| list.split([',', '-', '\n']).next()?.parse().ok());
        Processor { number: *cpu, core: first.unwrap_or(*cpu), speed }
    };
    (online.max(allowed.len()), allowed.iter().zip(speeds).map(processor).collect())
}

/// How many numbers a list like `0-3,8` has.
fn length(list: &str) -> usize {
    let part = |part: &str| -> Option<usize> {
        let (first, end) = part.split_once('-').unwrap_or((part, part));
        let (first, end): (usize, usize) = (first.parse().ok()?, end.parse().ok()?);
        Some((end + 1).saturating_sub(first))
    };
    list.trim().split(',').filter_map(part).sum()
}

/// How long each processor was busy since it was started, in ticks: the lines `cpu0`,
/// `cpu1`, … of `/proc/stat` (see proc(5)).
pub fn busy() -> BTreeMap<usize, u64> {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    text.lines().filter_map(busy_of).collect()
}

fn busy_of(line: &str) -> Option<(usize, u64)> {
    let mut words = line.strip_prefix("cpu")?.split_whitespace();
    let number = words.next().filter(|_| !line.starts_with("cpu "))?.parse().ok()?;
    let ticks: Vec<u64> = words.map_while(|word| word.parse().ok()).collect();
    let is_idle = |at: usize| at == 3 || at == 4;
    // What guests use is a part of the first.
    let busy = ticks.iter().enumerate().take(8).filter(|(at, _)| !is_idle(*at));
    Some((number, busy.map(|(_, ticks)| ticks).sum()))
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

    #[test]
    fn processors_are_read_from_a_folder() {
        // Two fast cores of two threads, neighbours as some systems number them, and two
        // slow ones; all claim one capacity.
        let folder = tempfile::tempdir().expect("a folder");
        let write = |file: &str, text: &str| {
            let file = folder.path().join(file);
            std::fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
            std::fs::write(file, text).expect("a file");
        };
        write("online", "0-5\n");
        for (cpu, sharing, hertz) in [
            (0, "0-1\n", "4800000\n"),
            (1, "0-1\n", "4800000\n"),
            (2, "2-3\n", "4700000\n"),
            (3, "2-3\n", "4700000\n"),
            (4, "4\n", "3500000\n"),
            (5, "5\n", "3500000\n"),
        ] {
            write(&format!("cpu{cpu}/topology/thread_siblings_list"), sharing);
            write(&format!("cpu{cpu}/cpufreq/cpuinfo_max_freq"), hertz);
            write(&format!("cpu{cpu}/cpu_capacity"), "1024\n");
        }
        let (on_machine, found) = read_processors(folder.path(), &[0, 1, 3, 4, 5]);
        assert_eq!(on_machine, 6);
        let seen: Vec<_> = found.iter().map(|it| (it.number, it.core, it.speed as u32)).collect();
        let expected = [(0, 0, 4_800_000), (1, 0, 4_800_000), (3, 2, 4_700_000)];
        assert_eq!(seen[..3], expected);
        assert_eq!(seen[3..], [(4, 4, 3_500_000), (5, 5, 3_500_000)]);
        // A system that tells nothing has cores that are alike.
        let (on_machine, found) = read_processors(Path::new("/nowhere"), &[2, 3]);
        let alone = |number| Processor { number, core: number, speed: 1.0 };
        assert_eq!((on_machine, found), (2, vec![alone(2), alone(3)]));
        assert_eq!(["0\n", "0-3,8", "", "x"].map(length), [1, 5, 0, 0]);
    }

    #[test]
    fn a_busy_core_is_told_by_its_line() {
        let line = "cpu3 10 1 5 900 50 2 3 4 8 0";
        assert_eq!(busy_of(line), Some((3, 25)));
        assert_eq!(busy_of("cpu  10 1 5 900 50 2 3 4 8 0"), None);
        assert_eq!(busy_of("intr 10"), None);
    }

    #[test]
    fn what_is_started_meanwhile_is_bound_and_later_not() {
        let all = || numbers(&sched_getaffinity(THIS_THREAD).expect("it is told"));
        let before = all();
        let last = *before.last().expect("there is one");
        let inside = on(&[last], || std::thread::spawn(all).join().expect("no panic"));
        assert_eq!((inside, all()), (vec![last], before.clone()));
        // The narrower one holds.
        let inside = on(&[last], || on(&before, all));
        assert_eq!((inside, all()), (vec![last], before));
    }
}
