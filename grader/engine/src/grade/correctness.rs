//! Are the answers right? Examples first, then hidden cases, each on several
//! thread counts; the timed inputs at last, once each, at their full size. It ends with
//! the first that fails.

use super::control::Step;
use super::{Binaries, Event, GradeOptions, Graded, Listener, kept, seed_of};
use crate::course::{CountedResource, Exercise, Limits, MEMORY};
use crate::fault::Fault;
use crate::measure::session::{Rendezvous, Session, SessionError, Wrong};
use crate::process::limits;
use crate::verdict::{Counted, Outcome, Runs, Test};
use grader_spec::protocol::{Count, Reply, Subject};
use grader_spec::{Case, Role};
use std::time::Duration;

/// After a wrong answer the same input is tried this often in all, to tell a
/// wrong program from a racy one.
const RETRIES: usize = 10;
/// All checks together may take so many times as long as one.
const CHECKS_TIMES: f64 = 12.0;
/// Beside all cores: alone, in a pair, and an odd number.
const THREAD_COUNTS: [usize; 3] = [1, 2, 3];

/// How long all checks together may take, in seconds.
pub fn checks_wall_s(limits: Limits) -> f64 {
    limits.time_wall_s * CHECKS_TIMES
}

/// Checks a candidate's answers.
pub struct Examiner<'a> {
    pub binaries: &'a Binaries<'a>,
    pub judge: &'a mut Session,
    pub options: &'a GradeOptions,
    /// All the threads that this machine times with.
    pub all: usize,
    pub seed: u64,
}

/// One check to be made.
pub struct Check {
    pub case: usize,
    pub threads: usize,
    pub seed: u64,
    /// Another size than the case's own.
    pub size: Option<usize>,
}

impl Examiner<'_> {
    /// Makes all checks, or as many as it takes to see one fail.
    pub fn examine(mut self, graded: &mut Graded, listener: Listener) -> Result<(), Fault> {
        let plan = self.plan()?;
        graded.candidate.tests_planned = plan.len() + 1;
        let mut session: Option<(usize, Session)> = None;
        let mut spent_before = Duration::ZERO;
        for (index, check) in plan.iter().enumerate() {
            // That it compiles is the first of all checks.
            listener(Event::Testing(index + 1, plan.len() + 1));
            let oom_kills = limits::oom_kills();
            if let Some((_, ended)) = session.take_if(|(threads, _)| *threads != check.threads) {
                spent_before += ended.time_counted();
            }
            let outcome = match self.one(check, &mut session, &mut graded.counted) {
                Ok(outcome) => outcome,
                Err(SessionError::Failed(outcome)) => {
                    let Check { case, threads, seed, size } = *check;
                    let step = Step { case, size, seed, threads, oom_kills };
                    self.binaries.controlled(*outcome, &step)?
                }
                Err(SessionError::Ours(fault)) => return Err(fault),
            };
            let outcome = match outcome {
                Outcome::Passed => self.slow_in_all(session.as_ref(), spent_before),
                other => other,
            };
            let failed = outcome != Outcome::Passed;
            let case = &self.judge.cases[check.case];
            let is_shown = case.role == Role::Example && check.threads == plan[0].threads;
            if let Some((_, session)) = session.as_ref().filter(|_| is_shown) {
                graded.printed = kept::printed(session.printed());
            }
            let test = Test {
                name: case.name.clone(),
                role: Some(case.role),
                threads: Some(check.threads),
                seed: Some(check.seed),
                outcome,
            };
            graded.add_test(test, listener);
            if failed {
                break;
            }
        }
        Ok(())
    }

    /// Too slow in all is a candidate that answers rightly, and each time in time, but takes
    /// more than all checks together may. Where the judge takes long as well, the machine may
    /// be to blame, and the checks go on.
    fn slow_in_all(&self, session: Option<&(usize, Session)>, before: Duration) -> Outcome {
        let spent = before + session.map_or(Duration::ZERO, |(_, it)| it.time_counted());
        let limit_s = checks_wall_s(self.binaries.exercise.manifest.limits);
        let is_slow_machine = self.judge.time_counted().as_secs_f64() * 4.0 > limit_s;
        if spent.as_secs_f64() > limit_s && !is_slow_machine {
            Outcome::ChecksTookTooLong { limit_s }
        } else {
            Outcome::Passed
        }
    }

    /// Every case on every thread count, ordered so that one process serves all
    /// the checks of one thread count. Then the timed ones, whose inputs are large: once,
    /// on all threads, as they are timed. A case that was asked for is like any other.
    fn plan(&self) -> Result<Vec<Check>, Fault> {
        let mut counts = match self.options.threads {
            Some(threads) => vec![threads],
            None => THREAD_COUNTS.into_iter().chain([self.all]).collect(),
        };
        counts.sort_unstable();
        counts.dedup();
        let mut chosen: Vec<(usize, &Case)> = self.chosen_cases()?;
        let (all, is_whole) = (self.all, self.options.case.is_none());
        let timed: Vec<(usize, &Case)> =
            chosen.extract_if(.., |(_, case)| is_whole && case.role == Role::Timed).collect();
        let repeats = self.binaries.exercise.manifest.correctness.repeats;
        let mut plan = Vec::new();
        for threads in counts {
            for &(case, about) in &chosen {
                for repeat in 0..if about.role == Role::Hidden { repeats } else { 1 } {
                    let seed = self.seed_for(about, repeat);
                    plan.push(Check { case, threads, seed, size: None });
                }
            }
        }
        plan.extend(timed.into_iter().map(|(case, about)| Check {
            case,
            threads: all,
            seed: self.seed_for(about, 0),
            size: None,
        }));
        Ok(plan)
    }

    fn chosen_cases(&self) -> Result<Vec<(usize, &Case)>, Fault> {
        let cases = || self.judge.cases.iter().enumerate();
        let Some(name) = &self.options.case else {
            return Ok(cases().collect());
        };
        let chosen: Vec<_> = cases().filter(|(_, case)| case.name == *name).collect();
        if chosen.is_empty() {
            let names: Vec<&str> = cases().map(|(_, case)| case.name.as_str()).collect();
            let what = format!("`{}` has no case `{name}`", self.binaries.exercise.name.slug);
            return Err(Fault::new(what, format!("its cases are: {}", names.join(", "))));
        }
        Ok(chosen)
    }

    /// Examples keep their seed for good; hidden inputs follow from the run's.
    /// A timed case has the run's, so that one of its inputs can be repeated.
    fn seed_for(&self, case: &Case, repeat: u32) -> u64 {
        match case.role {
            Role::Example => seed_of(0, &case.name, 0),
            Role::Hidden => seed_of(self.seed, &case.name, u64::from(repeat)),
            Role::Timed => self.seed,
        }
    }

    /// One check, in a process that serves all checks of its thread count.
    pub fn one(
        &mut self,
        check: &Check,
        session: &mut Option<(usize, Session)>,
        counted: &mut Vec<Counted>,
    ) -> Result<Outcome, SessionError> {
        session.take_if(|(threads, _)| *threads != check.threads);
        let (_, candidate) = match session {
            Some(started) => started,
            none => none.insert((check.threads, self.binaries.candidate(check.threads)?)),
        };
        let inputs = self.judge.generate(check.case, check.size, &[check.seed])?;
        candidate.load(&inputs)?;
        for session in [&*self.judge, &*candidate] {
            session.forget_memory_peak();
        }
        self.judge.run(Subject::Baseline, Rendezvous::None)?;
        let Some(wrong) = self.answer(candidate)? else {
            return self.count(check, candidate, counted);
        };
        let right_runs = self.retry(candidate);
        let printed = candidate.printed();
        let Wrong { input, mismatch, .. } = wrong;
        Ok(Outcome::Wrong { input, mismatch, printed, right_runs })
    }

    /// What the last run used of the counted resources.
    fn count(
        &mut self,
        check: &Check,
        candidate: &mut Session,
        nearest: &mut Vec<Counted>,
    ) -> Result<Outcome, SessionError> {
        let exercise = self.binaries.exercise;
        if exercise.manifest.counted.is_empty() {
            return Ok(Outcome::Passed);
        }
        let case = self.judge.cases[check.case].name.clone();
        let (needed, used) = (all_counts(self.judge)?, all_counts(candidate)?);
        for resource in exercise.manifest.counted.iter().filter(|r| r.holds_for(&case)) {
            let of = |counts: &[Count]| {
                let found = counts.iter().find(|count| count.what == resource.what);
                found.map(|count| count.amount).ok_or_else(|| no_counter(exercise, resource))
            };
            let baseline = of(&needed)?;
            let amount = match of(&used) {
                // The judge, with the same spec, has this counter; and of a process that is
                // there, the system tells its memory.
                Err(_) if resource.advisory || resource.what == MEMORY => {
                    return Err(candidate.unexpected(&Reply::Counts(used)));
                }
                amount => amount?,
            };
            let (what, allowed) = (resource.what.clone(), resource.limit.amount(baseline));
            let advisory = resource.advisory;
            let counted = Counted { what, case: case.clone(), amount, allowed, baseline, advisory };
            if counted.is_over() {
                return Ok(Outcome::UsedTooMuch { counted });
            }
            match nearest.iter_mut().find(|other| other.what == counted.what) {
                None => nearest.push(counted),
                Some(other) if counted.is_nearer_than(other) => *other = counted,
                Some(_) => {}
            }
        }
        Ok(Outcome::Passed)
    }

    /// One run and what is wrong with its answer, if anything.
    fn answer(&mut self, candidate: &mut Session) -> Result<Option<Wrong>, SessionError> {
        candidate.run(self.binaries.subject(), Rendezvous::None)?;
        let outputs = candidate.outputs()?;
        self.judge.check(&outputs)
    }

    /// Tries the same input again: a racy program is right now and then. What
    /// else happens in these runs does not change the verdict.
    fn retry(&mut self, candidate: &mut Session) -> Option<Runs> {
        let mut runs = Runs { right: 0, of: 1 };
        while runs.of < RETRIES {
            match self.answer(candidate) {
                Ok(None) => runs.right += 1,
                Ok(Some(_)) => {}
                Err(_) => break,
            }
            runs.of += 1;
        }
        (runs.right > 0).then_some(runs)
    }
}

/// The spec's counters, and the memory that the grader sees from outside.
fn all_counts(session: &mut Session) -> Result<Vec<Count>, SessionError> {
    let mut counts = session.counts()?;
    // A process that was taken over may claim this one, too.
    counts.retain(|count| count.what != MEMORY);
    let mib = session.memory_peak_mib().map(|mib| mib.ceil() as u64);
    counts.extend(mib.map(|amount| Count { what: MEMORY.to_owned(), amount }));
    Ok(counts)
}

/// The manifest names a resource that the spec does not count.
fn no_counter(exercise: &Exercise, resource: &CountedResource) -> Fault {
    let CountedResource { what, .. } = resource;
    if what == MEMORY {
        // The manifest is right; a process was gone, or the system does not tell.
        let text = "this machine did not say how much memory a program had in use";
        return Fault::new(text, "run again; it takes Linux with /proc");
    }
    let folder = &exercise.name.folder;
    let text = format!("exercises/{folder}/exercise.toml: the spec counts no `{what}`");
    let hint = format!("add a counter of that name to the spec's `counters`, or write `{MEMORY}`");
    Fault::new(text, hint)
}
