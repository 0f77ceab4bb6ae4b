//! The machine that a candidate is graded on, and how many threads it is timed with.

use super::Certified;
use crate::process::{cores, limits};
use crate::verdict::{Reason, Untimed};
use speedup::cores::{Choice, LeftOut};
use std::path::Path;

/// Said of a system on which the grader was never tried.
const UNTESTED: &str =
    if cfg!(all(target_os = "linux", not(grade_portable))) { "" } else { ", untested" };

/// Where a candidate was graded.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Cores that this process may use.
    pub cores: usize,
    /// CPUs' worth of time that its control group may use; nothing without a quota.
    pub cpu_quota: Option<f64>,
    /// Threads that candidates are timed with.
    pub threads: usize,
    /// The machine's other processors, and why they are not timed on.
    pub left_out: Vec<LeftOut>,
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
        let cores = cores::here();
        let Choice { threads, left_out, .. } = cores.choice();
        let machine = Self {
            cores: cores.usable(),
            cpu_quota: limits::cpu_quota(),
            threads,
            left_out,
            processor: processor(),
            system: format!("{} {}{UNTESTED}", std::env::consts::OS, std::env::consts::ARCH),
            toolchain: toolchain.to_owned(),
            certified: None,
        };
        Self { certified: super::kept(store, &machine), ..machine }
    }

    /// Times with as many threads as were asked for.
    pub fn ask(&mut self, threads: usize) {
        let left_out = std::mem::take(&mut self.left_out);
        let chosen = Choice { threads: self.threads, left_out, eligible: Vec::new() };
        Choice { threads: self.threads, left_out: self.left_out, .. } = chosen.asked(threads);
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

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    name.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use speedup::cores::Because;

    fn machine(cores: usize, cpu_quota: Option<f64>) -> Machine {
        Machine {
            certified: None,
            cores,
            cpu_quota,
            threads: cores,
            left_out: Vec::new(),
            processor: String::new(),
            system: String::new(),
            toolchain: String::new(),
        }
    }

    #[test]
    fn a_quota_is_named_where_it_limits() {
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
    fn threads_that_are_asked_for_change_what_is_left_out() {
        let left_out = |cores, because| LeftOut { cores, because };
        let beyond = left_out(56, Because::Limit);
        let mut asked = Machine { left_out: vec![beyond], ..machine(8, None) };
        asked.ask(2);
        assert_eq!(asked.left_out, [beyond, left_out(6, Because::Asked)]);
        asked.ask(64);
        assert_eq!((asked.threads, asked.left_out), (64, vec![]));
    }
}
