//! The control for speed in a copy of the course that holds no solution: the solution's
//! program, if the copy brings one, it fits, and it works here.
//!
//! It runs in the enclosure that every candidate runs in. Before it is believed, it answers
//! an example as it will have to answer timed inputs: an old C library, a processor that
//! lacks something, or types that lie otherwise in memory show themselves there.

use super::{Binaries, fresh_seed};
use super::{Event, Listener};
use crate::bounded::{sentence, visible};
use crate::compile::Unit;
use crate::compile::shipped::FOLDER;
use crate::fault::Fault;
use crate::measure::memory::{Memory, Part};
use crate::measure::session::{Inputs, Rendezvous, Session, SessionError};
use crate::verdict::AttemptRole;
use crate::words;
use grader_spec::Role;
use grader_spec::protocol::Subject;

impl Binaries<'_> {
    /// Takes the solution's program from the copy of the course as the control, or tells why
    /// it cannot be used.
    pub(super) fn take_shipped(&mut self, threads: usize, listener: Listener) {
        if self.exercise.has_solution() || self.exercise.manifest.timed.is_empty() {
            return;
        }
        let tried = self.compiler.shipped(self.exercise).and_then(|unit| {
            unit.map(|unit| self.try_out(&unit, threads).map(|()| unit)).transpose()
        });
        match tried {
            Ok(unit) => self.shipped = unit,
            Err(why) => {
                let why = sentence(visible(&why.replace('\n', " ")));
                listener(Event::NoControl(&why));
            }
        }
    }

    /// Has it answer an example.
    fn try_out(&self, unit: &Unit, threads: usize) -> Result<(), String> {
        let fails = |why: String| format!("the program in {FOLDER}/ does not work here: {why}");
        match self.answered(unit, threads) {
            Ok(true) => Ok(()),
            Ok(false) => Err(fails("its answer is wrong".to_owned())),
            Err(SessionError::Failed(outcome)) => Err(fails(words::in_short(&outcome))),
            Err(SessionError::Ours(fault)) => Err(fails(fault.what)),
        }
    }

    /// Whether it answers an example rightly, handed over as timed inputs are.
    fn answered(&self, unit: &Unit, threads: usize) -> Result<bool, SessionError> {
        let mut judge = self.judge(threads)?;
        let case = judge.cases.iter().position(|case| case.role == Role::Example);
        let case = case.unwrap_or_default();
        let mut memory = Memory::of(&mut judge)?;
        let mut control = self.student_code(unit, Part::Candidate, threads)?;
        memory.open_to(&mut control, Part::Candidate)?;
        take_turn(&mut judge, &mut control, &memory, case)?;
        let answers = control.outputs()?;
        judge.run(Subject::Baseline, Rendezvous::None)?;
        Ok(judge.check(&answers)?.is_none())
    }

    /// A fault of the control that the copy brings has a mend of its own.
    pub(super) fn noted(&self, role: AttemptRole, fault: Fault) -> Fault {
        let is_its = matches!(role, AttemptRole::Control | AttemptRole::Beside);
        if self.shipped.is_none() || !is_its {
            return fault;
        }
        let without = format!("without the folder `{FOLDER}` files are graded with no control");
        Fault { hint: format!("{}; {without}", fault.hint), ..fault }
    }
}

fn take_turn(
    judge: &mut Session,
    control: &mut Session,
    memory: &Memory,
    case: usize,
) -> Result<(), SessionError> {
    let seeds = [fresh_seed()];
    if memory.is_shared() {
        judge.prepare(case, &[None], &seeds)?;
        control.gather()?;
        let placed = memory.place(judge, 0, Part::Candidate)?;
        control.take_turn(Inputs::Placed(placed), Subject::Candidate, Rendezvous::Whole)?;
    } else {
        control.load(&judge.generate(case, None, &seeds)?)?;
        control.run(Subject::Candidate, Rendezvous::Whole)?;
    }
    Ok(())
}
