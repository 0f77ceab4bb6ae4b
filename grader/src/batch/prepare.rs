//! Makes a run's plan from what was handed in, and puts the sources where workers find
//! them.

use crate::batch::intake::{Intake, Owner};
use crate::batch::key;
use crate::batch::plan::{FORMAT, Fate, HandedIn, Plan, PlannedExercise, Student, Unit};
use crate::batch::roster::Roster;
use crate::batch::run::Run;
use crate::compile::Compiler;
use crate::course::Exercise;
use crate::fault::Fault;
use crate::whole;
use std::collections::BTreeMap;

/// What is asked of a run, whatever was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether answers alone are checked.
    pub quick: bool,
    /// How often a unit may vanish before it is given up.
    pub attempts: usize,
    /// In how many rounds a unit is tried that the machine cannot tell about.
    pub rounds: usize,
}

/// The exercises as a plan has them.
pub fn exercises(
    compiler: &Compiler,
    exercises: &[Exercise],
) -> Result<Vec<PlannedExercise>, Fault> {
    let planned = exercises.iter().map(|exercise| {
        Ok(PlannedExercise {
            slug: exercise.name.slug.clone(),
            title: exercise.manifest.title.clone(),
            spec: key::spec(compiler, exercise)?,
        })
    });
    planned.collect()
}

/// The plan, and the source of each unit. Pure.
pub fn plan(
    intake: &Intake,
    roster: Option<&Roster>,
    exercises: Vec<PlannedExercise>,
    asked: Asked,
) -> (Plan, BTreeMap<String, String>) {
    let Asked { quick, attempts, rounds } = asked;
    let mut plan = Plan {
        format: FORMAT,
        quick,
        attempts,
        rounds,
        toolchain: String::new(),
        exercises,
        students: roster.map(Roster::students).unwrap_or_default(),
        handed_in: Vec::new(),
        units: BTreeMap::new(),
        ignored: intake.ignored.clone(),
    };
    let mut sources = BTreeMap::new();
    for found in &intake.found {
        let student = enter(&mut plan.students, &found.owner, roster);
        let spec = |slug: &String| plan.exercises.iter().find(|planned| planned.slug == *slug);
        let fate = match (&found.source, found.exercise.as_ref().and_then(spec)) {
            (Ok(source), Some(planned)) => {
                let key = key::unit(&planned.spec, &planned.slug, source);
                plan.units.insert(key.clone(), Unit { exercise: planned.slug.clone() });
                sources.entry(key.clone()).or_insert_with(|| key::normalised(source));
                Fate::Unit(key)
            }
            (Err(fault), _) => Fate::NotGraded(fault.clone()),
            (Ok(_), None) => Fate::NotGraded(Fault::new(
                "nothing tells which exercise this is for",
                "put it into a folder that is named like the exercise",
            )),
        };
        let (exercise, path) = (found.exercise.clone(), found.path.clone());
        let at = found.owner.at;
        plan.handed_in.push(HandedIn { student, exercise, path, at, fate });
    }
    plan.handed_in.sort_by(|a, b| {
        (&a.student, &a.exercise, &a.path).cmp(&(&b.student, &b.exercise, &b.path))
    });
    (plan, sources)
}

/// Enters a student, as the roster has them, or as their submission has.
fn enter(
    students: &mut BTreeMap<String, Student>,
    owner: &Owner,
    roster: Option<&Roster>,
) -> String {
    let email = owner.columns.get("email").map(String::as_str).unwrap_or_default();
    let words = [&*owner.id, email, owner.name.as_deref().unwrap_or_default()];
    let known = roster.and_then(|roster| roster.identify(&words));
    let id = known.unwrap_or(&owner.id).to_owned();
    let student = students.entry(id.clone()).or_insert_with(|| Student {
        name: None,
        is_enrolled: roster.is_none(),
        columns: BTreeMap::new(),
    });
    student.name = student.name.take().or_else(|| owner.name.clone());
    for (name, value) in &owner.columns {
        student.columns.entry(name.clone()).or_insert_with(|| value.clone());
    }
    id
}

/// Writes the plan and the sources; what is there and equal is left alone.
pub fn lay_out(run: &Run, plan: &Plan, sources: &BTreeMap<String, String>) -> Result<(), Fault> {
    run.create()?;
    for (key, source) in sources {
        let path = run.source(key);
        if std::fs::read(&path).is_ok_and(|old| old == source.as_bytes()) {
            continue;
        }
        whole::write(&path, source).map_err(|error| Fault::file("write", &path, &error))?;
    }
    // The plan comes last: a worker that finds it finds the sources.
    run.write_plan(plan)
}
