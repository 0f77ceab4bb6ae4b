//! Attack: may read its limits in the control groups, and looks there for others' processes and for something to change
//! Layer: system
//! Exercise: sums
//! Twin: asks_for_its_limits
//! With: files
//! Expect: accepted
use std::fs::{File, OpenOptions, read_dir, read_to_string};
use std::path::{Path, PathBuf};

const OF_OTHERS: [&str; 8] = [
    "cgroup.procs",
    "cgroup.threads",
    "tasks",
    "memory.stat",
    "memory.usage_in_bytes",
    "memory.current",
    "pids.current",
    "cgroup.controllers",
];
const LIMITS: [&str; 6] = [
    "memory.max",
    "memory.limit_in_bytes",
    "cpu.max",
    "cpu.cfs_quota_us",
    "cgroup.procs",
    "cgroup.kill",
];

pub fn sums(folder: &Path) -> Vec<u64> {
    for folder in groups() {
        if read_dir(&folder).is_ok() {
            broke_out("it can list a control group");
        }
        for name in OF_OTHERS {
            if File::open(folder.join(name)).is_ok() {
                broke_out("it can read more than limits");
            }
        }
        for name in LIMITS {
            if OpenOptions::new().write(true).open(folder.join(name)).is_ok() {
                broke_out("it can change a control group");
            }
        }
    }
    answer(folder)
}

/// Its own groups and those above them, in both versions, and what lies around them.
fn groups() -> Vec<PathBuf> {
    let root = Path::new("/sys/fs/cgroup");
    let mut groups = vec![root.to_owned(), "/sys/fs".into(), "/sys".into()];
    for line in read_to_string("/proc/self/cgroup").unwrap_or_default().lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(names), Some(path)) = (parts.next(), parts.next()) else { continue };
        for above in Path::new(path.trim_start_matches('/')).ancestors() {
            groups.push(root.join(above));
            groups.extend(names.split(',').map(|name| root.join(name).join(above)));
        }
    }
    groups
}
