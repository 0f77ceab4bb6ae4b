//! The control groups of this process, and what their files say. Beside `own`,
//! all of it is about texts.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A first version's limit that stands for none: the largest number of whole pages.
const UNLIMITED: u64 = 1 << 60;

/// The two interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    One,
    Two,
}

/// One control group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub folder: PathBuf,
    pub version: Version,
}

impl Group {
    /// A file that has a name in each version.
    pub fn file(&self, one: &str, two: &str) -> PathBuf {
        match self.version {
            Version::One => self.folder.join(one),
            Version::Two => self.folder.join(two),
        }
    }
}

/// Our own group for a controller, then those above it.
pub fn own(controller: &str) -> Vec<Group> {
    let read = |name: &str| fs::read_to_string(Path::new("/proc/self").join(name));
    let (Ok(memberships), Ok(mounts)) = (read("cgroup"), read("mountinfo")) else {
        return Vec::new();
    };
    find(controller, &memberships, &mounts)
}

/// The same from the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`; see
/// cgroups(7) and proc(5).
fn find(controller: &str, memberships: &str, mounts: &str) -> Vec<Group> {
    let member = |wanted: fn(&str, &str) -> bool| {
        memberships.lines().find_map(|line| {
            let mut parts = line.splitn(3, ':').skip(1);
            let (controllers, path) = (parts.next()?, parts.next()?);
            wanted(controllers, controller).then_some(path)
        })
    };
    let one = member(|all, wanted| all.split(',').any(|one| one == wanted));
    let (version, path) = match (one, member(|all, _| all.is_empty())) {
        (Some(path), _) => (Version::One, path),
        (None, Some(path)) => (Version::Two, path),
        (None, None) => return Vec::new(),
    };
    let is_mounted = |mount: &Mount| match version {
        Version::One => mount.kind == "cgroup" && mount.options.split(',').any(|o| o == controller),
        Version::Two => mount.kind == "cgroup2",
    };
    let Some(mount) = mounts.lines().filter_map(Mount::parse).find(is_mounted) else {
        return Vec::new();
    };
    // In a container the mount shows a part of the tree, which is called by its path
    // in the whole.
    let below = Path::new(path).strip_prefix(mount.root).unwrap_or(Path::new(""));
    let folders = below.ancestors().map(|part| Path::new(mount.at).join(part));
    folders.map(|folder| Group { folder, version }).collect()
}

/// One line of `mountinfo`.
struct Mount<'a> {
    root: &'a str,
    at: &'a str,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (mount, system) = line.split_once(" - ")?;
        let mut mount = mount.split(' ').skip(3);
        let mut system = system.split(' ');
        Some(Self {
            root: mount.next()?,
            at: mount.next()?,
            kind: system.next()?,
            options: system.nth(1)?,
        })
    }
}

/// A limit; nothing if it is none.
pub fn limit(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|limit| *limit < UNLIMITED)
}

/// The number behind a name, in a file with one of them a line.
pub fn number(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let (found, number) = line.split_once(' ')?;
        (found == name).then(|| number.trim().parse().ok())?
    })
}

/// A quota and its period, both in microseconds, in CPUs: `190000 100000`. Of the two
/// versions one says `max` for no quota, the other -1.
pub fn quota(text: &str) -> Option<f64> {
    let (quota, period) = text.trim().split_once(' ')?;
    let (quota, period): (f64, f64) = (quota.parse().ok()?, period.parse().ok()?);
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

/// The time for which a group got no core, in `cpu.stat`.
pub fn throttled(text: &str) -> Option<Duration> {
    let two = number(text, "throttled_usec").map(Duration::from_micros);
    two.or_else(|| number(text, "throttled_time").map(Duration::from_nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &str = "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n\
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpuacct,cpu\n\
        35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n\
        41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    fn check(controller: &str, memberships: &str, mounts: &str, expected: &[&str]) {
        let groups = find(controller, memberships, mounts);
        let folders: Vec<_> = groups.iter().map(|group| group.folder.to_string_lossy()).collect();
        assert_eq!(folders, expected, "{controller} in {memberships}");
    }

    #[test]
    fn a_group_is_found_with_all_above_it() {
        let one = "4:memory:/jobs/a b\n3:cpu,cpuacct:/\n0::/x\n";
        let memory = "/sys/fs/cgroup/memory";
        let folders = [format!("{memory}/jobs/a b"), format!("{memory}/jobs"), memory.to_owned()];
        let folders: Vec<&str> =
            folders.iter().map(|folder| folder.trim_end_matches('/')).collect();
        let found = find("memory", one, HYBRID);
        assert!(found.iter().all(|group| group.version == Version::One));
        let found: Vec<PathBuf> = found.into_iter().map(|group| group.folder).collect();
        assert_eq!(found, folders.iter().map(PathBuf::from).collect::<Vec<_>>());
        check("cpu", one, HYBRID, &["/sys/fs/cgroup/cpu,cpuacct/"]);
        // What no first version has, the second does.
        check("pids", one, HYBRID, &["/sys/fs/cgroup/unified/x", "/sys/fs/cgroup/unified/"]);
        check("pids", "", HYBRID, &[]);
        check("pids", one, "", &[]);
    }

    #[test]
    fn a_container_sees_a_part_of_the_tree() {
        let two = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw,nsdelegate\n";
        check("memory", "0::/\n", two, &["/sys/fs/cgroup/"]);
        let part = "30 23 0:26 /docker/1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
        check("memory", "4:memory:/docker/1\n", part, &["/sys/fs/cgroup/memory/"]);
        // Where the path lies outside what is seen, the mount is all there is.
        check("memory", "4:memory:/docker/2\n", part, &["/sys/fs/cgroup/memory/"]);
    }

    #[test]
    fn a_limit_that_is_none_is_none() {
        assert_eq!(limit("536870912\n"), Some(512 << 20));
        assert_eq!(limit("max\n"), None);
        assert_eq!(limit("9223372036854771712\n"), None);
        assert_eq!(limit(""), None);
    }

    #[test]
    fn counters_are_found_by_their_names() {
        let one = "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n";
        assert_eq!(number(one, "oom_kill"), Some(3));
        assert_eq!(number("low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n", "oom_kill"), Some(1));
        assert_eq!(number("low 0\n", "oom_kill"), None);
        let one = "nr_periods 9\nnr_throttled 4\nthrottled_time 2500000\n";
        assert_eq!(throttled(one), Some(Duration::from_micros(2500)));
        let two = "usage_usec 9\nnr_throttled 4\nthrottled_usec 2500\n";
        assert_eq!(throttled(two), Some(Duration::from_micros(2500)));
        assert_eq!(throttled("usage_usec 9\n"), None);
    }

    #[test]
    fn a_quota_need_not_be_whole() {
        let check = |text, expected| assert_eq!(quota(text), expected, "{text}");
        check("190000 100000\n", Some(1.9));
        check("50000 100000", Some(0.5));
        check("max 100000", None);
        check("-1 100000", None);
        for broken in ["", "max", "1", "a b", "0 100000", "100000 0", "nan 1"] {
            check(broken, None);
        }
    }
}
