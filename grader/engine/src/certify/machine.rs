//! The machine that a candidate is graded on, and how many threads it is timed with.

use super::Certified;
use crate::process::limits;
use crate::verdict::{Reason, Untimed};
use std::path::Path;

/// Up to this many cores, all are used.
const ALL_CORES_UP_TO: usize = 4;
/// Said of a system that nobody has tried the grader on.
const UNTESTED: &str =
    if cfg!(all(target_os = "linux", not(grade_portable))) { "" } else { ", untested" };
/// More threads than this seldom all find a free core at once.
const THREADS_MAX: usize = 8;

/// Where a candidate was graded.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Cores that this process may use.
    pub cores: usize,
    /// CPUs' worth of time that its control group may use; nothing without a quota.
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

    /// The quota, where it is what limits the cores.
    pub fn quota(&self) -> Option<f64> {
        self.cpu_quota.filter(|quota| quota.floor() <= self.cores as f64)
    }

    /// The same reason with what this machine explains. A fraction of a second core looks
    /// like none, and is often one too few by mistake.
    pub fn explained(&self, reason: Reason) -> Reason {
        let Self { threads, cores, .. } = *self;
        match reason {
            Reason::AnswersRight { .. } if !self.can_time() => {
                Reason::AnswersRight { untimed: Some(Untimed { threads, cores }) }
            }
            Reason::OneCore { .. } => {
                Reason::OneCore { quota: self.quota().filter(|_| cores == 1) }
            }
            other => other,
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
        let check = |cores, quota, expected: Option<f64>| {
            assert_eq!(machine(cores, quota).quota(), expected);
        };
        check(1, Some(1.9), Some(1.9));
        check(4, Some(4.0), Some(4.0));
        check(2, Some(64.0), None);
        check(1, None, None);
        let explained = |cores, quota, reason| machine(cores, quota).explained(reason);
        let one_core = |quota| Reason::OneCore { quota };
        assert_eq!(explained(1, Some(1.9), one_core(None)), one_core(Some(1.9)));
        assert_eq!(explained(1, None, one_core(None)), one_core(None));
        assert_eq!(explained(4, Some(4.0), one_core(None)), one_core(None));
        assert_eq!(explained(1, Some(1.9), Reason::Unfinished), Reason::Unfinished);
    }

    #[test]
    fn one_core_is_left_to_the_system_on_large_machines() {
        let threads = [1, 2, 4, 5, 8, 64].map(timed_threads);
        assert_eq!(threads, [1, 2, 4, 4, 7, 8]);
    }
}
