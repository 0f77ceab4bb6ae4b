//! `grade trace`, `scale` and `sweep`: a look at a candidate, on the screen and as
//! an SVG picture.

use super::report_page::keep_look;
use super::{ACCEPTED, CommandContext, Which, check_writable, print, write_whole};
use crate::candidate::Origin;
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::{Event, Figures, GradeOptions, StudyRecord};
use crate::report::live::Live;
use crate::report::study::Frame;
use crate::report::{self, plot};
use crate::verdict::Verdict;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct StudyArgs {
    /// The exercise: its name or its number (by default the first that is not done)
    exercise: Option<String>,
    #[command(flatten)]
    which: Which,
    /// Look at this timed case (by default the first)
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Write the picture here (by default into target/grade/pictures)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Study {
    Scale,
    Sweep,
    Trace,
}

impl Study {
    fn name(self) -> &'static str {
        match self {
            Self::Scale => "scale",
            Self::Sweep => "sweep",
            Self::Trace => "trace",
        }
    }
}

impl CommandContext {
    /// Studies a candidate. Its answers are checked first: a wrong one gets its usual screen.
    pub(super) fn study(&self, study: Study, args: &StudyArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = self.meant(&course, args.exercise.as_deref())?;
        if study == Study::Sweep {
            offered(&course, &exercise, &SWEEP)?;
        }
        let candidate = self.candidate(&exercise, &args.which)?;
        let case = timed_case(&exercise, args.case.as_deref())?;
        let file = match &args.svg {
            Some(file) => self.here.join(file),
            None => course.pictures()?.join(format!("{}_{}.svg", exercise.name.slug, study.name())),
        };
        check_writable(&file)?;
        let bench = self.grader_of(&course, std::slice::from_ref(&exercise))?;
        let options = GradeOptions { quick: true, ..GradeOptions::default() };
        let mut live = Live::new();
        let graded = bench.grade(&exercise, &candidate, &options, &mut |event| live.show(&event));
        live.finish();
        let mut graded = graded?;
        if graded.verdict != Verdict::Accepted {
            return self.screen_of(&course, &exercise, &graded);
        }
        let mut live = Live::new();
        live.show(&Event::Looking(&case));
        let (title, path) = (&exercise.manifest.title, candidate.path.to_string_lossy());
        let shown = file.strip_prefix(&course.root).unwrap_or(&file);
        let frame = Frame { title, path: &path, case: &case, picture: shown, paint: self.paint };
        let caption = format!("{title}: {case}");
        let (exercise, candidate) = (&exercise, &candidate);
        let looked = match study {
            Study::Scale => bench.scale(exercise, candidate, &case)?.map(|scaling| {
                let svg = plot::scaling(&scaling, &caption);
                (report::study::scaling(&scaling, &frame), svg, Figures::Scale(scaling))
            }),
            Study::Sweep => bench.sweep(exercise, candidate, &case)?.map(|sweep| {
                let svg = plot::sweep(&sweep, &caption);
                (report::study::sweep(&sweep, &frame), svg, Figures::Sweep(sweep))
            }),
            Study::Trace => bench.trace(exercise, candidate, &case)?.map(|profile| {
                let svg = plot::trace(&profile, &caption);
                (report::study::trace(&profile, &frame), svg, Figures::Trace(profile))
            }),
        };
        drop(live);
        match looked {
            Ok((screen, svg, figures)) => {
                write_whole(&file, &svg?)?;
                if candidate.origin == Origin::Student {
                    let look = StudyRecord::new(graded.candidate.unit, &case, figures);
                    keep_look(&course, &exercise.name.slug, &look)?;
                }
                print(&screen);
                Ok(ACCEPTED)
            }
            Err(failure) => {
                graded.add_failure(&case, failure);
                self.screen_of(&course, exercise, &graded)
            }
        }
    }
}

/// A command for what some exercises have and others have not.
pub(super) struct Offer {
    pub(super) command: &'static str,
    /// The function of a spec that stands for it.
    pub(super) function: &'static str,
    /// What an exercise without it lacks.
    pub(super) lacks: &'static str,
    /// What may help there.
    pub(super) instead: &'static str,
}

const SWEEP: Offer = Offer {
    command: "sweep",
    function: "choices",
    lacks: "no choice to sweep over, such as a chunk size",
    instead: "scale",
};
pub(super) const GRAPH: Offer = Offer {
    command: "graph",
    function: "graph",
    lacks: "no tasks to draw: it is not about tasks that need each other",
    instead: "trace",
};
/// How many exercises are named.
const NAMED_MAX: usize = 5;

/// Says at once, and not after compiling, that a command shows nothing of an exercise.
pub(super) fn offered(course: &Course, exercise: &Exercise, offer: &Offer) -> Result<(), Fault> {
    if course.spec_has(&exercise.name, offer.function) {
        return Ok(());
    }
    let Offer { command, function, lacks, instead } = offer;
    let slug = &exercise.name.slug;
    let names = course.names()?;
    let others = names.iter().filter(|name| course.spec_has(name, function)).take(NAMED_MAX);
    let others: Vec<String> =
        others.map(|name| format!("`grade {command} {}`", name.slug)).collect();
    let hint = if others.is_empty() {
        format!("no exercise of this course has any; `grade {instead} {slug}` shows something else")
    } else {
        format!("try {}", others.join(" or "))
    };
    Err(Fault::new(format!("`{slug}` has {lacks}"), hint))
}

/// The case that was asked for, or the first that is timed.
fn timed_case(exercise: &Exercise, wanted: Option<&str>) -> Result<String, Fault> {
    let first = exercise.manifest.timed.first().map(|timed| timed.case.as_str());
    wanted.or(first).map(str::to_owned).ok_or_else(|| {
        let what = format!("`{}` has no timed case", exercise.name.slug);
        Fault::new(what, "there, only the answers count; look at another exercise")
    })
}
