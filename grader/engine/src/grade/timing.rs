//! Measures the timed cases: each step that `verdict::next_step` asks for, until it asks
//! for none.

use super::control;
use super::{Binaries, Event, Graded, Listener, fresh_seed, seed_of};
use crate::candidate::Origin;
use crate::compile::Unit;
use crate::course::{Exercise, Opponent, TimedCase};
use crate::fault::Fault;
use crate::measure::files::Access;
use crate::measure::memory::{Memory, Part};
use crate::measure::profile::{Subjects, profile};
use crate::measure::session::{Session, SessionError};
use crate::measure::sweep::sweep;
use crate::measure::{Budget, Failure, Rival, TimingJob, measure, timing_lock};
use crate::process::{self, limits};
use crate::verdict::{
    Against, Attempt, AttemptRole, Attempts, Decision, Goal, Outcome, Profile, Step, Test, Timed,
    decide, is_contended, next_step,
};
use grader_spec::Role;
use grader_spec::protocol::Subject;
use nix::libc;
use std::fs::{File, TryLockError};
use std::io;
use std::thread::sleep;
use std::time::Duration;

/// What is measured, as the live line has it, after a candidate that is slow.
const CONTROL: &str = "the solution, for comparison";
/// The same, after a candidate that is faster than the cores can make it.
const ALONE: &str = "your file on one thread";
/// How long the grader waits for a busy machine before it tries once more.
const SECOND_TRY_AFTER: Duration = Duration::from_secs(2);

/// For comparing candidates: as many blocks for each, wherever the goal lies. A
/// candidate that delays itself is known as such after twenty.
const COMPARING: Budget = Budget { time: Duration::from_secs(10), blocks_min: 25 };
/// No speedup is below it: nothing is decided, only measured.
const NO_GOAL: Goal = Goal::NoSlower(f64::MIN_POSITIVE);

/// The baseline is the best serial program, as far as one is known: none may be faster
/// by more than this. Less is what compilers and processors differ by.
pub const SERIAL_MAX: f64 = 1.1;

/// Whose code is measured against the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// The file that is graded.
    Candidate,
    /// The same with one thread, on one core.
    CandidateAlone,
    /// The course's solution, which is linked into the judge's binary or has one of its own.
    Solution,
}

/// Whom a timed case is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rivals {
    /// As the exercise has it.
    Asked(Opponent),
    /// The course's solution, on all cores: what slows one slows the other.
    Solution,
}

/// One timed case to be measured.
#[derive(Clone, Copy)]
struct Task<'a> {
    name: &'a str,
    goal: Goal,
    against: Rivals,
    threads: usize,
    whose: Whose,
    seed: u64,
    budget: Budget,
}

/// What came of it, or how the candidate failed.
pub(super) type Measured = Result<Timed, Failure>;

/// Whether a disk has no locks at all, or no service for them. The error has its
/// number only: see flock(2) and fcntl(2).
fn has_no_locks(error: &io::Error) -> bool {
    const NONE: [i32; 3] = [libc::ENOSYS, libc::ENOTSUP, libc::ENOLCK];
    error.raw_os_error().is_some_and(|number| NONE.contains(&number))
}

impl Binaries<'_> {
    /// Measures every timed case. A candidate that fails while it is timed gets
    /// the verdict of its failure.
    pub(super) fn time(
        &self,
        threads: usize,
        graded: &mut Graded,
        listener: Listener,
    ) -> Result<(), Fault> {
        let _alone = self.alone(listener)?;
        for (index, timed) in self.exercise.manifest.timed.iter().enumerate() {
            let seed = seed_of(graded.candidate.seed, "timed", index as u64);
            let (name, goal, whose) = (timed.case.as_str(), timed.goal, Whose::Candidate);
            let (against, budget) = (Rivals::Asked(timed.against), Budget::GRADING);
            let task = Task { name, goal, against, threads, whose, seed, budget };
            if self.origin == Origin::Baseline && timed.against != Opponent::Baseline {
                continue;
            }
            let oom_kills = limits::oom_kills();
            let case = match self.measure_case(&task, listener)? {
                Ok(case) => case,
                Err(failure) => {
                    let failure = self.controlled_failure(failure, &task, oom_kills)?;
                    graded.add_test(timed_test(name, threads, failure), listener);
                    return Ok(());
                }
            };
            let is_slow = case.decisive().is_some_and(|timing| decide(timing).is_fail());
            graded.timed.push(case);
            if is_slow {
                // One thing at a time: the next case can wait for a faster candidate.
                return Ok(());
            }
        }
        Ok(())
    }

    /// Measures one timed case, as far as its verdict needs.
    fn measure_case(
        &self,
        task: &Task,
        listener: Listener,
    ) -> Result<Result<Attempts, Failure>, Fault> {
        let mut case = Attempts::new(task.name);
        loop {
            let (role, goal, is_retry) =
                match next_step(&case, self.origin.kind().under(self.control())) {
                    Step::Measure { role, goal, is_retry } => (role, goal, is_retry),
                    Step::FindCause => {
                        listener(Event::Diagnosing);
                        case.profile = self.profile_of_slow(task, &case)?;
                        return Ok(Ok(case));
                    }
                    Step::Done => return Ok(Ok(case)),
                };
            if is_retry {
                listener(Event::Waiting);
                sleep(SECOND_TRY_AFTER);
            }
            let task = task.of(role, goal);
            let measured = self.measure_once(&task, listener);
            match measured.map_err(|fault| self.noted(role, fault))? {
                Ok(timed) => case.attempts.push(Attempt { role, is_retry, timing: timed.samples }),
                Err(failure) => return failed(role, failure).map(Err),
            }
        }
    }

    /// The failure of a timed run as it counts, once the solution has gone the same way.
    fn controlled_failure(
        &self,
        failure: Failure,
        task: &Task,
        oom_kills: Option<u64>,
    ) -> Result<Failure, Fault> {
        let Failure { outcome, seed, size } = failure;
        let case = self.timed_case(&self.judge(task.threads)?, task.name)?;
        let input = seed.unwrap_or(task.seed);
        let step = control::Step { case, size, seed: input, threads: task.threads, oom_kills };
        Ok(Failure { outcome: self.controlled(outcome, &step)?, seed, size })
    }

    /// Measures one timed case for comparison with other candidates.
    pub(super) fn compare(
        &self,
        timed: &TimedCase,
        threads: usize,
        listener: Listener,
    ) -> Result<Measured, Fault> {
        let _alone = self.alone(listener)?;
        let (name, against) = (timed.case.as_str(), Rivals::Asked(timed.against));
        let (goal, whose, seed, budget) = (NO_GOAL, Whose::Candidate, fresh_seed(), COMPARING);
        let task = Task { name, goal, against, threads, whose, seed, budget };
        self.measure_once(&task, listener)
    }

    /// Measures a serial program in pairs with the baseline. The goal is a speedup that
    /// the best serial program leaves no room for. A program that seems to reach it has to show it
    /// twice, in fresh processes.
    pub(super) fn beside_the_baseline(
        &self,
        timed: &TimedCase,
        threads: usize,
        listener: Listener,
    ) -> Result<Measured, Fault> {
        let _alone = self.alone(listener)?;
        let (name, goal) = (timed.case.as_str(), Goal::SpeedupMin(SERIAL_MAX));
        let (against, whose) = (Rivals::Asked(Opponent::Baseline), Whose::Candidate);
        let (seed, budget) = (fresh_seed(), Budget::GRADING);
        let task = Task { name, goal, against, threads, whose, seed, budget };
        match self.measure_twice(&task, listener)? {
            Ok(first) if decide(&first.samples) == Decision::Met => {
                self.measure_twice(&Task { seed: fresh_seed(), ..task }, listener)
            }
            done => Ok(done),
        }
    }

    /// Waits until no other grading of this course is being timed: each would
    /// find the machine busy. The lock goes with the file, however we end. Some disks
    /// of a network have no locks: a grading that may be disturbed is better than none,
    /// since the gates see it.
    fn alone(&self, listener: Listener) -> Result<File, Fault> {
        let path = timing_lock(&self.exercise.root.join("target/grade"));
        let fault = |error: &io::Error| Fault::file("lock", &path, error);
        let file = File::create(&path).map_err(|error| fault(&error))?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => listener(Event::Queued),
            Err(TryLockError::Error(error)) if has_no_locks(&error) => {
                listener(Event::Unlocked);
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(fault(&error)),
        }
        file.lock().map_err(|error| fault(&error))?;
        Ok(file)
    }

    /// Where the time of a slow candidate goes. One that fails meanwhile is slow all the
    /// same; it gets no cause.
    fn profile_of_slow(&self, task: &Task, case: &Attempts) -> Result<Option<Profile>, Fault> {
        let Some(slow) = case.decisive() else { return Ok(None) };
        let profile = self.profile(task.name, task.threads, slow.calls)?;
        let goal = slow.goal_speedup();
        Ok(profile.ok().map(|profile| Profile { goal, ..profile }))
    }

    /// Where the cores' time goes in one timed case.
    pub(super) fn profile(
        &self,
        case: &str,
        threads: usize,
        calls: usize,
    ) -> Result<Result<Profile, Failure>, Fault> {
        let mut judge = self.judge(threads)?;
        let case = self.timed_case(&judge, case)?;
        let mut look = || {
            let mut all = self.candidate(threads)?;
            let mut alone = self.candidate_alone()?;
            let (judge, all, alone) = (&mut judge, &mut all, &mut alone);
            let seed = fresh_seed();
            let found = profile(Subjects { judge, all, alone, case, threads, calls, seed })?;
            let advice = self.exercise.manifest.advice.clone();
            Ok(Profile { advice, named: self.named.clone(), ..found })
        };
        looked(look())
    }

    /// Measures, and where others used the cores, waits for them and measures
    /// once more. No further: every try adds its own chance of an error.
    fn measure_twice(&self, task: &Task, listener: Listener) -> Result<Measured, Fault> {
        let first = self.measure_once(task, listener)?;
        if !first.as_ref().is_ok_and(|timed| is_contended(&timed.samples)) {
            return Ok(first);
        }
        listener(Event::Waiting);
        sleep(SECOND_TRY_AFTER);
        self.measure_once(task, listener)
    }

    /// Measures in processes of its own, so that a second try is not bound to
    /// the first one's luck with memory and cores.
    fn measure_once(&self, task: &Task, listener: Listener) -> Result<Measured, Fault> {
        process::cores::look();
        let mut judge = self.judge(task.threads)?;
        let case = self.timed_case(&judge, task.name)?;
        let (shown, subject) = match task.whose {
            Whose::Candidate => (task.name, self.subject()),
            Whose::CandidateAlone => (ALONE, self.subject()),
            Whose::Solution => (CONTROL, Subject::Candidate),
        };
        let mut start = || {
            let mut memory = Memory::of(&mut judge)?;
            let mut candidate = self.player(task.whose, task.threads, Part::Candidate)?;
            memory.open_to(&mut candidate, Part::Candidate)?;
            let (mut session, subject, against) = match task.against {
                Rivals::Asked(Opponent::Baseline) => {
                    let rival = self.rival(&self.judge, task.threads)?;
                    (rival, Subject::Baseline, Against::Baseline)
                }
                Rivals::Solution => {
                    let rival = self.rival(self.with_solution(), task.threads)?;
                    (rival, Subject::Candidate, Against::Solution)
                }
                Rivals::Asked(Opponent::OneThread) => {
                    // On one core: threads of its own share that.
                    let start = || self.player(task.whose, 1, Part::Rival);
                    (process::on_one_core(start)?, subject, Against::OneThread)
                }
                Rivals::Asked(Opponent::HalfTheSize) => {
                    let session = self.player(task.whose, task.threads, Part::Rival)?;
                    (session, subject, Against::HalfTheSize)
                }
                Rivals::Asked(Opponent::BestChoice) => {
                    let (best, against) = self.best_choice(&mut judge, &mut candidate, case)?;
                    let session = self.player(task.whose, task.threads, Part::Rival)?;
                    (session, Subject::Chosen(best), against)
                }
            };
            memory.open_to(&mut session, Part::Rival)?;
            Ok((candidate, session, subject, against, memory))
        };
        let (mut candidate, mut session, rivals, against, memory) = match looked(start())? {
            Ok(started) => started,
            Err(failure) => return Ok(Err(failure)),
        };
        listener(Event::Looking(shown));
        let pair = TimingJob {
            judge: &mut judge,
            candidate: &mut candidate,
            subject,
            rival: Rival { session: &mut session, subject: rivals, against },
            memory: &memory,
            case,
            goal: task.goal,
            threads: task.threads,
            seed: task.seed,
            budget: task.budget,
        };
        measure(pair, &mut |timing| listener(Event::Measuring(shown, timing)))
    }

    /// The best choice of a sweep, and how the candidate's own stands beside it.
    fn best_choice(
        &self,
        judge: &mut Session,
        candidate: &mut Session,
        case: usize,
    ) -> Result<(usize, Against), SessionError> {
        let swept = sweep(judge, candidate, case, fresh_seed())?;
        let point = swept.and_then(|swept| Some((swept.best()?.choice, swept.own, swept.spread())));
        let (best, own, spread) = point.ok_or_else(|| nothing_to_choose(self.exercise))?;
        Ok((best, Against::BestChoice { best, own, spread }))
    }

    /// The course's own code on the rival's side.
    fn rival(&self, unit: &Unit, threads: usize) -> Result<Session, Fault> {
        self.course_code(unit, threads, Access::Read(Part::Rival))
    }

    fn player(&self, whose: Whose, threads: usize, part: Part) -> Result<Session, SessionError> {
        match whose {
            Whose::Candidate => self.candidate_as(part, threads),
            Whose::CandidateAlone => self.candidate_alone(),
            Whose::Solution => {
                let started = self.course_code(self.with_solution(), threads, Access::Read(part));
                started.map_err(SessionError::Ours)
            }
        }
    }

    pub(super) fn timed_case(&self, judge: &Session, name: &str) -> Result<usize, Fault> {
        let is_it = |case: &grader_spec::Case| case.name == name && case.role == Role::Timed;
        judge.cases.iter().position(is_it).ok_or_else(|| {
            let folder = &self.exercise.name.folder;
            let what =
                format!("exercises/{folder}/exercise.toml: the spec has no timed case `{name}`");
            let timed = judge.cases.iter().filter(|case| case.role == Role::Timed);
            let names: Vec<&str> = timed.map(|case| case.name.as_str()).collect();
            Fault::new(what, format!("its timed cases are: {}", names.join(", ")))
        })
    }
}

impl Task<'_> {
    /// The same case for another attempt. Each purpose has inputs of its own.
    fn of(&self, role: AttemptRole, goal: Option<Goal>) -> Self {
        let goal = goal.unwrap_or(self.goal);
        let drawn = |purpose| seed_of(self.seed, purpose, 0);
        match role {
            AttemptRole::First => Self { goal, ..*self },
            AttemptRole::Second => Self { goal, seed: drawn("again"), ..*self },
            AttemptRole::Control => {
                Self { goal, whose: Whose::Solution, seed: fresh_seed(), ..*self }
            }
            AttemptRole::Beside => {
                Self { goal, against: Rivals::Solution, seed: drawn("beside"), ..*self }
            }
            AttemptRole::Alone => {
                Self { goal, whose: Whose::CandidateAlone, seed: drawn("alone"), ..*self }
            }
        }
    }
}

/// How an attempt ended that gave no samples. The solution may fail as the control only
/// where the machine hardly lets it run.
fn failed(role: AttemptRole, failure: Failure) -> Result<Failure, Fault> {
    let is_starved = matches!(failure.outcome, Outcome::Starved { .. });
    if role != AttemptRole::Control || is_starved {
        return Ok(failure);
    }
    let what = format!("the solution failed as the control: {:?}", failure.outcome);
    let hint = "`grade verify` shows what is wrong with it";
    Err(Fault::new(limits::noted(what), hint))
}

/// A candidate's failure apart from ours.
pub(super) fn looked<T>(result: Result<T, SessionError>) -> Result<Result<T, Failure>, Fault> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(SessionError::Failed(outcome)) => {
            Ok(Err(Failure { outcome: *outcome, seed: None, size: None }))
        }
        Err(SessionError::Ours(fault)) => Err(fault),
    }
}

/// A sweep was asked for where there is nothing to sweep over.
pub(super) fn nothing_to_choose(exercise: &Exercise) -> Fault {
    let what = format!("in `{}` there is nothing to choose", exercise.name.slug);
    let hint = "`grade scale` shows how it scales; a sweep needs a spec whose `choices` are some";
    Fault::new(what, hint)
}

pub(super) fn timed_test(case: &str, threads: usize, failure: Failure) -> Test {
    let (role, threads) = (Some(Role::Timed), Some(threads));
    let Failure { outcome, seed, .. } = failure;
    Test { name: case.to_owned(), role, threads, seed, outcome }
}
