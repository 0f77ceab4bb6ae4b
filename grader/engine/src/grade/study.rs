//! Looks at a candidate whose answers are right: what its threads do, how it
//! scales, and how its time depends on its choice; and at the solution beside the
//! slow mutants. Nothing here is a verdict.

use super::timing::{looked, nothing_to_choose};
use super::{Binaries, Event, Grader, Listener, fresh_seed, seed_of};
use crate::calibrate::{self, Lineup, Member, Round, SOLUTION};
use crate::candidate::Candidate;
use crate::compile::Build;
use crate::course::{Exercise, TimedCase};
use crate::fault::Fault;
use crate::measure::Failure;
use crate::measure::scaling::{Scaling, scaling, thread_counts};
use crate::measure::session::SessionError;
use crate::measure::sweep::{Sweep, sweep};
use crate::verdict::{Profile, Timed, Verdict};
use crate::words;
use grader_spec::Graph;
use std::fmt;

/// What was looked at, or how the candidate failed meanwhile.
pub type Looked<T> = Result<T, Failure>;

impl Grader {
    /// Where the time of the cores goes in one timed case.
    pub fn trace(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        case: &str,
    ) -> Result<Looked<Profile>, Fault> {
        let threads = self.machine().threads;
        let looked = self.binaries(exercise, candidate)?.profile(case, threads, 1)?;
        let timed = exercise.manifest.timed.iter().find(|timed| timed.case == case);
        // As on cores that are all there: the capacity is not measured here.
        let goal = timed.map(|timed| timed.goal.speedup(threads as f64));
        Ok(looked.map(|profile| Profile { goal, ..profile }))
    }

    /// Time against threads in one timed case.
    pub fn scale(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        case: &str,
    ) -> Result<Looked<Scaling>, Fault> {
        let binaries = self.binaries(exercise, candidate)?;
        let machine = self.machine();
        let mut judge = binaries.judge(machine.threads)?;
        let case = binaries.timed_case(&judge, case)?;
        let mut look = || {
            let counts = thread_counts(machine.threads).into_iter();
            let candidates = counts.map(|threads| Ok((threads, binaries.candidate(threads)?)));
            let mut candidates = candidates.collect::<Result<Vec<_>, SessionError>>()?;
            scaling(&mut judge, &mut candidates, case, machine.threads)
        };
        looked(look())
    }

    /// Time against the choice that the exercise asks for.
    pub fn sweep(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        case: &str,
    ) -> Result<Looked<Sweep>, Fault> {
        let binaries = self.binaries(exercise, candidate)?;
        let threads = self.machine().threads;
        let mut judge = binaries.judge(threads)?;
        let case = binaries.timed_case(&judge, case)?;
        let mut look = || {
            let mut candidate = binaries.candidate(threads)?;
            sweep(&mut judge, &mut candidate, case, seed_of(fresh_seed(), "sweep", 0))
        };
        match looked(look())? {
            Ok(Some(swept)) => Ok(Ok(swept)),
            Ok(None) => Err(nothing_to_choose(exercise)),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// The tasks that one case asks for: by default the first case that has some.
    pub fn graph(&self, exercise: &Exercise, case: Option<&str>) -> Result<(String, Graph), Fault> {
        let mut judge = self.binaries(exercise, &exercise.reference()?)?.judge(1)?;
        let cases: Vec<_> = judge.cases.iter().map(|case| case.name.clone()).collect();
        let wanted = |(_, name): &(usize, String)| case.is_none_or(|case| case == name);
        for (index, name) in cases.into_iter().enumerate().filter(wanted) {
            let mut ask = || {
                judge.generate(index, None, &[seed_of(0, &name, 0)])?;
                judge.graph()
            };
            let graph = looked(ask())?.map_err(|failure| {
                let what = format!("the judge failed: {}", words::in_short(&failure.outcome));
                Fault::new(what, "run again")
            })?;
            if let Some(graph) = graph.filter(|graph| !graph.tasks.is_empty()) {
                return Ok((name, graph));
            }
        }
        let slug = &exercise.name.slug;
        Err(match case {
            None => {
                let hint = "for what threads do over time, there is `grade trace`";
                Fault::new(format!("`{slug}` is not about tasks that need each other"), hint)
            }
            Some(case) => {
                let what = format!("`{slug}` has no case `{case}` with tasks to draw");
                Fault::new(what, format!("`grade graph {slug}` takes the first that has some"))
            }
        })
    }

    /// Solution, alternatives and slow mutants on every timed case, several times
    /// over. All take turns, so that what drifts hits all alike.
    pub fn line_up(
        &self,
        exercise: &Exercise,
        rounds: usize,
        listener: Listener,
    ) -> Result<Vec<Lineup>, Fault> {
        let threads = self.machine().threads;
        let candidates = compared(exercise)?;
        let member = |(name, side, _): &(String, calibrate::Side, Candidate)| Member {
            name: name.clone(),
            side: *side,
            rounds: Vec::new(),
        };
        let lineup = |timed: &TimedCase| Lineup {
            exercise: exercise.name.slug.clone(),
            case: timed.case.clone(),
            goal: timed.goal,
            against: timed.against,
            threads,
            members: candidates.iter().map(member).collect(),
        };
        let mut lineups: Vec<Lineup> = exercise.manifest.timed.iter().map(lineup).collect();
        if threads < 2 || lineups.is_empty() {
            return Ok(lineups);
        }
        let all_binaries = self.all_binaries(exercise, &candidates, listener)?;
        let mut so_far = Turns::new(rounds * lineups.len() * all_binaries.len());
        for round in 0..rounds {
            for (at_case, timed) in exercise.manifest.timed.iter().enumerate() {
                for turn in 0..all_binaries.len() {
                    // No choice is always the first after another's case.
                    let at = (turn + round) % all_binaries.len();
                    if calibrate::is_settled(&lineups[at_case], at, rounds) {
                        so_far.skip();
                        continue;
                    }
                    let (name, binaries) = &all_binaries[at];
                    let label =
                        format!("{}: {name}, round {} of {rounds}{so_far}", timed.case, round + 1);
                    let mut relay = |event: Event| match event {
                        Event::Measuring(_, timing) => listener(Event::Measuring(&label, timing)),
                        Event::Looking(_) => listener(Event::Looking(&label)),
                        other => listener(other),
                    };
                    let timed = binaries.compare(timed, threads, &mut relay)?;
                    let timed = timed.map_err(|failure| failed(exercise, name, &failure))?;
                    so_far.done(timed.samples.seconds);
                    lineups[at_case].members[at].rounds.push(Round::from(&timed));
                }
            }
        }
        Ok(lineups)
    }

    /// All candidates built, on several cores.
    fn all_binaries<'a>(
        &'a self,
        exercise: &'a Exercise,
        candidates: &'a [(String, calibrate::Side, Candidate)],
        listener: Listener,
    ) -> Result<Vec<(&'a str, Binaries<'a>)>, Fault> {
        listener(Event::Compiling("the judge"));
        let needs = self.compiler.dependencies(exercise, &mut |_| {})?;
        self.compiler.judge(exercise, &needs)?;
        let all: Vec<&Candidate> = candidates.iter().map(|(_, _, candidate)| candidate).collect();
        let of = all.len();
        listener(Event::Compiling(&format!("{of} candidates")));
        self.compiler.build_ahead(exercise, &needs, &all, &mut |done| {
            listener(Event::Compiling(&format!("{of} candidates, {done} are done")));
        });
        let binaries = |(name, _, candidate): &'a (String, calibrate::Side, Candidate)| {
            Ok((name.as_str(), self.binaries(exercise, candidate)?))
        };
        candidates.iter().map(binaries).collect()
    }

    /// A serial program in pairs with the baseline, on one timed case.
    pub fn beside_the_baseline(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        timed: &TimedCase,
        listener: Listener,
    ) -> Result<Looked<Timed>, Fault> {
        let (binaries, threads) = (self.binaries(exercise, candidate)?, self.machine().threads);
        binaries.beside_the_baseline(timed, threads, listener)
    }

    /// Judge and candidate, built. That the file compiles was seen before.
    pub(super) fn binaries<'a>(
        &'a self,
        exercise: &'a Exercise,
        candidate: &Candidate,
    ) -> Result<Binaries<'a>, Fault> {
        let needs = self.compiler.dependencies(exercise, &mut |_| {})?;
        let judge = self.compiler.judge(exercise, &needs)?;
        match self.compiler.build(exercise, &needs, candidate)? {
            Build::Unit(unit) => self.binaries_of(exercise, judge, unit, candidate),
            Build::Refused { .. } => {
                let what = format!("{} does not compile", candidate.path.display());
                Err(Fault::new(what, "grade it; the compiler says where"))
            }
        }
    }
}

/// The turns of a lineup: how many are left, and how long they will take.
struct Turns {
    left: usize,
    done: usize,
    seconds: f64,
}

impl Turns {
    fn new(all: usize) -> Self {
        Self { left: all, done: 0, seconds: 0.0 }
    }

    fn done(&mut self, seconds: f64) {
        self.left -= 1;
        self.done += 1;
        self.seconds += seconds;
    }

    fn skip(&mut self) {
        self.left -= 1;
    }
}

impl fmt::Display for Turns {
    /// Nothing, as long as nothing is known.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.done == 0 {
            return write!(f, "; {} turns to go", self.left);
        }
        let left = self.seconds / self.done as f64 * self.left as f64;
        write!(f, "; {} turns to go, about {left:.0} s", self.left)
    }
}

/// What must be accepted, the solution first, and the mutants that must be slow.
fn compared(exercise: &Exercise) -> Result<Vec<(String, calibrate::Side, Candidate)>, Fault> {
    use calibrate::Side::{Accepted, Slow};
    let mut candidates = vec![(SOLUTION.to_owned(), Accepted, exercise.solution()?)];
    let alternatives = exercise.accepted()?.into_iter();
    candidates.extend(alternatives.map(|candidate| (candidate.name(), Accepted, candidate)));
    for mutant in exercise.mutants()? {
        if mutant.header()?.expect == Verdict::LowSpeedup {
            candidates.push((mutant.name(), Slow, mutant));
        }
    }
    Ok(candidates)
}

/// A candidate that must be right failed while it was timed.
fn failed(exercise: &Exercise, name: &str, failure: &Failure) -> Fault {
    let slug = &exercise.name.slug;
    let what = format!("`{name}` of `{slug}` failed while it was timed: {:?}", failure.outcome);
    Fault::new(what, format!("`grade verify {slug}` shows what is wrong with it"))
}
