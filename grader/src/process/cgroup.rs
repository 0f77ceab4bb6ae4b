//! What the control groups of this process allow, on Linux: a container's limits
//! stand there. Elsewhere there are none.
//!
//! The first version has a tree of folders for each controller, the second one for
//! all (cgroups(7)). A limit of any folder on the way up holds.

use std::path::{Path, PathBuf};

/// How much CPU time a group may use, in CPUs; nothing without a quota. It need not
/// be whole: 1.9 CPUs are two threads that each stand still for a part of the time.
pub fn cpu_quota() -> Option<f64> {
    cpu_quota_by(&|path| std::fs::read_to_string(path).ok())
}

/// Reads a file, if it is there.
type Read<'a> = &'a dyn Fn(&Path) -> Option<String>;

fn cpu_quota_by(read: Read) -> Option<f64> {
    let quotas = folders("cpu", read).into_iter().filter_map(|folder| {
        let file = |name: &str| read(&folder.join(name));
        let second = || quota_of_second(&file("cpu.max")?);
        let first = || quota_of_first(&file("cpu.cfs_quota_us")?, &file("cpu.cfs_period_us")?);
        second().or_else(first)
    });
    quotas.reduce(f64::min)
}

/// `190000 100000`, the quota and its period in microseconds, or `max 100000`.
fn quota_of_second(text: &str) -> Option<f64> {
    let (quota, period) = text.trim().split_once(' ')?;
    quota_of_first(quota, period)
}

/// The same in two files; a quota of -1 is none.
fn quota_of_first(quota: &str, period: &str) -> Option<f64> {
    let (quota, period): (f64, f64) = (quota.trim().parse().ok()?, period.trim().parse().ok()?);
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

/// The folders of this process's groups that a controller's limits may stand in: its
/// own, then those above.
fn folders(controller: &str, read: Read) -> Vec<PathBuf> {
    let groups = read(Path::new("/proc/self/cgroup")).unwrap_or_default();
    let mounts = read(Path::new("/proc/self/mountinfo")).unwrap_or_default();
    let mounts: Vec<Mount> = mounts.lines().filter_map(Mount::read).collect();
    let of_group = |line: &str| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        let mount = mounts.iter().find(|mount| mount.is_for(controllers, controller))?;
        Some(mount.folders(Path::new(path)))
    };
    groups.lines().filter_map(of_group).flatten().collect()
}

/// Where a tree of groups can be seen.
struct Mount<'a> {
    /// The group that lies at its top; in a container often not the topmost one.
    root: &'a Path,
    at: &'a Path,
    is_second: bool,
    controllers: &'a str,
}

impl<'a> Mount<'a> {
    /// A line such as `32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu`.
    fn read(line: &'a str) -> Option<Self> {
        let (place, kind) = line.split_once(" - ")?;
        let mut place = place.split(' ').skip(3);
        let (root, at) = (Path::new(place.next()?), Path::new(place.next()?));
        let mut kind = kind.split(' ');
        let is_second = match kind.next()? {
            "cgroup2" => true,
            "cgroup" => false,
            _ => return None,
        };
        Some(Self { root, at, is_second, controllers: kind.next_back().unwrap_or_default() })
    }

    /// Whether it shows the tree of a group's line, and that may limit `wanted`. The
    /// second version's line names no controllers.
    fn is_for(&self, controllers: &str, wanted: &str) -> bool {
        let has = |list: &str| list.split(',').any(|name| name == wanted);
        match controllers {
            "" => self.is_second,
            _ => !self.is_second && has(controllers) && has(self.controllers),
        }
    }

    fn folders(&self, group: &Path) -> Vec<PathBuf> {
        // What lies above the mount's top cannot be seen from here.
        let below = group.strip_prefix(self.root).unwrap_or(Path::new(""));
        below.ancestors().map(|part| self.at.join(part)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: Option<f64>) {
        let read = |path: &Path| {
            let found = files.iter().find(|(name, _)| Path::new(name) == path);
            found.map(|(_, text)| (*text).to_owned())
        };
        assert_eq!(cpu_quota_by(&read), expected, "{files:?}");
    }

    const SECOND: (&str, &str) = (
        "/proc/self/mountinfo",
        "23 1 8:1 / / rw - ext4 /dev/sda rw\n\
         31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup rw,nsdelegate\n",
    );
    const FIRST: (&str, &str) = (
        "/proc/self/mountinfo",
        "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n\
         32 31 0:29 /docker/ab /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n\
         33 31 0:30 /docker/ab /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n\
         34 31 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
    );

    #[test]
    fn the_second_version_has_one_tree() {
        let own = ("/proc/self/cgroup", "0::/lab/student\n");
        let student = "/sys/fs/cgroup/lab/student/cpu.max";
        check(&[SECOND, own, (student, "190000 100000\n")], Some(1.9));
        check(&[SECOND, own, (student, "max 100000\n")], None);
        // The narrowest on the way up holds.
        let (lab, top) = ("/sys/fs/cgroup/lab/cpu.max", "/sys/fs/cgroup/cpu.max");
        let all = [SECOND, own, (student, "max 100000"), (lab, "50000 100000"), (top, "4 1")];
        check(&all, Some(0.5));
        check(&[SECOND, ("/proc/self/cgroup", "0::/\n"), (top, "350000 100000")], Some(3.5));
    }

    #[test]
    fn the_first_version_has_a_tree_for_each_controller() {
        let own = (
            "/proc/self/cgroup",
            "5:cpuset:/docker/ab\n4:cpu,cpuacct:/docker/ab/x\n0::/docker/ab\n",
        );
        let quota = "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us";
        let period = ("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        check(&[FIRST, own, (quota, "150000\n"), period], Some(1.5));
        check(&[FIRST, own, (quota, "-1\n"), period], None);
        check(&[FIRST, own, (quota, "150000\n")], None);
        // Seen from a namespace of its own, the group's name leads nowhere here.
        let other = ("/proc/self/cgroup", "4:cpu,cpuacct:/\n");
        check(&[FIRST, other, (quota, "50000\n"), period], Some(0.5));
    }

    #[test]
    fn what_is_not_there_or_broken_is_no_quota() {
        check(&[], None);
        check(&[SECOND], None);
        let own = ("/proc/self/cgroup", "0::/\n");
        for text in ["", "max", "1", "a b", "0 100000", "100000 0", "-5 100000", "nan 1"] {
            check(&[SECOND, own, ("/sys/fs/cgroup/cpu.max", text)], None);
        }
        check(&[("/proc/self/mountinfo", "- -\n1 2\n"), ("/proc/self/cgroup", "x\n:\n")], None);
    }
}
