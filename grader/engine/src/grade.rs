//! One candidate from file to verdict: compile, correctness, measure, verdict.

mod advice;
pub mod again;
mod control;
mod correctness;
mod dependence;
pub mod format;
mod kept;
mod look;
#[doc(hidden)]
pub mod made_up;
mod named;
mod shipped;
mod sizes;
pub mod stored;
mod study;
mod timing;

use crate::candidate::{Candidate, Origin};
use crate::certify::Machine;
use crate::compile::{Build, Compiler, Progress, Unit};
use crate::course::Exercise;
use crate::fault::Fault;
use crate::measure::files::{Access, InputFiles};
use crate::measure::memory::Part;
use crate::measure::session::{Session, SessionError, Side, Start};
use crate::measure::{Failure, SEED_MASK};
use crate::process::tier::{self, Found, Tier};
use crate::process::{self, Isolation, Limits, Spawner, limits};
use crate::verdict::{
    Attempts, Control, Counted, Kind, Named, Outcome, Reason, Test, Timed, Timing, Verdict, judge,
};
use crate::words;
use correctness::Examiner;
pub use dependence::Dependences;
pub use grade_result::SCHEMA;
use grader_spec::protocol::Subject;
pub use look::{Figures, StudyRecord};
pub use named::named;
use serde::{Deserialize, Serialize};
pub use sizes::OddSize;
use std::path::{Path, PathBuf};
use std::time::Instant;
pub use timing::SERIAL_MAX;

/// The check that comes before all cases.
pub const COMPILES: &str = "compiles";
/// What one grading found: the one value that all renderers show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "grade_result::Graded", into = "grade_result::Graded")]
pub struct Graded {
    /// The version of this format.
    pub schema: u32,
    /// The slug.
    pub exercise: String,
    /// What was graded.
    pub candidate: CandidateInfo,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason of the verdict.
    pub reason: Reason,
    /// The only case that was checked, where one was asked for.
    pub only_case: Option<String>,
    /// Of a rejection for speed: whether the course's solution, in the candidate's place, has
    /// shown that this machine could have passed.
    pub confirmed: Option<bool>,
    /// What could have shown that, in the copy of the course that graded.
    pub control: Control,
    /// The checks that were made, in order, up to the first that failed.
    pub tests: Vec<Test>,
    /// What the candidate printed in the examples, on the smallest number of threads.
    pub printed: String,
    /// What was measured of the timed cases.
    pub timed: Vec<Attempts>,
    /// Of each counted resource the use that came nearest to its limit.
    pub counted: Vec<Counted>,
    /// Where it was graded.
    pub machine: Machine,
    /// How well the candidate was kept apart.
    pub isolation: Found,
    /// How long the grading took.
    pub seconds: f64,
}

impl Graded {
    /// Adds a check that was made, and tells of it.
    fn add_test(&mut self, mut test: Test, listener: Listener) {
        test.outcome = kept::kept(test.outcome);
        listener(Event::Tested(&test));
        self.tests.push(test);
    }

    /// Adds a failure that was met after the checks, and judges again.
    pub fn add_failure(&mut self, case: &str, failure: Failure) {
        let mut test = timing::timed_test(case, self.machine.threads, failure);
        test.outcome = kept::kept(test.outcome);
        self.tests.push(test);
        self.settle();
    }

    /// Judges the evidence that there is.
    fn settle(&mut self) {
        (self.verdict, self.reason) = self.judged_again();
        self.confirmed = self.is_confirmed();
    }

    /// What was graded, as far as the rule for speed depends on it.
    fn kind(&self) -> Kind {
        self.candidate.origin.kind().under(self.control)
    }

    /// Whether a rejection for speed has its control; nothing of another verdict, and of the
    /// solution itself.
    pub fn is_confirmed(&self) -> Option<bool> {
        let kind = self.kind();
        let is_due = self.verdict == Verdict::LowSpeedup && kind != Kind::Solution;
        is_due.then_some(kind != Kind::Uncontrolled)
    }

    /// The same without what was measured of the timed cases, which is most of it.
    fn without_samples(&self) -> Self {
        let Self { schema, verdict, seconds, .. } = *self;
        Self {
            schema,
            exercise: self.exercise.clone(),
            candidate: self.candidate.clone(),
            verdict,
            reason: self.reason.clone(),
            tests: self.tests.clone(),
            printed: self.printed.clone(),
            only_case: self.only_case.clone(),
            confirmed: self.confirmed,
            control: self.control,
            timed: Vec::new(),
            counted: self.counted.clone(),
            machine: self.machine.clone(),
            isolation: self.isolation.clone(),
            seconds,
        }
    }

    /// The timed cases, summed up.
    pub fn timed(&self) -> Vec<Timed> {
        self.timed.iter().filter_map(Timed::of).collect()
    }

    /// The verdict that the evidence leads to, today.
    pub fn judged_again(&self) -> (Verdict, Reason) {
        let (verdict, reason) = judge(&self.tests, &self.timed, self.kind());
        (verdict, self.machine.explained(reason))
    }
}

/// What was graded, and by which inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateInfo {
    /// Where it came from.
    pub origin: Origin,
    /// The path as the student knows it.
    pub path: PathBuf,
    /// The hash of everything the binary was made of; none if it did not compile.
    pub unit: Option<String>,
    /// The seed that all hidden inputs follow from.
    pub seed: u64,
    /// How many checks there would have been.
    pub tests_planned: usize,
}

/// What is asked of one grading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeOptions {
    /// Thread count. By default the grader checks with several and times with all cores.
    pub threads: Option<usize>,
    /// Repeats an earlier run's hidden inputs.
    pub seed: Option<u64>,
    /// Only this case.
    pub case: Option<String>,
    /// No timing.
    pub quick: bool,
}

/// What a grading says while it goes on.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// Dependencies, judge or candidate are being built.
    Compiling(&'a str),
    /// One more crate that an exercise depends on is being built.
    Building(Progress<'a>),
    /// The types are right; now the binary is built.
    Typed,
    /// How many checks are done, and how many there are.
    Testing(usize, usize),
    /// One check is done; this is how it went.
    Tested(&'a Test),
    /// A block was added to a timed case.
    Measuring(&'a str, &'a Timing),
    /// This timed case is begun.
    Looking(&'a str),
    /// The candidate is slow; the cause is looked for.
    Diagnosing,
    /// Another grading of this course is being timed.
    Queued,
    /// Where the course lies there are no locks: other gradings may be timed too.
    Unlocked,
    /// The control for speed that this copy of the course brings cannot be used; why, as a
    /// part of a sentence.
    NoControl(&'a str),
    /// The machine was too busy to tell; a second try comes after a pause.
    Waiting,
}

/// Hears what goes on.
pub type Listener<'a> = &'a mut dyn FnMut(Event);

/// Everything that grading needs.
#[derive(Clone, Debug)]
pub struct Grader {
    /// Starts programs.
    pub spawner: Spawner,
    /// Builds candidates.
    pub compiler: Compiler,
    /// How well it keeps them apart, by trying.
    pub isolation: Found,
}

/// How long one step of the judge may take, in seconds.
const JUDGE_WALL_S: f64 = 60.0;
/// What the judge may use for each MiB that the exercise allows a candidate. One is for
/// inputs and baseline, which are held to what a candidate may use; one for an answer,
/// which the candidate had in its own memory; one for what the checker makes of it. An
/// answer that needs more is none that a candidate can have had.
const JUDGE_MEMORY: u64 = 3;
/// And beside that, in MiB: inputs and answers as they travel, 256 each at most; the
/// memory that shows the bandwidth, 256; the program itself.
const JUDGE_MEMORY_BESIDE_MIB: u64 = 1024;
/// And for each thread of the pool, in MiB: its stack, and its part of the allocator.
const JUDGE_MEMORY_THREAD_MIB: u64 = 4;

impl Grader {
    /// A grader for the course at `root`, started from the program `launcher`.
    pub fn new(launcher: PathBuf, root: &Path, wanted: Isolation) -> Result<Self, Fault> {
        let spawner = Spawner::new(launcher, wanted);
        let isolation = tier::find(&spawner)?;
        if wanted == Isolation::Require && isolation.tier < Tier::Strong {
            let what =
                format!("this system cannot isolate: open are {}", isolation.open.join(", "));
            let hint = "grade where Landlock and seccomp are on (Linux 5.13 or later), or, if you \
                        trust every file, with a lower `--isolation`";
            return Err(Fault::new(what, hint));
        }
        let compiler = Compiler::new(spawner.clone(), root)?;
        Ok(Self { spawner, compiler, isolation })
    }

    /// The same with colours in rustc's messages.
    #[must_use]
    pub fn in_color(self) -> Self {
        Self { compiler: self.compiler.in_color(), ..self }
    }

    /// Grades one candidate.
    pub fn grade(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        options: &GradeOptions,
        listener: Listener,
    ) -> Result<Graded, Fault> {
        let start = Instant::now();
        let seed = options.seed.unwrap_or_else(fresh_seed);
        let machine = self.machine();
        let mut graded = Graded {
            schema: SCHEMA,
            exercise: exercise.name.slug.clone(),
            candidate: CandidateInfo {
                origin: candidate.origin,
                path: candidate.path.clone(),
                unit: None,
                seed,
                tests_planned: 1,
            },
            verdict: Verdict::CompileError,
            reason: Reason::Unfinished,
            only_case: options.case.clone(),
            confirmed: None,
            control: control_of(exercise),
            tests: Vec::new(),
            printed: String::new(),
            timed: Vec::new(),
            counted: Vec::new(),
            isolation: self.isolation.clone(),
            machine,
            seconds: 0.0,
        };
        if let Some([judge, unit]) = self.built(exercise, candidate, &mut graded, listener)? {
            let mut binaries = self.binaries_of(exercise, judge, unit, candidate)?;
            binaries.examine(options, &mut graded, listener)?;
        }
        advice::add(&mut graded.tests, &candidate.source);
        graded.settle();
        graded.seconds = start.elapsed().as_secs_f64();
        Ok(graded)
    }

    /// Judge and candidate; nothing where the candidate does not compile.
    fn built(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        graded: &mut Graded,
        listener: Listener,
    ) -> Result<Option<[Unit; 2]>, Fault> {
        listener(Event::Compiling("what the exercise depends on"));
        let building = &mut |progress: Progress| listener(Event::Building(progress));
        let needs = self.compiler.dependencies(exercise, building)?;
        listener(Event::Compiling("the judge"));
        let judge = self.compiler.judge(exercise, &needs)?;
        listener(Event::Compiling("your file"));
        let build = if candidate.origin == Origin::Baseline {
            Build::Unit(judge.clone())
        } else {
            let typed = &mut || listener(Event::Typed);
            self.compiler.build_telling(exercise, &needs, candidate, typed)?
        };
        let unit = match build {
            Build::Unit(unit) => unit,
            Build::Refused { diagnostics } => {
                graded.add_test(compiles(Outcome::DoesNotCompile { diagnostics }), listener);
                return Ok(None);
            }
        };
        graded.add_test(compiles(Outcome::Passed), listener);
        graded.candidate.unit = Some(unit.key.clone());
        Ok(Some([judge, unit]))
    }

    /// Judge and candidate, ready to be started.
    fn binaries_of<'a>(
        &'a self,
        exercise: &'a Exercise,
        judge: Unit,
        unit: Unit,
        candidate: &Candidate,
    ) -> Result<Binaries<'a>, Fault> {
        let has_files = exercise.manifest.input_files;
        let files = has_files.then(|| InputFiles::create(self.compiler.store())).transpose()?;
        let (origin, named) = (candidate.origin, named(&candidate.source));
        let (spawner, compiler, shipped) = (&self.spawner, &self.compiler, None);
        Ok(Binaries { spawner, compiler, exercise, judge, shipped, unit, origin, named, files })
    }

    /// What this machine is.
    pub fn machine(&self) -> Machine {
        Machine::here(self.compiler.toolchain().name(), self.compiler.store())
    }
}

/// A seed that cannot be known in advance.
fn fresh_seed() -> u64 {
    rand::random::<u64>() & SEED_MASK
}

/// What can show what this machine can do, by what this copy of the course holds in source.
fn control_of(exercise: &Exercise) -> Control {
    if exercise.has_solution() { Control::Solution } else { Control::None }
}

fn compiles(outcome: Outcome) -> Test {
    Test { name: COMPILES.to_owned(), role: None, threads: None, seed: None, outcome }
}

/// Judge and candidate of one grading, ready to be started.
struct Binaries<'a> {
    spawner: &'a Spawner,
    compiler: &'a Compiler,
    exercise: &'a Exercise,
    judge: Unit,
    /// The solution's program that a copy of the course brings in the solution's place, once it
    /// has been seen to work here.
    shipped: Option<Unit>,
    unit: Unit,
    origin: Origin,
    /// What the candidate's source names that the figures of a run cannot tell apart.
    named: Vec<Named>,
    /// Where its inputs' files lie, if they have some.
    files: Option<InputFiles>,
}

impl Binaries<'_> {
    /// Checks the answers, and measures where they are right.
    fn examine(
        &mut self,
        options: &GradeOptions,
        graded: &mut Graded,
        listener: Listener,
    ) -> Result<(), Fault> {
        let threads = options.threads.unwrap_or(graded.machine.threads);
        graded.machine.ask(threads);
        let mut judge = self.judge(threads)?;
        let tests_before = graded.tests.len();
        let seed = graded.candidate.seed;
        Examiner { binaries: self, judge: &mut judge, options, all: threads, seed }
            .examine(graded, listener)?;
        let all_passed = graded.tests[tests_before..].iter().all(|t| t.outcome == Outcome::Passed);
        let is_whole = !options.quick && options.case.is_none();
        if all_passed && is_whole && graded.machine.can_time() {
            // Its pool is done; the measuring has processes of its own.
            drop(judge);
            self.take_shipped(threads, listener);
            graded.control = self.control();
            self.time(threads, graded, listener)?;
        }
        Ok(())
    }

    /// The judge that makes inputs and checks answers.
    fn judge(&self, threads: usize) -> Result<Session, Fault> {
        self.course_code(&self.judge, threads, Access::Write)
    }

    /// The binary that has the solution.
    fn with_solution(&self) -> &Unit {
        self.shipped.as_ref().unwrap_or(&self.judge)
    }

    /// The judge's binary, for its baseline to run beside the candidate; or the one that has
    /// the solution.
    fn course_code(&self, unit: &Unit, threads: usize, access: Access) -> Result<Session, Fault> {
        let start = Start {
            unit,
            side: Side::Judge,
            threads,
            limits: self.judge_limits(threads),
            files: self.files.as_ref().map(|files| (files, access)),
            grants: &self.exercise.manifest.grants,
        };
        match Session::start(self.spawner, start) {
            Ok(session) => Ok(session),
            Err(SessionError::Ours(fault)) => Err(fault),
            Err(SessionError::Failed(outcome)) => {
                let what = format!("the judge failed: {}", words::in_short(&outcome));
                Err(Fault::new(limits::noted(what), "run again"))
            }
        }
    }

    fn candidate(&self, threads: usize) -> Result<Session, SessionError> {
        self.candidate_as(Part::Candidate, threads)
    }

    /// The candidate, on the side whose inputs it is to be shown.
    fn candidate_as(&self, part: Part, threads: usize) -> Result<Session, SessionError> {
        self.student_code(&self.unit, part, threads)
    }

    /// The solution, held to what a candidate is held to.
    fn solution(&self, threads: usize) -> Result<Session, SessionError> {
        self.student_code(self.with_solution(), Part::Candidate, threads)
    }

    fn student_code(
        &self,
        unit: &Unit,
        part: Part,
        threads: usize,
    ) -> Result<Session, SessionError> {
        let (side, limits) = (Side::Candidate, self.limits());
        let files = self.files.as_ref().map(|files| (files, Access::Read(part)));
        let grants = &self.exercise.manifest.grants[..];
        Session::start(self.spawner, Start { unit, side, threads, limits, files, grants })
    }

    /// The candidate with one thread, on one core: threads of its own share that.
    fn candidate_alone(&self) -> Result<Session, SessionError> {
        process::on_one_core(|| self.candidate(1))
    }

    /// What the judge may use: what its work takes, so that no answer makes it take all
    /// that the machine has.
    fn judge_limits(&self, threads: usize) -> Limits {
        let allowed_mib = self.exercise.manifest.limits.memory_peak_mib;
        let memory_peak_mib = JUDGE_MEMORY * allowed_mib
            + JUDGE_MEMORY_BESIDE_MIB
            + JUDGE_MEMORY_THREAD_MIB * threads as u64;
        Limits { time_wall_s: JUDGE_WALL_S, memory_peak_mib }
    }

    /// What the exercise allows a candidate.
    fn limits(&self) -> Limits {
        let limits = self.exercise.manifest.limits;
        Limits { time_wall_s: limits.time_wall_s, memory_peak_mib: limits.memory_peak_mib }
    }

    /// What shows what this machine can do, after a candidate that fails.
    fn control(&self) -> Control {
        if self.shipped.is_some() { Control::Compiled } else { control_of(self.exercise) }
    }

    /// What runs in the candidate's place.
    fn subject(&self) -> Subject {
        match self.origin {
            Origin::Baseline => Subject::Baseline,
            _ => Subject::Candidate,
        }
    }
}

/// The seed of one input, from the run's seed, what it is for and its number.
fn seed_of(run: u64, purpose: &str, number: u64) -> u64 {
    let mut hash = blake3::Hasher::new();
    hash.update(&run.to_le_bytes()).update(&number.to_le_bytes()).update(purpose.as_bytes());
    let bytes = hash.finalize();
    u64::from_le_bytes(bytes.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_differ_by_every_ingredient() {
        let seeds =
            [seed_of(1, "a", 0), seed_of(2, "a", 0), seed_of(1, "b", 0), seed_of(1, "a", 1)];
        for (index, seed) in seeds.iter().enumerate() {
            assert!(!seeds[..index].contains(seed));
        }
        assert_eq!(seed_of(1, "a", 0), seeds[0]);
    }
}
