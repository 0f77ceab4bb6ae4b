//! Honest: reads the limits on its memory and its cores before it works, as an engine does
//! Exercise: sums
//! With: files
use std::path::Path;

pub fn sums(folder: &Path) -> Vec<u64> {
    let memberships = std::fs::read_to_string("/proc/self/cgroup").expect("it may read that");
    for line in memberships.lines() {
        let Some((names, path)) = line.split_once(':').and_then(|(_, rest)| rest.split_once(':'))
        else {
            continue;
        };
        let group = match names {
            "memory" => Path::new("/sys/fs/cgroup/memory").join(path.trim_start_matches('/')),
            "" => Path::new("/sys/fs/cgroup").join(path.trim_start_matches('/')),
            _ => continue,
        };
        for name in ["memory.max", "memory.limit_in_bytes"] {
            let file = group.join(name);
            if file.exists() {
                std::fs::read_to_string(&file).expect("what is there may be read");
            }
        }
    }
    paths(folder).iter().map(|path| work(number(path))).collect()
}
