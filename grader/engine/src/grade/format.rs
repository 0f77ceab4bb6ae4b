//! The edge between what the engine works with and the format of a result's file, which is
//! [`grade_result`]'s. Every field is named once here, and none is left out: a new one on
//! either side does not compile until it is said what becomes of it.

use super::stored::NoResult;
use super::{CandidateInfo, Graded};
use crate::candidate::Origin;
use crate::certify::{Certified, Count, Machine};
use crate::fault::Fault;
use crate::path::printable;
use crate::process::tier::{Found, Tier};
use crate::verdict::{
    Against, Attempt, AttemptRole, Attempts, Block, Cause, Control, Counted, Gate, Goal, Named,
    Outcome, Profile, Reason, Runs, Setup, Sign, Speedup, Test, Timed, Timing, Uncounted, Verdict,
};
use crate::words;
use grade_result as form;
use grader_spec::protocol::{Lane, Trace, Usage};
use grader_spec::{Mismatch, Role};
use speedup::cores::{Because, LeftOut};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Data that has a form in a result's file.
pub trait Form: Sized {
    /// The form.
    type Written;
    /// As it is written.
    fn written(self) -> Self::Written;
    /// What was written, or why it cannot be.
    fn read(written: Self::Written) -> Result<Self, String>;
}

/// Data that is written as it is.
macro_rules! plain {
    ($($plain:ty),+) => {$(
        impl Form for $plain {
            type Written = Self;

            fn written(self) -> Self {
                self
            }

            fn read(written: Self) -> Result<Self, String> {
                Ok(written)
            }
        }
    )+};
}

/// Structs that have the same fields here and in the file.
macro_rules! fields {
    ($($data:ident as $written:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Form for $data {
            type Written = form::$written;

            fn written(self) -> form::$written {
                let Self { $($field),+ } = self;
                form::$written { $($field: $field.written()),+ }
            }

            fn read(written: form::$written) -> Result<Self, String> {
                let form::$written { $($field),+ } = written;
                Ok(Self { $($field: Form::read($field)?),+ })
            }
        }
    )+};
}

/// Enums that have the same variants here and in the file.
macro_rules! variants {
    ($($data:ident { $($variant:ident $({ $($field:ident),+ })?),+ $(,)? })+) => {$(
        impl Form for $data {
            type Written = form::$data;

            fn written(self) -> form::$data {
                match self {$(
                    Self::$variant { $($($field),+)? } => {
                        form::$data::$variant { $($($field: $field.written()),+)? }
                    }
                )+}
            }

            fn read(written: form::$data) -> Result<Self, String> {
                Ok(match written {$(
                    form::$data::$variant { $($($field),+)? } => {
                        Self::$variant { $($($field: Form::read($field)?),+)? }
                    }
                )+})
            }
        }
    )+};
}

plain!(bool, i32, u32, u64, usize, f64, String);

variants! {
    Verdict {
        CompileError, TimeLimit, MemoryLimit, RuntimeError, WrongAnswer, Nondeterministic,
        CountLimit, LowSpeedup, Inconclusive, Accepted,
    }
    Control { Solution, Compiled, None }
    Origin { Student, Solution, Mutant, Alternative, File, Baseline }
    Role { Example, Hidden, Timed }
    Outcome {
        Passed,
        DoesNotCompile { diagnostics },
        TookTooLong { limit_s, cpu_s, printed },
        ChecksTookTooLong { limit_s },
        OutOfMemory { limit_mib, printed },
        Crashed { how, signal, printed },
        Starved { limit_s, wall_s, cpu_s },
        SolutionTookTooLong { limit_s },
        Wrong { input, mismatch, printed, right_runs },
        UsedTooMuch { counted },
    }
    AttemptRole { First, Control, Second, Beside, Alone }
    Against { Baseline, OneThread, BestChoice { best, own, spread }, HalfTheSize, Solution }
    Gate { Serial, Restless, Rendezvous, Witness, RunDelay, Clock }
    Cause {
        Serial, Imbalance, Overhead, Contention, Waiting, Memory, Algorithm, Oversubscription,
    }
    Sign { Lock, Atomic, Bridge, Channel, Nap, Step, Spin }
    Tier { Basic, Strong, Full }
    Because { Affinity, SharedCore, Slower, Quota, System, Limit, Asked }
}

fields! {
    Test as Test { name, role, threads, seed, outcome }
    Mismatch as Mismatch { difference, expected, got }
    Runs as Runs { right, of }
    Counted as Counted { what, case, amount, allowed, baseline, advisory }
    CandidateInfo as Candidate { origin, path, unit, seed, tests_planned }
    LeftOut as LeftOut { cores, because }
    Machine as Machine { cores, cpu_quota, threads, left_out, processor, system, toolchain, certified }
    Found as Isolation { tier, open }
    NoResult as NoResult { schema, exercise, fault }
    Attempt as Attempt { role, is_retry, timing }
    Timing as Timing { goal, against, threads, calls, setup, blocks, out_of_time, seconds }
    Setup as Setup {
        capacity, size, baseline_per_witness, serial_witness_s, handing_s, answering_s, reading_s,
    }
    Block as Block {
        baseline_s, candidate_s, witness_s, baseline_own_s, baseline_cpu_s, candidate_own_s,
        candidate_cpu_s, gathered_before_s, gathered_after_s, run_delay_s, pool_cpu_s,
        own_threads, own_delay_s, longest_cpu_s, candidate_foreign_cpu_s, candidate_handing_s,
        candidate_answering_s, candidate_around_cpu_s, candidate_seen_cpu_s, candidate_seen_s,
        at_s,
    }
    Speedup as Speedup { median, low, high, best }
    Uncounted as Uncounted { gate, blocks }
    Profile as Profile {
        threads, baseline_s, wall_s, cpu_s, cpu_alone_s, wall_alone_s, waited_alone_s,
        usage_alone, waited_s, usage, growth, baseline_growth, bytes, bandwidth, trace, goal,
        advice, named,
    }
    Usage as Usage { switches_voluntary, switches_involuntary, faults }
    Trace as Trace { moments_ns, lanes }
    Lane as Lane { name, cpu_ns, waited_ns }
    Named as Named { sign, word, line }
}

impl<T: Form> Form for Option<T> {
    type Written = Option<T::Written>;

    fn written(self) -> Self::Written {
        self.map(Form::written)
    }

    fn read(written: Self::Written) -> Result<Self, String> {
        written.map(Form::read).transpose()
    }
}

impl<T: Form> Form for Vec<T> {
    type Written = Vec<T::Written>;

    fn written(self) -> Self::Written {
        self.into_iter().map(Form::written).collect()
    }

    fn read(written: Self::Written) -> Result<Self, String> {
        written.into_iter().map(Form::read).collect()
    }
}

impl Form for BTreeMap<Cause, String> {
    type Written = BTreeMap<form::Cause, String>;

    fn written(self) -> Self::Written {
        self.into_iter().map(|(cause, text)| (cause.written(), text)).collect()
    }

    fn read(written: Self::Written) -> Result<Self, String> {
        written.into_iter().map(|(cause, text)| Ok((Form::read(cause)?, text))).collect()
    }
}

/// A path that a person reads.
impl Form for PathBuf {
    type Written = String;

    fn written(self) -> String {
        printable(&self)
    }

    fn read(written: String) -> Result<Self, String> {
        Ok(written.into())
    }
}

/// Whether a fault must end a batch is said in its journal, not in a result.
impl Form for Fault {
    type Written = form::Fault;

    fn written(self) -> form::Fault {
        let Self { what, hint, is_internal: _ } = self;
        form::Fault { what, hint }
    }

    fn read(form::Fault { what, hint }: form::Fault) -> Result<Self, String> {
        Ok(Self::new(what, hint))
    }
}

impl Form for Certified {
    type Written = form::Certified;

    fn written(self) -> form::Certified {
        let Self { date, count: Count { right, wrong, undecided } } = self;
        form::Certified { date, right, wrong, undecided }
    }

    fn read(written: form::Certified) -> Result<Self, String> {
        let form::Certified { date, right, wrong, undecided } = written;
        Ok(Self { date, count: Count { right, wrong, undecided } })
    }
}

impl Form for Goal {
    type Written = form::Goal;

    fn written(self) -> form::Goal {
        match self {
            Self::Efficiency { share, parallelism } => {
                form::Goal::Efficiency { efficiency: share, parallelism }
            }
            Self::SpeedupMin(speedup_min) => form::Goal::SpeedupMin { speedup_min },
            Self::NoSlower(no_slower) => form::Goal::NoSlower { no_slower },
        }
    }

    fn read(written: form::Goal) -> Result<Self, String> {
        let goal = match written {
            form::Goal::Efficiency { efficiency, parallelism } => {
                Self::Efficiency { share: efficiency, parallelism }
            }
            form::Goal::SpeedupMin { speedup_min } => Self::SpeedupMin(speedup_min),
            form::Goal::NoSlower { no_slower } => Self::NoSlower(no_slower),
        };
        goal.in_range()
    }
}

/// The figures are written for readers of a result. They are not read again: they follow
/// from the samples.
impl Form for Attempts {
    type Written = form::TimedCase;

    fn written(self) -> form::TimedCase {
        let figures = Timed::of(&self);
        let cause = figures.as_ref().and_then(|timed| timed.diagnosis.as_ref()?.cause);
        let Self { case, attempts, profile } = self;
        form::TimedCase {
            case,
            figures: figures.map(figures_of),
            cause: cause.written(),
            attempts: attempts.written(),
            profile: profile.written(),
        }
    }

    fn read(written: form::TimedCase) -> Result<Self, String> {
        let form::TimedCase { case, figures: _, cause: _, attempts, profile } = written;
        Ok(Self { case, attempts: Form::read(attempts)?, profile: Form::read(profile)? })
    }
}

/// The figures of one timed case.
pub fn figures_of(timed: Timed) -> form::Figures {
    let Timed { goal, goal_speedup, speedup, pairs, pairs_above, blocks, uncounted, .. } = timed;
    let Timed { baseline_s, candidate_s, cores_used, looks_like, .. } = timed;
    form::Figures {
        goal: goal.written(),
        goal_speedup,
        speedup: speedup.written(),
        pairs,
        pairs_above,
        blocks,
        uncounted: uncounted.written(),
        baseline_s,
        candidate_s,
        cores_used,
        looks_like,
    }
}

impl From<Graded> for form::Graded {
    fn from(graded: Graded) -> Self {
        let Graded {
            schema,
            exercise,
            candidate,
            verdict,
            reason,
            only_case,
            confirmed,
            control,
            tests,
            printed,
            timed,
            counted,
            machine,
            isolation,
            seconds,
        } = graded;
        Self {
            schema,
            exercise,
            candidate: candidate.written(),
            verdict: verdict.written(),
            reason: form::Reason { code: reason.code(), text: words::reason(&reason) },
            only_case,
            confirmed,
            control: control.written(),
            tests: tests.written(),
            printed,
            timed: timed.written(),
            counted: counted.written(),
            machine: machine.written(),
            isolation: isolation.written(),
            seconds,
        }
    }
}

/// The verdict is the one that was written, and the reader compares it with what the
/// evidence leads to; the reason follows from the evidence.
impl TryFrom<form::Graded> for Graded {
    type Error = String;

    fn try_from(written: form::Graded) -> Result<Self, String> {
        let form::Graded {
            schema,
            exercise,
            candidate,
            verdict,
            reason: _,
            only_case,
            confirmed,
            control,
            tests,
            printed,
            timed,
            counted,
            machine,
            isolation,
            seconds,
        } = written;
        let mut graded = Self {
            schema,
            exercise,
            candidate: Form::read(candidate)?,
            verdict: Form::read(verdict)?,
            reason: Reason::Unfinished,
            only_case,
            confirmed,
            control: Form::read(control)?,
            tests: Form::read(tests)?,
            printed,
            timed: Form::read(timed)?,
            counted: Form::read(counted)?,
            machine: Form::read(machine)?,
            isolation: Form::read(isolation)?,
            seconds,
        };
        (_, graded.reason) = graded.judged_again();
        Ok(graded)
    }
}

/// Serde goes by the form of these in other files as well.
macro_rules! serde_by_form {
    ($($data:ident),+) => {$(
        impl From<$data> for form::$data {
            fn from(data: $data) -> Self {
                data.written()
            }
        }

        impl TryFrom<form::$data> for $data {
            type Error = String;

            fn try_from(written: form::$data) -> Result<Self, String> {
                Form::read(written)
            }
        }
    )+};
}

serde_by_form!(NoResult, Profile, Test);
