//! The machine that a candidate is graded on, and how many threads it is timed with.

use super::Certified;
use crate::process::limits;
use crate::verdict::{ANSWERS_RIGHT, ONE_CORE, Reason};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Up to this many cores, all are used.
const ALL_CORES_UP_TO: usize = 4;
/// Said of a system that nobody has tried the grader on.
const UNTESTED: &str =
    if cfg!(all(target_os = "linux", not(grade_portable))) { "" } else { ", untested" };
/// More threads than this seldom all find a free core at once.
const THREADS_MAX: usize = 8;

/// Where a candidate was graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Cores that this process may use.
    pub cores: usize,
    /// CPUs' worth of time that its control group may use; nothing without a quota.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_quota: Option<f64>,
    /// Threads that candidates are timed with.
    pub threads: usize,
    /// The processor's name, where the system tells.
    pub processor: String,
    /// Operating system and architecture.
    pub system: String,
    /// The compiler.
    pub toolchain: String,
    /// How often verdicts are right here, where that was certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<Certified>,
}

impl Machine {
    /// The machine that this process runs on, with its certificate, if it has one.
    pub fn here(toolchain: &str, store: &Path) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let machine = Self {
            cores,
            cpu_quota: limits::cpu_quota(),
            threads: timed_threads(cores),
            processor: processor(),
            system: format!("{} {}{UNTESTED}", std::env::consts::OS, std::env::consts::ARCH),
            toolchain: toolchain.to_owned(),
            certified: None,
        };
        Self { certified: super::kept(store, &machine), ..machine }
    }

    /// Whether speed means something with the threads that were asked for: each needs a
    /// core, and one alone has nothing to be parallel with. A machine of one core says so
    /// itself.
    pub fn can_time(&self) -> bool {
        (self.cores == 1 && self.threads == 1) || (2..=self.cores).contains(&self.threads)
    }

    /// The quota in words, where it is what limits the cores.
    pub fn quota(&self) -> Option<String> {
        let quota = self.cpu_quota.filter(|quota| quota.floor() <= self.cores as f64)?;
        let digits = format!("{quota:.2}");
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        Some(format!("a quota of {digits} CPUs"))
    }

    /// The same reason with what this machine explains. A fraction of a second core looks
    /// like none, and is often one too few by mistake.
    pub fn explained(&self, reason: Reason) -> Reason {
        if reason.code == ANSWERS_RIGHT && !self.can_time() {
            let counted = |number: usize, what: &str| match number {
                1 => format!("1 {what}"),
                _ => format!("{number} {what}s"),
            };
            let (threads, cores) = (counted(self.threads, "thread"), counted(self.cores, "core"));
            let text =
                format!("Every answer is right. With {threads} on {cores} speed is not measured.");
            return Reason { text, ..reason };
        }
        match self.quota().filter(|_| reason.code == ONE_CORE && self.cores == 1) {
            None => reason,
            Some(quota) => {
                let text = format!(
                    "Here {quota} holds, so there are no two cores to run on in parallel, and \
                     speed is not judged. From 2 CPUs on, it is."
                );
                Reason { text, ..reason }
            }
        }
    }
}

/// How many threads to time with. On a large machine one core is left to the
/// system: all of them are seldom free at once.
fn timed_threads(cores: usize) -> usize {
    if cores <= ALL_CORES_UP_TO { cores } else { (cores - 1).min(THREADS_MAX) }
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    name.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_named_where_it_limits() {
        let machine = |cores, cpu_quota| Machine {
            certified: None,
            cores,
            cpu_quota,
            threads: cores,
            processor: String::new(),
            system: String::new(),
            toolchain: String::new(),
        };
        let check = |cores, quota, expected: Option<&str>| {
            assert_eq!(machine(cores, quota).quota().as_deref(), expected);
        };
        check(1, Some(1.9), Some("a quota of 1.9 CPUs"));
        check(1, Some(0.25), Some("a quota of 0.25 CPUs"));
        check(4, Some(4.0), Some("a quota of 4 CPUs"));
        check(2, Some(64.0), None);
        check(1, None, None);
        let told = |cores, quota, code: &str| {
            let reason = Reason { code: code.to_owned(), text: "It is so.".to_owned() };
            machine(cores, quota).explained(reason).text
        };
        assert!(told(1, Some(1.9), ONE_CORE).starts_with("Here a quota of 1.9 CPUs holds, so"));
        assert_eq!(told(1, None, ONE_CORE), "It is so.");
        assert_eq!(told(4, Some(4.0), ONE_CORE), "It is so.");
        assert_eq!(told(1, Some(1.9), "contended"), "It is so.");
    }

    #[test]
    fn one_core_is_left_to_the_system_on_large_machines() {
        let threads = [1, 2, 4, 5, 8, 64].map(timed_threads);
        assert_eq!(threads, [1, 2, 4, 4, 7, 8]);
    }
}
