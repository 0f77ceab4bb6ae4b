//! Turns evidence and goals into one verdict with its reason. Pure: the same
//! evidence gives the same verdict, today or replayed from a file.

mod attempts;
mod counted;
mod diagnosis;
mod gain;
mod occasion;
mod reason;
mod timed;

use grader_spec::{Mismatch, Role};
use serde::{Deserialize, Serialize};
use std::fmt;

pub use attempts::{Attempt, AttemptRole, Attempts, Control, Kind, Step, is_contended, next_step};
pub use counted::{Counted, Limit};
pub use diagnosis::{Account, Advice, Cause, Diagnosis, Evidence, Named, Profile, Sign, diagnose};
pub use gain::{Estimate, Gain};
pub use occasion::Occasion;
pub use reason::{Code, CoresUsed, Growth, Raised, Reason, Remedy, Shown, Slowness, Untimed};
pub use speedup::{
    Against, Block, Decision, GOAL_ABOVE_SERIAL, Gate, Goal, POOL_SHARE, Setup, Speedup, Timing,
    Unclear, WITNESS_SHARE, cannot_reach, decide, trusts_cpu_times,
};
pub use timed::{ONE_CORE_MAX, Timed, Uncounted};

/// What a grading ends in, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The file does not compile.
    CompileError,
    /// It did not answer in time.
    TimeLimit,
    /// It asked for more memory than it may have.
    MemoryLimit,
    /// It panicked, aborted or was killed.
    RuntimeError,
    /// It answered, but not rightly.
    WrongAnswer,
    /// It answered the same question rightly and wrongly.
    Nondeterministic,
    /// Its answers are right and it used more of a counted resource than it may.
    CountLimit,
    /// Its answers are right and it is too slow.
    LowSpeedup,
    /// Its answers are right and this machine cannot tell whether it is fast.
    Inconclusive,
    /// All that was asked.
    Accepted,
}

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Self; 10] = [
        Self::CompileError,
        Self::TimeLimit,
        Self::MemoryLimit,
        Self::RuntimeError,
        Self::WrongAnswer,
        Self::Nondeterministic,
        Self::CountLimit,
        Self::LowSpeedup,
        Self::Inconclusive,
        Self::Accepted,
    ];

    /// The name in files: `low_speedup`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CompileError => "compile_error",
            Self::TimeLimit => "time_limit",
            Self::MemoryLimit => "memory_limit",
            Self::RuntimeError => "runtime_error",
            Self::WrongAnswer => "wrong_answer",
            Self::Nondeterministic => "nondeterministic",
            Self::CountLimit => "count_limit",
            Self::LowSpeedup => "low_speedup",
            Self::Inconclusive => "inconclusive",
            Self::Accepted => "accepted",
        }
    }

    /// The verdict of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One check that a candidate went through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "grade_result::Test", into = "grade_result::Test")]
pub struct Test {
    /// `compiles`, or the name of a case.
    pub name: String,
    /// What the case is for; nothing for `compiles`.
    pub role: Option<Role>,
    /// Size of the rayon pool; nothing for `compiles`.
    pub threads: Option<usize>,
    /// The seed of the input.
    pub seed: Option<u64>,
    /// Whether it went well, and if not, how.
    pub outcome: Outcome,
}

/// How one check went.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// As it should.
    Passed,
    /// rustc refused the file.
    DoesNotCompile {
        /// What rustc said, as it said it.
        diagnostics: String,
    },
    /// No answer within the limit.
    TookTooLong {
        /// The limit, in seconds.
        limit_s: f64,
        /// CPU time used while waiting, in seconds: about none in a deadlock.
        cpu_s: f64,
        /// What the program printed.
        printed: String,
    },
    /// Each answer came within its limit; all of them together took far too long.
    ChecksTookTooLong {
        /// The limit for all checks together, in seconds.
        limit_s: f64,
    },
    /// The allocator gave up at the memory limit.
    OutOfMemory {
        /// The limit, in MiB.
        limit_mib: u64,
        /// What the program printed.
        printed: String,
    },
    /// It panicked, aborted, exited or was killed.
    Crashed {
        /// In one sentence: how.
        how: String,
        /// The signal that ended it, if one did.
        signal: Option<i32>,
        /// What the program printed.
        printed: String,
    },
    /// No answer, and no time to find one: this machine hardly let it run.
    Starved {
        /// The limit, in seconds.
        limit_s: f64,
        /// How long it was waited for, in seconds.
        wall_s: f64,
        /// CPU time used meanwhile, in seconds.
        cpu_s: f64,
    },
    /// No answer within the limit, and none from the course's own solution either.
    SolutionTookTooLong {
        /// The limit, in seconds.
        limit_s: f64,
    },
    /// It answered wrongly.
    Wrong {
        /// The input, shortened.
        input: String,
        /// What differs.
        mismatch: Mismatch,
        /// What the program printed.
        printed: String,
        /// How many runs on this very input were right, and of how many, if any were.
        right_runs: Option<Runs>,
    },
    /// It answered rightly, and used more of a counted resource than it may.
    UsedTooMuch {
        /// The resource, its use and its limit.
        counted: Counted,
    },
}

/// How many runs on one input were right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// How many went well.
    pub right: usize,
    /// How many there were.
    pub of: usize,
}

impl Outcome {
    /// The verdict that this outcome alone leads to.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Passed => Verdict::Accepted,
            Self::DoesNotCompile { .. } => Verdict::CompileError,
            Self::TookTooLong { .. } | Self::ChecksTookTooLong { .. } => Verdict::TimeLimit,
            Self::OutOfMemory { .. } => Verdict::MemoryLimit,
            Self::Crashed { .. } => Verdict::RuntimeError,
            Self::Wrong { right_runs: None, .. } => Verdict::WrongAnswer,
            Self::Wrong { right_runs: Some(_), .. } => Verdict::Nondeterministic,
            Self::UsedTooMuch { .. } => Verdict::CountLimit,
            Self::Starved { .. } | Self::SolutionTookTooLong { .. } => Verdict::Inconclusive,
        }
    }

    /// Whether the candidate met a `todo!`, as a stub does: the standard library's words
    /// are all that is known of a panic.
    pub fn met_a_todo(&self) -> bool {
        matches!(self, Self::Crashed { how, .. } if how.contains("not yet implemented"))
    }
}

/// The verdict on all the evidence there is, and why. The worst test decides; speed only
/// counts when every answer is right.
pub fn judge(tests: &[Test], timed: &[Attempts], kind: Kind) -> (Verdict, Reason) {
    let reason = reason_of(tests, timed, kind);
    (reason.verdict(), reason)
}

fn reason_of(tests: &[Test], timed: &[Attempts], kind: Kind) -> Reason {
    let worst = tests.iter().min_by_key(|test| test.outcome.verdict());
    if let Some(test) = worst.filter(|test| test.outcome != Outcome::Passed) {
        let right_on_one = is_right_on_one(test, tests);
        return Reason::Failed { test: Box::new(test.clone()), right_on_one };
    }
    // The first of the worst, in the order of the manifest.
    let decided = timed.iter().map(|case| timed::judge_case(case, kind));
    decided.min_by_key(Reason::verdict).unwrap_or(Reason::AnswersRight { untimed: None })
}

/// Whether answers are wrong on several threads only.
fn is_right_on_one(wrong: &Test, tests: &[Test]) -> bool {
    let is_wrong = matches!(wrong.outcome, Outcome::Wrong { right_runs: None, .. });
    let on_one = |test: &&Test| test.threads == Some(1) && test.name == wrong.name;
    let mut alone = tests.iter().filter(on_one).peekable();
    let was_tried = alone.peek().is_some();
    let is_right = was_tried && alone.all(|test| test.outcome == Outcome::Passed);
    is_wrong && is_right && wrong.threads > Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn test(outcome: Outcome) -> Test {
        Test {
            name: "many".to_owned(),
            role: Some(Role::Hidden),
            threads: Some(2),
            seed: Some(7),
            outcome,
        }
    }

    fn crashed() -> Outcome {
        Outcome::Crashed { how: "it panicked".to_owned(), signal: None, printed: String::new() }
    }

    fn slow(cpu_s: f64) -> Outcome {
        Outcome::TookTooLong { limit_s: 5.0, cpu_s, printed: String::new() }
    }

    fn check(outcomes: Vec<Outcome>, verdict: Verdict, text: &str) {
        let tests: Vec<Test> = outcomes.into_iter().map(test).collect();
        let (found, reason) = judge(&tests, &[], Kind::Candidate);
        assert_eq!((found, words::reason(&reason).as_str()), (verdict, text));
    }

    #[test]
    fn the_worst_test_decides() {
        let right = "Every answer is right. Speed was not measured.";
        check(vec![Outcome::Passed], Verdict::Accepted, right);
        let panicked = "Case `many` on 2 threads: it panicked.";
        check(vec![Outcome::Passed, crashed()], Verdict::RuntimeError, panicked);
        let late = "Case `many` on 2 threads: no answer within 5 s; hardly any thread was \
                    running: this looks like a deadlock.";
        check(vec![crashed(), slow(0.01)], Verdict::TimeLimit, late);
        let busy = "Case `many` on 2 threads: no answer within 5 s; it was still computing: \
                    this looks like an endless loop, or far too much work.";
        check(vec![slow(4.9)], Verdict::TimeLimit, busy);
    }

    #[test]
    fn what_is_right_on_one_thread_is_told() {
        let wrong = || {
            let mismatch = Mismatch {
                difference: "3 instead of 4".to_owned(),
                expected: String::new(),
                got: String::new(),
            };
            let (input, printed) = (String::new(), String::new());
            Outcome::Wrong { input, mismatch, printed, right_runs: None }
        };
        let on = |threads, outcome| Test { threads: Some(threads), ..test(outcome) };
        let told = |tests: &[Test]| words::reason(&judge(tests, &[], Kind::Candidate).1);
        let text = told(&[on(1, Outcome::Passed), on(2, wrong())]);
        assert!(text.starts_with("Case `many` on 2 threads: 3 instead of 4. On 1 thread it is"));
        let silent = "Case `many` on 2 threads: 3 instead of 4.";
        assert_eq!(told(&[on(2, wrong())]), silent);
        let other = Test { name: "few".to_owned(), ..on(1, Outcome::Passed) };
        assert_eq!(told(&[other, on(2, wrong())]), silent);
        assert!(!told(&[on(1, wrong())]).contains("right"));
    }

    #[test]
    fn too_much_of_a_resource_is_its_own_verdict() {
        let used = |allowed, baseline| Outcome::UsedTooMuch {
            counted: Counted {
                what: "chunk loads".to_owned(),
                case: "many".to_owned(),
                amount: 16,
                allowed,
                baseline,
                advisory: true,
            },
        };
        let text = "Case `many` on 2 threads: the answer is right, but it took 16 chunk loads. \
                    At most 4 are allowed, which is what it takes.";
        check(vec![used(4, 4)], Verdict::CountLimit, text);
        let text = "Case `many` on 2 threads: the answer is right, but it took 16 chunk loads. \
                    At most 8 are allowed, and it can be done with 4.";
        check(vec![Outcome::Passed, used(8, 4)], Verdict::CountLimit, text);
    }

    #[test]
    fn a_name_leads_back_to_its_verdict() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_name(verdict.name()), Some(verdict));
            let json = serde_json::to_string(&verdict).expect("plain data");
            assert_eq!(json, format!("\"{verdict}\""));
        }
        assert_eq!(Verdict::from_name("wrong"), None);
        assert!(Verdict::ALL.is_sorted());
    }
}
