//! Grades units one after the other: compiled ahead in parallel, timed alone. Whatever
//! engine runs it, on whatever machine, all that it finds goes into its journal.

use crate::batch::journal::{Ended, Key};
use crate::batch::key;
use crate::batch::plan::Plan;
use crate::batch::policy::Todo;
use crate::batch::run::Run;
use crate::batch::writer::Writer;
use crate::bounded;
use crate::candidate::{Candidate, Origin};
use crate::compile::{Dependencies, Progress};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::{Event, GradeOptions, Graded, Grader};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many units are compiled before they are graded: far fewer than the store keeps.
const WINDOW: usize = 32;
/// The number of units in a row over which the grader or the machine fails that shows that
/// it is not the units' doing.
const FAULTS_MAX: usize = 5;
/// Most bytes of a source of ours.
const SOURCE_BYTES_MAX: u64 = 1024 * 1024;

/// A journal that a signal may end at any time.
#[derive(Clone, Debug, Default)]
pub struct Shared(Arc<Mutex<Option<Writer>>>);

impl Shared {
    /// Writes into this journal from now on.
    pub fn begin(&self, writer: Writer) {
        *self.lock() = Some(writer);
    }

    /// The same journal, for this worker alone until the guard goes.
    pub fn lock(&self) -> MutexGuard<'_, Option<Writer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the journal, if there is one.
    pub fn with<T: Default>(
        &self,
        act: impl FnOnce(&mut Writer) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.lock().as_mut().map_or_else(|| Ok(T::default()), act)
    }
}

/// What a worker tells while it goes on.
#[derive(Clone, Debug)]
pub enum WorkerEvent<'a> {
    /// A pass begins: its number, and how much it has to do.
    Pass(usize, &'a Todo),
    /// What the exercises depend on, and their judges, are being built.
    Preparing(&'a Event<'a>),
    /// This number of units is being compiled.
    Compiling(usize),
    /// This unit is begun.
    Begun(&'a Key),
    /// It is being graded.
    Grading(Event<'a>),
    /// It has a result.
    Ended(&'a Ended),
    /// A unit has a result, which a worker elsewhere found.
    Remote(&'a Ended),
    /// It has none, by a fault of the grader or the machine.
    Failed(&'a Key, &'a Fault),
}

/// Why a worker left before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The time that was allowed is over.
    Deadline,
    /// A later round has begun.
    Fenced,
    /// Tasks were submitted, and the command does not wait for them.
    Detached,
    /// The grader or the machine failed, and not over one unit alone.
    Stalled(Fault),
    /// The grader contradicts itself: no verdict of it would be one.
    Broken(Fault),
}

/// Hears what a worker tells, and says whether it shall leave: before each unit.
pub trait Foreman {
    /// Something was told.
    fn hear(&mut self, told: &WorkerEvent);
    /// Whether to leave now.
    fn stop(&mut self) -> Option<Stop>;
}

/// All that a worker needs.
#[derive(Debug)]
pub struct Worker<'a> {
    grader: &'a Grader,
    plan: &'a Plan,
    run: &'a Run,
    journal: Shared,
    jobs: usize,
    /// The exercises, ready to be compiled for.
    ready: BTreeMap<String, (Exercise, Dependencies)>,
}

/// What a worker works with.
#[derive(Clone, Debug)]
pub struct Bench<'a> {
    /// Grades.
    pub grader: &'a Grader,
    /// The course.
    pub course: &'a Course,
    /// What is to be graded.
    pub plan: &'a Plan,
    /// Where it is kept.
    pub run: &'a Run,
    /// How many units are compiled at once.
    pub jobs: usize,
}

impl<'a> Worker<'a> {
    /// Builds what the exercises of these units depend on, and their judges.
    pub fn prepare(
        bench: &Bench<'a>,
        keys: &[Key],
        journal: Shared,
        hear: &mut dyn FnMut(Progress),
    ) -> Result<Self, Fault> {
        let Bench { grader, course, plan, run, jobs } = *bench;
        let wanted: std::collections::BTreeSet<&str> =
            keys.iter().filter_map(|key| plan.units.get(key)).map(|unit| &*unit.exercise).collect();
        let exercises: Vec<Exercise> =
            wanted.into_iter().map(|slug| course.exercise(slug)).collect::<Result<_, _>>()?;
        for exercise in &exercises {
            is_as_planned(grader, plan, exercise)?;
        }
        let needs = grader.compiler.dependencies_of(&exercises, hear)?;
        let ready: BTreeMap<_, _> = exercises
            .into_iter()
            .zip(needs)
            .map(|(exercise, needs)| (exercise.name.slug.clone(), (exercise, needs)))
            .collect();
        for (exercise, needs) in ready.values() {
            grader.compiler.judge(exercise, needs)?;
        }
        Ok(Self { grader, plan, run, journal, jobs: jobs.max(1), ready })
    }

    /// Grades these units, in this order. Nothing comes back when all were tried.
    pub fn work(&self, keys: &[Key], foreman: &mut dyn Foreman) -> Option<Stop> {
        let mut faults = 0;
        for window in keys.chunks(WINDOW) {
            if let Some(stop) = foreman.stop() {
                return Some(stop);
            }
            foreman.hear(&WorkerEvent::Compiling(window.len()));
            self.compile_ahead(window);
            for key in window {
                if let Some(stop) = foreman.stop() {
                    return Some(stop);
                }
                foreman.hear(&WorkerEvent::Begun(key));
                match self.unit(key, foreman) {
                    Ok(None) => faults = 0,
                    Ok(Some(fault)) if fault.is_internal => return Some(Stop::Broken(fault)),
                    Ok(Some(_)) if faults + 1 < FAULTS_MAX => faults += 1,
                    Ok(Some(fault)) | Err(fault) => return Some(Stop::Stalled(fault)),
                }
            }
        }
        None
    }

    /// Grades one unit. The outer error is the journal's: what cannot be written down is
    /// not done.
    fn unit(&self, key: &Key, foreman: &mut dyn Foreman) -> Result<Option<Fault>, Fault> {
        self.journal.with(|journal| journal.begin(key))?;
        let graded = self.graded(key, &mut |event| foreman.hear(&WorkerEvent::Grading(event)));
        match graded {
            Ok(graded) => {
                let ended = self.journal.with(|journal| journal.end(&graded))?;
                if let Some(ended) = &ended {
                    foreman.hear(&WorkerEvent::Ended(ended));
                }
                Ok(None)
            }
            Err(fault) => {
                self.journal.with(|journal| journal.fault(fault.clone()))?;
                foreman.hear(&WorkerEvent::Failed(key, &fault));
                Ok(Some(fault))
            }
        }
    }

    fn graded(&self, key: &Key, listener: &mut dyn FnMut(Event)) -> Result<Graded, Fault> {
        let (exercise, _, candidate) = self.candidate(key)?;
        let options = GradeOptions { quick: self.plan.quick, ..GradeOptions::default() };
        let grade = || self.grader.grade(exercise, &candidate, &options, listener);
        // One file that breaks the grader must not end the run of all others.
        catch_unwind(AssertUnwindSafe(grade)).unwrap_or_else(|panic| {
            let how = panic.downcast_ref::<String>().map(String::as_str);
            let how = how.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            let what = format!("the grader broke down over this file: {how}");
            Err(Fault::new(what, "this is a bug in the grader; grade the file by hand"))
        })
    }

    /// A unit's exercise, what that needs, and the unit's file.
    fn candidate(&self, key: &Key) -> Result<(&Exercise, &Dependencies, Candidate), Fault> {
        let slug = self.plan.units.get(key).map(|unit| &*unit.exercise).unwrap_or_default();
        let (exercise, needs) = self.ready.get(slug).ok_or_else(|| {
            Fault::new(format!("the plan has no unit {key}"), "run `grade batch` again")
        })?;
        let path = self.run.source(key);
        let source = bounded::read_to_string(&path, SOURCE_BYTES_MAX)
            .map_err(|error| Fault::file("read", &path, &error))?;
        let planned = self.plan.exercises.iter().find(|planned| planned.slug == slug);
        if planned.is_none_or(|planned| key::unit(&planned.spec, slug, &source) != *key) {
            let what = format!("{} is not what was handed in", path.display());
            return Err(Fault::new(what, "remove it and run `grade batch` again"));
        }
        // As the student knows it; the same for all, so that equal files are equal units.
        let path = Path::new("exercises").join(&exercise.name.folder).join("student.rs");
        Ok((exercise, needs, Candidate { origin: Origin::File, path, source, unreadable: None }))
    }

    /// Compiling may overlap; what goes wrong is told when the unit is graded.
    fn compile_ahead(&self, keys: &[Key]) {
        let next = AtomicUsize::new(0);
        let work = || {
            // Relaxed: only the counter itself is shared.
            while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Ok((exercise, needs, candidate)) = self.candidate(key) {
                    let build = || self.grader.compiler.build(exercise, needs, &candidate);
                    // What breaks it is met again, and told, when the unit is graded.
                    let _ = catch_unwind(AssertUnwindSafe(build));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.min(keys.len()) {
                // Where threads are refused, the grading itself compiles.
                let _ = std::thread::Builder::new().spawn_scoped(scope, work);
            }
        });
    }
}

/// A worker on another machine, or a later one, must grade by what was planned.
fn is_as_planned(grader: &Grader, plan: &Plan, exercise: &Exercise) -> Result<(), Fault> {
    let slug = &exercise.name.slug;
    let planned = plan.exercises.iter().find(|planned| planned.slug == *slug);
    if planned.is_some_and(|planned| {
        key::spec(&grader.compiler, exercise).is_ok_and(|spec| spec == planned.spec)
    }) {
        return Ok(());
    }
    let what =
        format!("`{slug}` is not as it was planned: its files, crates or the toolchain differ");
    Err(Fault::new(
        what,
        "run `grade batch` again, which plans anew; what is done stays done where it still holds",
    ))
}
