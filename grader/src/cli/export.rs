//! `grade export`: a copy of the course for students, without solutions, and bundles for
//! platforms that grade for the record.

use super::teach::chosen;
use super::{ACCEPTED, CommandContext, print};
use crate::compile::Compiler;
use crate::course::{Course, Exercise};
use crate::export::bundle::{self, ImageName, Source};
use crate::export::control::{self, Order, Shipment, Step};
use crate::export::{self, Audience, Copied};
use crate::fault::Fault;
use crate::grade::Event;
use crate::process::Spawner;
use crate::report::live::Live;
use crate::report::{platform, quoted, tell};
use crate::score::{self, Points, Terms};
use crate::tree::{self, Tree};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Write a copy for students into this folder: not there yet, or empty
    #[arg(group = "to")]
    folder: Option<PathBuf>,
    /// Put the solutions of these exercises (by default all) into the copy as programs, as
    /// controls for speed. They are for this platform and this rustc. Students can run them, and
    /// read texts in quotes that are in them, but no source. It takes minutes, and the copy grows
    #[arg(long, value_name = "EXERCISES", requires = "folder", num_args = 0..=1)]
    #[arg(require_equals = true, value_delimiter = ',')]
    with_control: Option<Vec<String>>,
    /// Write two repositories into a folder: a template for students, and one to grade in
    #[arg(long, group = "to", value_name = "DIR")]
    github: Option<PathBuf>,
    /// Write the archive of an assignment on Gradescope; it holds the solution
    #[arg(long, groups = ["to", "of_one"], value_name = "ZIP", requires = "exercise")]
    gradescope: Option<PathBuf>,
    /// Write a lab for Autolab into a folder, and what its image is built from
    #[arg(long, groups = ["to", "of_one"], value_name = "DIR", requires = "exercise")]
    autolab: Option<PathBuf>,
    /// Write a question for `PrairieLearn` into a folder, and what its image is built from
    #[arg(long, groups = ["to", "of_one"], value_name = "DIR", requires = "exercise")]
    prairielearn: Option<PathBuf>,
    /// Write an autograder for Classroom 50 into a folder, and what its image is built from
    #[arg(long, groups = ["to", "of_one"], value_name = "DIR", requires = "exercise")]
    classroom50: Option<PathBuf>,
    /// The exercise of the assignment
    #[arg(long, value_name = "EX", requires = "of_one")]
    exercise: Option<String>,
    /// The name of the image (by default grade-EX, on the machine where it was built)
    #[arg(long, value_name = "NAME", requires = "exercise", conflicts_with = "gradescope")]
    image: Option<ImageName>,
}

impl CommandContext {
    /// Writes a copy of the course, for students or for a platform.
    pub(super) fn export(&self, args: &ExportArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        if let Some(to) = &args.folder {
            return self.export_for_students(&course, to, args.with_control.as_deref());
        }
        if let Some(to) = &args.github {
            let bundle = || bundle::github(&spawner, &course);
            self.write_bundle(to, bundle)?;
            let to = quoted(&to.display().to_string());
            print(&format!(
                "\nTwo repositories: {to}\n\n  student/  the template for students, without \
                 solutions\n  grading/  yours, private: its README.md says what comes next\n"
            ));
            return Ok(ACCEPTED);
        }
        let Some(word) = &args.exercise else {
            let hint = "`grade export DIR` writes a copy for students; `grade export --help` \
                        lists what else there is";
            return Err(Fault::new("where to?", hint));
        };
        let exercise = course.exercise(word)?;
        exercise.holds_solution()?;
        let source = Source { spawner: &spawner, course: &course, exercise: &exercise };
        self.export_of_one(&source, args)
    }

    /// Writes what a platform grades one exercise with.
    fn export_of_one(&self, source: &Source, args: &ExportArgs) -> Result<u8, Fault> {
        let exercise = source.exercise;
        let image = args.image.clone().unwrap_or_else(|| ImageName::of(exercise));
        let (what, to) = if let Some(to) = &args.gradescope {
            bundle::write(&bundle::gradescope(source)?, &self.here.join(to))?;
            ("An autograder for Gradescope, with the solution", to)
        } else if let Some(to) = &args.autolab {
            let problems = problems(source)?;
            self.write_bundle(to, || bundle::autolab(source, &image, &problems))?;
            ("A lab for Autolab, with the solution", to)
        } else if let Some(to) = &args.prairielearn {
            self.write_bundle(to, || bundle::prairielearn(source, &image))?;
            ("A question for PrairieLearn, with the solution", to)
        } else if let Some(to) = &args.classroom50 {
            self.write_bundle(to, || bundle::classroom50(source, &image))?;
            ("An autograder for Classroom 50, without the solution", to)
        } else {
            return Err(Fault::new("for which platform?", "`grade export --help` lists them"));
        };
        let next = if args.gradescope.is_some() {
            "Upload it, and choose 2 CPUs or more, and a time limit of 20 minutes.\n  \
             The image takes some minutes to build; a grading takes a minute or two."
        } else {
            "Its README.md says what comes next."
        };
        let (slug, to) = (&exercise.name.slug, quoted(&to.display().to_string()));
        print(&format!("\n{what}, of `{slug}`: {to}\n\n  {next}\n"));
        Ok(ACCEPTED)
    }

    /// Writes a folder, after a look at whether it may.
    fn write_bundle(
        &self,
        to: &Path,
        bundle: impl FnOnce() -> Result<Tree, Fault>,
    ) -> Result<(), Fault> {
        let place = self.here.join(to);
        tree::check_empty(&place)?;
        tree::write(&bundle()?, &place)
    }

    /// Writes a copy for students, with controls of the exercises named, of all where none is.
    fn export_for_students(
        &self,
        course: &Course,
        to: &Path,
        controls: Option<&[String]>,
    ) -> Result<u8, Fault> {
        let place = self.here.join(to);
        tree::check_empty(&place)?;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        let controls = controls.map(|words| chosen(course, words)).transpose()?;
        let mut copied = export::gather(&spawner, course, &course.names()?, Audience::Students)?;
        let shipment = match controls {
            Some(exercises) => add_controls(&spawner, course, &exercises, &mut copied)?,
            None => None,
        };
        tree::write(&copied.tree, &place)?;
        for note in &copied.notes {
            tell(&format!("note: {note}\n"));
        }
        let folder = quoted(&to.display().to_string());
        print(&format!(
            "\nA copy for students, without solutions: {folder}\n\n  \
             {} exercises, each with its page, stub and spec\n  \
             no solutions, mutants, alternatives and pages for instructors\n  \
             README.md and a workflow of its own\n{}\n{}\n  {}\n",
            copied.exercises,
            shipment.as_ref().map(shipped).unwrap_or_default(),
            self.paint.strong("Next: look at its README.md, and make a repository of it:"),
            self.paint.strong(&format!("cd {folder} && git init && git add .")),
        ));
        Ok(ACCEPTED)
    }
}

/// Builds solutions as programs and adds them to a copy. What that costs and gives away is
/// said before.
fn add_controls(
    spawner: &Spawner,
    course: &Course,
    exercises: &[Exercise],
    copied: &mut Copied,
) -> Result<Option<Shipment>, Fault> {
    tell(&format!(
        "note: solutions are compiled for the copy, of {} exercises: some seconds each, and \
         minutes once for crates that are not built yet\n\
         note: students can run these programs and read texts in quotes that are in them; they \
         read no source, but a patient one can take a program apart\n",
        exercises.len()
    ));
    let compiler = Compiler::new(spawner.clone(), &course.root)?;
    let mut live = Live::new();
    let order = Order { compiler: &compiler, exercises };
    let added = control::add(order, copied, &mut |step| match step {
        Step::Crates(progress) => live.show(&Event::Building(progress)),
        Step::Solution(slug) => {
            live.show(&Event::Compiling(&format!("the solution of `{slug}`")));
        }
    });
    live.finish();
    added
}

/// What was shipped, as a line.
fn shipped(shipment: &Shipment) -> String {
    let Shipment { programs, bytes, platform } = shipment;
    let mib = *bytes as f64 / f64::from(1 << 20);
    format!("  control/ with solutions as programs for {platform}: {programs}, {mib:.1} MiB\n")
}

/// The problems of a lab, with their points: what Autolab's form has scores for.
fn problems(source: &Source) -> Result<Vec<(&'static str, Points)>, Fault> {
    let plan = source.course.plan()?;
    let exercise = source.exercise;
    let terms = Terms { manifest: &exercise.manifest, plan: &plan, handed_in: None };
    let nothing = Fault::new("not graded", "grade it");
    let score = score::without_result(&exercise.name.slug, &nothing, &terms);
    Ok(platform::autolab_problems(&score.parts))
}
