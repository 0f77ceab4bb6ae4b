//! What instructors type: `grade verify` holds the course to its laws,
//! `calibrate` says where its goals should lie.

use super::outlet::{Form, Outlets};
use super::{
    ACCEPTED, CommandContext, INCONCLUSIVE, REJECTED, check_writable, json_text, print, print_data,
    write_whole,
};
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::calibrate::{self, Change, Placing};
use crate::compile::Progress;
use crate::course::goals::{self, NewGoal};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::{Event, Grader};
use crate::process::Spawner;
use crate::report::live::Live;
use crate::report::platform::laws::Format;
use crate::report::{self, calibrated, verified};
use crate::reset;
use crate::verify::{self, Depth, Finding, LawScope, LawStatus, Task, VerifyEvent};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The exercises (by default all)
    exercises: Vec<String>,
    /// Leave out what needs a quiet machine
    #[arg(long)]
    correctness: bool,
    /// Look for the causes of the slow mutants only
    #[arg(long, conflicts_with = "correctness")]
    diagnosis: bool,
    /// Of all exercises, measure the speed of these only
    #[arg(long, value_name = "EXERCISES", value_delimiter = ',')]
    #[arg(conflicts_with_all = ["exercises", "correctness", "diagnosis"])]
    speed: Vec<String>,
    /// Time each candidate this often, and count its verdicts
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "correctness",
          value_parser = clap::value_parser!(u8).range(1..=99))]
    repeat: u8,
    /// What is written to standard output; in another form than text, the lines for people
    /// go to standard error
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// The exercises (by default all)
    exercises: Vec<String>,
    /// How often each candidate is measured on each timed case, at most
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=99))]
    rounds: u8,
    /// Write all figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Set the goals that lie wrong, in exercise.toml; the rest of it stays as it is
    #[arg(long)]
    write: bool,
}

/// Builds what all these exercises depend on, in one go.
fn build_dependencies(grader: &Grader, exercises: &[Exercise]) -> Result<(), Fault> {
    let mut live = Live::new();
    let hear = &mut |progress: Progress| live.show(&Event::Building(progress));
    let built = grader.compiler.dependencies_of(exercises, hear);
    live.finish();
    built.map(drop)
}

impl VerifyArgs {
    /// The exercises, and how deep to look at each.
    fn tasks(&self, course: &Course) -> Result<Vec<Task>, Fault> {
        let depth = match (self.correctness, self.diagnosis) {
            (true, _) => Depth::Correctness,
            (_, true) => Depth::Diagnosis,
            _ => Depth::Full,
        };
        let measured: Vec<Exercise> =
            self.speed.iter().map(|word| course.exercise(word)).collect::<Result<_, _>>()?;
        let is_measured = |exercise: &Exercise| {
            measured.is_empty() || measured.iter().any(|one| one.name == exercise.name)
        };
        let tasks = chosen(course, &self.exercises)?.into_iter().map(|exercise| {
            let depth = if is_measured(&exercise) { depth } else { Depth::Correctness };
            Task { exercise, look: LawScope { depth, repeat: self.repeat.into() } }
        });
        Ok(tasks.collect())
    }
}

impl CommandContext {
    pub(super) fn verify(&self, args: &VerifyArgs) -> Result<u8, Fault> {
        let mut findings: Vec<Finding> = Vec::new();
        let done = self.verified(args, &mut findings);
        print_data(&args.format.render(&findings, done.as_ref().err())?);
        done
    }

    fn verified(&self, args: &VerifyArgs, findings: &mut Vec<Finding>) -> Result<u8, Fault> {
        let course = self.course()?;
        let tasks = args.tasks(&course)?;
        let exercises: Vec<Exercise> = tasks.iter().map(|task| task.exercise.clone()).collect();
        // A broken plan is met before minutes of measuring.
        course.plan()?;
        exercises.iter().try_for_each(Exercise::holds_solution)?;
        let grader = self.grader_of(&course, &exercises)?;
        build_dependencies(&grader, &exercises)?;
        // Where standard output has another form, people read the lines beside it.
        let say = |text: &str| match args.format {
            Format::Text => print(text),
            Format::Junit | Format::Github => report::tell(text),
        };
        let live = Live::new();
        let totals = verify::verify(&grader, &course, &tasks, &mut |news| match news {
            VerifyEvent::Doing { exercise, subject, event } => {
                live.grading(&format!("{exercise} {subject}"), event);
            }
            VerifyEvent::Found(finding) => {
                let shown = verified::line(&finding, self.command, self.paint);
                live.above(|| say(&format!("{shown}\n")));
                findings.push(finding);
            }
        });
        live.finish();
        let totals = totals?;
        say(&format!("\n{}\n", verified::summary(findings)));
        if exercises.len() > 1 {
            say(&format!("\n{}\n\n", verified::table(findings)));
        }
        if !args.diagnosis {
            say(&format!("{}\n", verified::totals(&totals, &verify::rooms(findings))));
        }
        let tables = [verified::runs(findings), verified::confusion(findings)];
        tables.iter().flatten().for_each(|table| say(&format!("\n{table}\n")));
        if args.diagnosis && !verify::diagnosed_well(findings) {
            return Ok(REJECTED);
        }
        let any = |standing| findings.iter().any(|finding| finding.standing == standing);
        Ok(match (any(LawStatus::Broken), any(LawStatus::Unclear)) {
            (true, _) => REJECTED,
            (false, true) => INCONCLUSIVE,
            (false, false) => ACCEPTED,
        })
    }

    /// Shows where each goal lies and should lie.
    pub(super) fn calibrate(&self, args: &CalibrateArgs) -> Result<u8, Fault> {
        let mut outlets = Outlets::default();
        let done = self.calibrated(args, &mut outlets);
        done.inspect_err(|fault| outlets.close(fault))
    }

    fn calibrated(&self, args: &CalibrateArgs, outlets: &mut Outlets) -> Result<u8, Fault> {
        if let Some(file) = &args.json {
            outlets.open(self.here.join(file), Form::Json)?;
        }
        let course = self.course()?;
        let exercises = chosen(&course, &args.exercises)?;
        exercises.iter().try_for_each(Exercise::holds_solution)?;
        if args.write {
            exercises.iter().try_for_each(|exercise| check_writable(&exercise.manifest_file()))?;
        }
        let grader = self.grader_of(&course, &exercises)?;
        build_dependencies(&grader, &exercises)?;
        let mut placings: Vec<Placing> = Vec::new();
        let mut is_mended = Vec::new();
        for exercise in &exercises {
            let mut live = Live::new();
            let rounds = usize::from(args.rounds);
            let lineups = grader.line_up(exercise, rounds, &mut |event| live.show(&event));
            live.finish();
            let placed = calibrate::judge(lineups?);
            for placing in &placed {
                let title = &exercise.manifest.title;
                print(&calibrated::placing(placing, title, self.paint));
            }
            let is_set = args.write && set_goals(exercise, &placed)?;
            is_mended.extend(placed.iter().map(|placing| is_set && placing.new_goal().is_some()));
            placings.extend(placed);
        }
        print(&format!("\n{}\n", calibrated::summary(&placings)));
        if let Some(file) = &args.json {
            write_whole(&self.here.join(file), &json_text(&placings)?)?;
        }
        // A goal that was moved is well placed; an input of a wrong size is still one.
        let mended = |(placing, is): (&Placing, &bool)| *is && placing.sizes.is_empty();
        let all = || placings.iter().zip(&is_mended);
        let is_bad = all().any(|(placing, is)| placing.is_bad() && !mended((placing, is)));
        let is_well = all().all(|(placing, is)| placing.is_well() || mended((placing, is)));
        Ok(match (is_bad, is_well) {
            (true, _) => REJECTED,
            (false, false) => INCONCLUSIVE,
            (false, true) => ACCEPTED,
        })
    }
}

impl CommandContext {
    /// The stub as it was last committed; without a history, the file as it is.
    pub(super) fn stub_of(&self, course: &Course, exercise: &Exercise) -> Result<String, Fault> {
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        match reset::stub(&spawner, course, exercise) {
            Ok(stub) => Ok(stub),
            Err(_) => Ok(exercise.student()?.source),
        }
    }
}

/// Sets the goals of one exercise that lie wrong, all or none, and says what became of
/// each. Says whether any was set.
fn set_goals(exercise: &Exercise, placings: &[Placing]) -> Result<bool, Fault> {
    if placings.is_empty() {
        return Ok(false);
    }
    let file = exercise.manifest_file();
    let shown = file.strip_prefix(&exercise.root).unwrap_or(&file);
    let has_place = placings.iter().all(|placing| placing.change() != Change::NoPlace);
    let goals: Vec<NewGoal> = placings.iter().filter_map(Placing::new_goal).collect();
    let is_set = has_place && !goals.is_empty();
    if is_set {
        let text = bounded::read_to_string(&file, PAGES_BYTES_MAX)
            .map_err(|error| Fault::file("read", &file, &error))?;
        write_whole(&file, &goals::with_goals(shown, &text, &goals)?)?;
    }
    print(&calibrated::written(&shown.display().to_string(), placings));
    Ok(is_set)
}

/// The exercises that were named, or all.
pub(super) fn chosen(course: &Course, words: &[String]) -> Result<Vec<Exercise>, Fault> {
    if words.is_empty() {
        return course.names()?.iter().map(|name| course.read(name)).collect();
    }
    words.iter().map(|word| course.exercise(word)).collect()
}
