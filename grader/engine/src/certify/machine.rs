//! The machine that a candidate is graded on, and how many threads it is timed with.

use super::Certified;
use crate::process::{cores, limits};
use crate::verdict::{ANSWERS_RIGHT, ONE_CORE, Reason};
use serde::{Deserialize, Serialize};
use speedup::cores::{Because, Choice, LeftOut, THREADS_MAX};
use std::path::Path;

/// Said of a system that nobody has tried the grader on.
const UNTESTED: &str =
    if cfg!(all(target_os = "linux", not(grade_portable))) { "" } else { ", untested" };

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
    /// The machine's other processors, and why they are not timed on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
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

    /// How many of the machine's cores are used, and why the others are not; nothing where
    /// all are.
    pub fn cores_left_out(&self) -> Option<String> {
        let of = self.threads + self.left_out.iter().map(|it| it.cores).sum::<usize>();
        let parts: Vec<String> = self.left_out.iter().map(|it| self.left_out_part(*it)).collect();
        let used = self.threads;
        (!parts.is_empty()).then(|| format!("{used} of {of} cores are used: {}", parts.join(", ")))
    }

    fn left_out_part(&self, LeftOut { cores, because }: LeftOut) -> String {
        let [are, share, were] =
            if cores == 1 { ["is", "shares", "was"] } else { ["are", "share", "were"] };
        match because {
            Because::Affinity => format!("{cores} {are} outside this process's affinity"),
            Because::SharedCore => format!("{cores} {share} a core with one that is used (SMT)"),
            Because::Slower => format!("{cores} {are} slower"),
            Because::Quota => {
                let quota = self.quota().unwrap_or_else(|| "the quota".to_owned());
                format!("{cores} {are} beyond {quota}")
            }
            Because::System => format!("{cores} {are} left to the system"),
            Because::Limit => format!("{cores} {are} beyond the limit of {THREADS_MAX}"),
            Because::Asked => format!("{cores} {were} not asked for"),
        }
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

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    name.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn it_is_said_how_many_cores_are_left_out_and_why() {
        let check = |threads, left_out: &[(usize, Because)], quota, expected: Option<&str>| {
            let left_out = left_out.iter().map(|&(cores, because)| LeftOut { cores, because });
            let (cores, left_out) = (threads, left_out.collect());
            let machine = Machine { left_out, ..machine(cores, quota) };
            assert_eq!(machine.cores_left_out().as_deref(), expected);
        };
        check(4, &[], None, None);
        check(
            7,
            &[(8, Because::SharedCore), (8, Because::Slower), (1, Because::System)],
            None,
            Some(
                "7 of 24 cores are used: 8 share a core with one that is used (SMT), 8 are slower, \
                 1 is left to the system",
            ),
        );
        check(
            2,
            &[(32, Because::Affinity), (30, Because::Quota)],
            Some(2.5),
            Some(
                "2 of 64 cores are used: 32 are outside this process's affinity, 30 are beyond a \
                 quota of 2.5 CPUs",
            ),
        );
        let large = [(1, Because::System), (55, Because::Limit)];
        let expected = "8 of 64 cores are used: 1 is left to the system, 55 are beyond the limit \
                        of 8";
        check(8, &large, None, Some(expected));
    }

    #[test]
    fn threads_that_are_asked_for_change_what_is_left_out() {
        let left_out = vec![LeftOut { cores: 56, because: Because::Limit }];
        let mut asked = Machine { left_out, ..machine(8, None) };
        asked.ask(2);
        let expected = "2 of 64 cores are used: 56 are beyond the limit of 8, 6 were not asked \
                        for";
        assert_eq!(asked.cores_left_out().as_deref(), Some(expected));
        asked.ask(64);
        assert_eq!((asked.threads, asked.cores_left_out()), (64, None));
    }
}
