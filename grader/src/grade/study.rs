//! Looks at a candidate whose answers are right: what its threads do, how it
//! scales, and how its time depends on its choice. Nothing here is a verdict.

use super::timing::{looked, nothing_to_choose};
use super::{Grader, Stand, fresh_seed, seed_of};
use crate::candidate::Candidate;
use crate::compile::Build;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::measure::Failure;
use crate::measure::scaling::{Scaling, scaling, thread_counts};
use crate::measure::session::Trouble;
use crate::measure::sweep::{Sweep, sweep};
use crate::verdict::Profile;

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
        self.stand(exercise, candidate)?.profile(case, self.machine().threads, 1)
    }

    /// Time against threads in one timed case.
    pub fn scale(
        &self,
        exercise: &Exercise,
        candidate: &Candidate,
        case: &str,
    ) -> Result<Looked<Scaling>, Fault> {
        let stand = self.stand(exercise, candidate)?;
        let machine = self.machine();
        let mut judge = stand.judge(machine.threads)?;
        let case = stand.timed_case(&judge, case)?;
        let mut look = || {
            let counts = thread_counts(machine.threads).into_iter();
            let candidates = counts.map(|threads| Ok((threads, stand.candidate(threads)?)));
            let mut candidates = candidates.collect::<Result<Vec<_>, Trouble>>()?;
            scaling(&mut judge, &mut candidates, case, machine.threads, fresh_seed())
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
        let stand = self.stand(exercise, candidate)?;
        let threads = self.machine().threads;
        let mut judge = stand.judge(threads)?;
        let case = stand.timed_case(&judge, case)?;
        let mut look = || {
            let mut candidate = stand.candidate(threads)?;
            sweep(&mut judge, &mut candidate, case, seed_of(fresh_seed(), "sweep", 0))
        };
        match looked(look())? {
            Ok(Some(swept)) => Ok(Ok(swept)),
            Ok(None) => Err(nothing_to_choose(exercise)),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// Judge and candidate, built. That the file compiles was seen before.
    pub(super) fn stand<'a>(
        &'a self,
        exercise: &'a Exercise,
        candidate: &Candidate,
    ) -> Result<Stand<'a>, Fault> {
        let needs = self.compiler.dependencies(exercise)?;
        let judge = self.compiler.judge(exercise, &needs)?;
        match self.compiler.build(exercise, &needs, candidate)? {
            Build::Unit(unit) => {
                let (spawner, origin) = (&self.spawner, candidate.origin);
                Ok(Stand { spawner, exercise, judge, unit, origin })
            }
            Build::Refused { .. } => {
                let what = format!("{} does not compile", candidate.path.display());
                Err(Fault::new(what, "grade it; the compiler says where"))
            }
        }
    }
}
