//! The limits that the machine and the shell set on this process and on all that
//! it starts: facts to name where something was killed or refused. It sets none.
//!
//! A control group is a folder; its limits hold for the folders below it too. So
//! each question is asked of our own group and of all above it. Both versions of
//! the interface are read (the kernel's `cgroup-v1` and `cgroup-v2.rst`). Where
//! the system does not tell, there is no answer.

mod groups;

use crate::fault::Fault;
use groups::Group;
use nix::libc;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * 1024;

/// Below this, memory is worth naming: rustc may use 2 GiB, and a candidate about
/// as much.
const MEMORY_USUAL_MIB: u64 = 4096;
/// Below this, the number of processes is: a candidate with many threads, a linker
/// and a compiler stay below it.
const PROCESSES_USUAL: u64 = 1024;

/// The lowest limit on memory that a control group sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryLimit {
    /// The limit, in MiB.
    pub mib: u64,
    /// Where it is written.
    pub file: PathBuf,
}

/// How many processes and threads a control group allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processes {
    /// How many there may be at once.
    pub max: u64,
    /// How many there are now.
    pub current: u64,
    /// Where the limit is written.
    pub file: PathBuf,
}

/// The lowest limit on memory; nothing if no control group sets one.
pub fn memory() -> Option<MemoryLimit> {
    let limit = |group: Group| {
        let file = group.file("memory.limit_in_bytes", "memory.max");
        let bytes = groups::limit(&std::fs::read_to_string(&file).ok()?)?;
        Some(MemoryLimit { mib: bytes / MIB, file })
    };
    groups::own("memory").into_iter().filter_map(limit).min_by_key(|limit| limit.mib)
}

/// How many processes of our own control group were killed so far because memory
/// ran out: in the group, in one above it, or on the whole machine. Where no group
/// counts them, those of the whole machine.
pub fn oom_kills() -> Option<u64> {
    let counted = |file: PathBuf| {
        let text = std::fs::read_to_string(file).ok()?;
        groups::number(&text, "oom_kill")
    };
    // A kill is counted in the group of the process that was killed, whichever limit it was.
    let own = groups::own("memory").into_iter().next();
    let own = own.and_then(|group| counted(group.file("memory.oom_control", "memory.events")));
    own.or_else(|| counted(PathBuf::from("/proc/vmstat")))
}

/// How much CPU time control groups allow, in CPUs; nothing without a quota. It need
/// not be whole: 1.9 CPUs are two threads that each stand still for a part of the time.
pub fn cpu_quota() -> Option<f64> {
    let quota = |group: Group| {
        let read = |name: &str| std::fs::read_to_string(group.folder.join(name)).ok();
        let two = || groups::quota(&read("cpu.max")?);
        let one = || {
            let (quota, period) = (read("cpu.cfs_quota_us")?, read("cpu.cfs_period_us")?);
            groups::quota(&format!("{} {}", quota.trim(), period.trim()))
        };
        two().or_else(one)
    };
    groups::own("cpu").into_iter().filter_map(quota).reduce(f64::min)
}

/// The files that quotas stand in, for our control group and those above it. Rust's
/// `available_parallelism` reads them.
pub fn quota_files() -> Vec<PathBuf> {
    const FILES: [&str; 3] = ["cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us"];
    let folders = groups::own("cpu").into_iter().map(|group| group.folder);
    folders.flat_map(|folder| FILES.map(|file| folder.join(file))).collect()
}

/// The files that the limits on memory and cores stand in, for our control groups and
/// those above them.
pub fn limit_files() -> Vec<PathBuf> {
    const FILES: [&str; 2] = ["memory.max", "memory.limit_in_bytes"];
    let folders = groups::own("memory").into_iter().map(|group| group.folder);
    let of_memory = folders.flat_map(|folder| FILES.map(|file| folder.join(file)));
    of_memory.chain(quota_files()).collect()
}

/// How long control groups have kept us from their cores so far, in all.
pub fn throttled() -> Option<Duration> {
    let time = |group: Group| {
        let text = std::fs::read_to_string(group.file("cpu.stat", "cpu.stat")).ok()?;
        groups::throttled(&text)
    };
    groups::own("cpu").into_iter().filter_map(time).reduce(|sum, time| sum + time)
}

/// How many processes and threads there may be and are, in the group where the
/// fewest are left.
pub fn pids() -> Option<Processes> {
    let read = |group: Group| {
        let file = group.file("pids.max", "pids.max");
        let max = groups::limit(&std::fs::read_to_string(&file).ok()?)?;
        let current = std::fs::read_to_string(group.file("pids.current", "pids.current")).ok()?;
        Some(Processes { max, current: current.trim().parse().ok()?, file })
    };
    let all = groups::own("pids").into_iter().filter_map(read);
    all.min_by_key(|processes| processes.max.saturating_sub(processes.current))
}

/// A sentence for each limit that is lower than usual, lowest level first: what the
/// shell limits, then what control groups do.
pub fn named() -> Vec<String> {
    let mut named: Vec<String> = SHELL.iter().filter_map(ShellLimit::named).collect();
    if let Some(limit) = memory().filter(|limit| limit.mib < MEMORY_USUAL_MIB) {
        let file = limit.file.display();
        named.push(format!("the control group's limit on memory is {} MiB ({file})", limit.mib));
    }
    if let Some(Processes { max, current, file }) = pids().filter(|pids| pids.max < PROCESSES_USUAL)
    {
        let file = file.display();
        named.push(format!(
            "the control group's limit on processes and threads is {max}, and {current} are there \
             ({file})"
        ));
    }
    named
}

/// The same text, with a note for each limit that is lower than usual.
pub fn noted(mut text: String) -> String {
    for limit in named() {
        text += "\nnote: ";
        text += &limit;
    }
    text
}

/// A sentence for each limit that keeps a program from having so much memory.
pub fn below_memory(mib: u64) -> Vec<String> {
    // What a program and its threads reserve beside what they use.
    let reserved = 1024;
    let mut below = Vec::new();
    if let Some(MemoryLimit { mib: allowed, file }) = memory().filter(|limit| limit.mib < mib) {
        let file = file.display();
        below.push(format!("the control group's limit on memory is {allowed} MiB ({file})"));
    }
    for (resource, option, needed_mib) in
        [(Resource::RLIMIT_DATA, "-d", mib), (Resource::RLIMIT_AS, "-v", mib + reserved)]
    {
        if let Some((_, hard)) =
            getrlimit(resource).ok().filter(|(_, hard)| hard / MIB < needed_mib)
        {
            below.push(format!("the shell's limit is {} MiB (`ulimit {option}`)", hard / MIB));
        }
    }
    below
}

/// A sentence on the stack of a program's first thread, where the shell has made it
/// smaller than usual.
pub fn below_stack() -> Option<String> {
    SHELL.iter().find(|limit| limit.option == "-s").and_then(ShellLimit::named)
}

/// A sentence on CPU time, where the shell has set a limit on it.
pub fn below_time() -> Option<String> {
    SHELL.iter().find(|limit| limit.option == "-t").and_then(ShellLimit::named)
}

/// A sentence for each limit on processes and threads that is lower than usual.
pub fn below_threads() -> Vec<String> {
    let few = |limit: &String| limit.contains("processes");
    named().into_iter().filter(few).collect()
}

/// The space that is left on the file system of a folder, in MiB.
pub fn disk_left_mib(folder: &Path) -> Option<u64> {
    let system = nix::sys::statvfs::statvfs(folder).ok()?;
    #[allow(clippy::useless_conversion, reason = "narrower on some systems")]
    let bytes = u64::from(system.blocks_available()) * u64::from(system.fragment_size());
    Some(bytes / MIB)
}

/// What the shell's `ulimit` may have set, and below which it is worth naming.
struct ShellLimit {
    resource: Resource,
    on: &'static str,
    option: &'static str,
    usual: u64,
    unit: Unit,
}

#[derive(Clone, Copy)]
enum Unit {
    Mib,
    Kib,
    Seconds,
    One,
}

const SHELL: [ShellLimit; 7] = [
    // The launcher leaves 64 GiB of addresses beyond the memory.
    shell(Resource::RLIMIT_AS, ["address space", "-v"], 64 * KIB * MIB, Unit::Mib),
    shell(Resource::RLIMIT_DATA, ["memory", "-d"], MEMORY_USUAL_MIB * MIB, Unit::Mib),
    // Where a file that is being written is larger, the writer is ended.
    shell(Resource::RLIMIT_FSIZE, ["the size of a file", "-f"], KIB * MIB, Unit::Kib),
    // What every distribution has.
    shell(Resource::RLIMIT_STACK, ["a stack", "-s"], 8 * MIB, Unit::Kib),
    // Any: a process is killed when its own seconds are over.
    shell(Resource::RLIMIT_CPU, ["CPU time", "-t"], RLIM_INFINITY, Unit::Seconds),
    shell(Resource::RLIMIT_NPROC, ["processes", "-u"], PROCESSES_USUAL, Unit::One),
    // What every distribution has, at the least.
    shell(Resource::RLIMIT_NOFILE, ["open files", "-n"], 256, Unit::One),
];

const fn shell(
    resource: Resource,
    [on, option]: [&'static str; 2],
    usual: u64,
    unit: Unit,
) -> ShellLimit {
    ShellLimit { resource, on, option, usual, unit }
}

impl ShellLimit {
    fn named(&self) -> Option<String> {
        let (soft, _) = getrlimit(self.resource).ok()?;
        let amount = match self.unit {
            Unit::Mib => format!("{} MiB", soft / MIB),
            Unit::Kib => format!("{} KiB", soft / KIB),
            Unit::Seconds => format!("{soft} s"),
            Unit::One => soft.to_string(),
        };
        let Self { on, option, usual, .. } = self;
        (soft < *usual)
            .then(|| format!("the shell's limit on {on} is {amount} (`ulimit {option}`)"))
    }
}

/// A fault for what the system refused, with the limit that may be behind it and
/// the mend. `doing` is what was tried: "start rustc".
pub fn refused(doing: &str, error: &io::Error) -> Fault {
    let hint = match error.raw_os_error() {
        Some(libc::EAGAIN) => {
            "too many processes or threads: end some, raise `ulimit -u` or the pids.max of the \
             control group"
        }
        Some(libc::EMFILE) => "too many open files: raise `ulimit -n`",
        Some(libc::ENFILE) => "the whole machine has too many open files: end some programs",
        Some(libc::ENOMEM) => "memory has run out: end some programs, or raise the limit on it",
        Some(libc::EFBIG) => "a file grew too large: raise `ulimit -f`",
        Some(libc::ENOSPC | libc::EDQUOT) => "free some disk space, then run again",
        Some(libc::EACCES) => {
            "make it executable; on a disk that is mounted `noexec`, nothing can be: clone the \
             course elsewhere, or let `target` be a link to another disk"
        }
        Some(libc::ENOENT) => "it has gone: is something cleaning `target/`? run again",
        _ => "check the program and the disk, then run again",
    };
    Fault::new(noted(format!("cannot {doing}: {error}")), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_its_limit() {
        let check = |errno, says: &str| {
            let fault = refused("start rustc", &io::Error::from_raw_os_error(errno));
            assert!(fault.what.starts_with("cannot start rustc: "), "{fault}");
            assert!(fault.hint.contains(says), "{fault}");
        };
        check(libc::EAGAIN, "pids.max");
        check(libc::EMFILE, "`ulimit -n`");
        check(libc::ENOMEM, "memory");
        check(libc::EFBIG, "`ulimit -f`");
        check(libc::ENOENT, "cleaning");
        check(libc::EACCES, "noexec");
    }

    #[test]
    fn a_limit_that_nobody_has_lowered_is_not_named() {
        let named = shell(Resource::RLIMIT_CPU, ["CPU time", "-t"], 0, Unit::Seconds).named();
        assert_eq!(named, None);
    }
}
