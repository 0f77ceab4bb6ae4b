//! `grade batch` and `grade status`: a whole class, and how far it is.

use super::{ACCEPTED, Desk, INCONCLUSIVE, print};
use crate::batch::clock::Since;
use crate::batch::estimate::Pace;
use crate::batch::intake::intake;
use crate::batch::journal::Key;
use crate::batch::plan::{Plan, Shard};
use crate::batch::policy::{Tally, by_exercise};
use crate::batch::prepare::{self, Asked};
use crate::batch::roster::Roster;
use crate::batch::run::Run;
use crate::batch::worker::{Bench, Foreman, Shared, Stop, Told};
use crate::batch::writer::Writer;
use crate::batch::{journal, local};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::Event;
use crate::process::{Isolation, thread};
use crate::report::ascii::{for_terminal, is_needed};
use crate::report::{self, Paint};
use crate::verdict::Verdict;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs::{self, File, TryLockError};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The run is not over, and the same command goes on with it.
pub(super) const STALLED: u8 = 75;

const EXIT_CODES: &str = "Exit codes: 0 every submission has a verdict, 2 wrong usage or a fault \
                          before anything was graded, 3 some have none and another run will not \
                          help, 75 not over: run the same command again.";

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct BatchArgs {
    /// The folder of submissions: a folder or a file for each student, with one for each
    /// exercise in it; a download of Gradescope, Moodle or Canvas, unpacked; or clones
    submissions: PathBuf,
    /// The run's folder: results and progress; the same command goes on where it was
    #[arg(long, value_name = "RUN")]
    out: PathBuf,
    /// Grade this exercise, and others that are named so (default: all)
    #[arg(long, value_name = "NAME")]
    exercise: Vec<String>,
    /// The students, as CSV with a header; the first column identifies them
    #[arg(long, value_name = "CSV")]
    roster: Option<PathBuf>,
    /// Check the answers only; measure no speed
    #[arg(long)]
    quick: bool,
    /// Do the i-th of n equal parts only
    #[arg(long, value_name = "i/n")]
    shard: Option<Shard>,
    /// Compile so many files at once (default: one for each core)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: Option<u16>,
    /// Begin no file that may not be done by then: `6h`, `90m`
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
    /// Give a file up whose grader vanished so often
    #[arg(long, value_name = "N", default_value_t = journal::ATTEMPTS as u16, value_parser = clap::value_parser!(u16).range(1..=99))]
    attempts: u16,
    /// Try a file so often that this machine cannot tell about
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=99))]
    rounds: u16,
    /// Say what would be done; do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// The run's folder
    run: PathBuf,
}

/// Reads a length of time.
fn duration(text: &str) -> Result<Duration, &'static str> {
    let length = text.parse::<jiff::SignedDuration>().ok();
    let length = length.and_then(|length| Duration::try_from(length).ok());
    length.filter(|length| !length.is_zero()).ok_or("a time is written like 6h, 90m or 1h30m")
}

impl Desk {
    pub(super) fn batch(&self, args: &BatchArgs) -> Result<u8, Fault> {
        // Whoever grades a class runs other people's code.
        let strict = self.strict();
        let course = strict.course()?;
        let exercises = chosen(&course, &args.exercise)?;
        let grader = strict.grader_of(&course, &exercises).map_err(unisolated)?;
        let (submissions, out) = (self.here.join(&args.submissions), self.here.join(&args.out));
        apart(&submissions, &out)?;
        let roster = args.roster.as_ref().map(|path| Roster::read(&self.here.join(path)));
        let found = intake(&submissions, &exercises, &course.names()?)?;
        if found.found.is_empty() {
            let what = format!("{} holds no submission", submissions.display());
            return Err(Fault::new(what, "`grade batch --help` says how it may be laid out"));
        }
        let asked =
            Asked { quick: args.quick, attempts: args.attempts.into(), rounds: args.rounds.into() };
        let planned = prepare::exercises(&grader.compiler, &exercises)?;
        let (mut plan, sources) =
            prepare::plan(&found, roster.transpose()?.as_ref(), planned, asked);
        grader.compiler.toolchain().name().clone_into(&mut plan.toolchain);
        let run = Run::new(&out);
        goes_on(&run, &plan)?;
        let shard = args.shard.unwrap_or(Shard::ALL);
        report::tell(&report::batch::planned(&plan, shard));
        if args.dry_run {
            let fold = if out.join("journal").is_dir() { run.fold()? } else { Default::default() };
            print(&report::batch::standing(&plan, &fold, shard));
            return Ok(ACCEPTED);
        }
        prepare::lay_out(&run, &plan, &sources)?;
        drop((found, sources));
        let _alone = alone(&run, shard)?;
        let jobs = args.jobs.map_or(grader.machine().cores, usize::from);
        let bench = Bench { grader: &grader, course: &course, plan: &plan, run: &run, jobs };
        let journal = Shared::default();
        end_on_signals(&journal)?;
        let mut screen = Screen::new(&plan, self.paint, args.deadline);
        let stop = local::run(&bench, shard, &journal, &mut screen);
        screen.finish();
        over(&run, &plan, shard, stop?)
    }

    /// How far a run is.
    pub(super) fn status(&self, args: &StatusArgs) -> Result<u8, Fault> {
        let run = Run::new(&self.here.join(&args.run));
        let (plan, fold) = (run.plan()?, run.fold()?);
        print(&report::batch::standing(&plan, &fold, Shard::ALL));
        let tally = Tally::of(&plan, &fold, Shard::ALL);
        Ok(if tally.is_whole() { ACCEPTED } else { INCONCLUSIVE })
    }

    /// The same, isolated or not at all, unless a person has said that it need not be.
    fn strict(&self) -> Self {
        let isolation = match self.isolation {
            Isolation::Off => Isolation::Off,
            Isolation::Auto | Isolation::Require => Isolation::Require,
        };
        Self { isolation, ..self.clone() }
    }
}

/// How a run went, once a pass has come to its end or was left.
fn over(run: &Run, plan: &Plan, shard: Shard, stop: Option<Stop>) -> Result<u8, Fault> {
    let fold = run.fold()?;
    print(&report::batch::standing(plan, &fold, shard));
    let again = match stop {
        None => {
            let tally = Tally::of(plan, &fold, shard);
            return Ok(if tally.is_whole() { ACCEPTED } else { INCONCLUSIVE });
        }
        Some(Stop::Deadline) => "the deadline is near".to_owned(),
        Some(Stop::Fenced) => "a later round of this run has begun elsewhere".to_owned(),
        Some(Stop::Stalled(fault)) => fault.to_string(),
    };
    report::tell(&format!(
        "Not over: {}\nRun the same command again to go on.\n",
        report::visible(&again)
    ));
    Ok(STALLED)
}

/// Where this system cannot isolate, the hint is another one than for a single file.
fn unisolated(fault: Fault) -> Fault {
    if !fault.what.contains("cannot isolate") {
        return fault;
    }
    let hint = "grade where Landlock and seccomp are on (Linux 5.13 or later), or, if you trust \
                every file, with `--isolation off`";
    Fault::new(fault.what, hint)
}

/// The exercises that were named, in the course's order, or all.
fn chosen(course: &Course, words: &[String]) -> Result<Vec<Exercise>, Fault> {
    let names = course.names()?;
    let named: Vec<Exercise> =
        words.iter().map(|word| course.exercise(word)).collect::<Result<_, _>>()?;
    let is_chosen = |slug: &str| words.is_empty() || named.iter().any(|one| one.name.slug == slug);
    names.iter().filter(|name| is_chosen(&name.slug)).map(|name| course.read(name)).collect()
}

/// A run among the submissions would be taken for one of them.
fn apart(submissions: &Path, out: &Path) -> Result<(), Fault> {
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let parent = out.parent().map(whole).unwrap_or_default();
    if whole(out).starts_with(whole(submissions)) || parent.starts_with(whole(submissions)) {
        let what = format!("{} lies among the submissions", out.display());
        return Err(Fault::new(what, "name a folder elsewhere for the run"));
    }
    Ok(())
}

/// Whether the folder is free for this run, or holds it already.
fn goes_on(run: &Run, plan: &Plan) -> Result<(), Fault> {
    let root = run.root();
    if !root.join("plan.json").exists() {
        let is_empty = fs::read_dir(root).map_or(true, |mut entries| entries.next().is_none());
        let is_begun = root.join("sources").is_dir() && root.join("journal").is_dir();
        if is_empty || is_begun {
            return Ok(());
        }
        let what = format!("{} is not empty, and holds no run", root.display());
        return Err(Fault::new(what, "name a new folder, or that of the run to go on with"));
    }
    let before = run.plan()?;
    let slugs = |plan: &Plan| plan.exercises.iter().map(|one| one.slug.clone()).collect::<Vec<_>>();
    let other = if before.quick != plan.quick {
        Some(if before.quick { "was begun with --quick" } else { "was begun without --quick" })
    } else {
        (slugs(&before) != slugs(plan)).then_some("is of other exercises")
    };
    match other {
        None => Ok(()),
        Some(how) => {
            let what = format!("the run in {} {how}", root.display());
            Err(Fault::new(what, "type the same command to go on with it, or name a new folder"))
        }
    }
}

/// Nobody else works at this part of the run meanwhile. Where the disk has no locks, two
/// may, and do the same work twice.
fn alone(run: &Run, shard: Shard) -> Result<File, Fault> {
    let name = format!("lock.{}", shard.to_string().replace('/', "of"));
    let path = run.root().join(name);
    let file = File::create(&path).map_err(|error| Fault::file("write", &path, &error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let what = format!("another `grade batch` is at work in {}", run.root().display());
            Err(Fault::new(what, "wait for its end; `grade status RUN` says how far it is"))
        }
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// On Ctrl-C and the like, the unit under way is marked as broken off, and all ends at
/// once. What was started ends with us.
pub(super) fn end_on_signals(journal: &Shared) -> Result<(), Fault> {
    let signals = Signals::new([SIGINT, SIGTERM, SIGHUP]);
    let mut signals = signals
        .map_err(|error| Fault::new(format!("cannot wait for signals: {error}"), "run again"))?;
    let journal = journal.clone();
    thread(move || {
        if signals.forever().next().is_some() {
            // Held to the end: nobody writes after this.
            let mut held = journal.lock();
            let _ = held.as_mut().map(Writer::interrupt);
            report::tell("\nInterrupted. Run the same command again to go on.\n");
            std::process::exit(STALLED.into());
        }
    })?;
    Ok(())
}

/// Shows how far a run is, and minds the deadline.
struct Screen<'a> {
    plan: &'a Plan,
    paint: Paint,
    bar: Option<ProgressBar>,
    left: Vec<Key>,
    done: usize,
    all: usize,
    pace: Pace,
    begun: Since,
    deadline: Option<Duration>,
    /// How many units are compiled together, when that began, and what each takes of it.
    window: (usize, Duration, Duration),
    /// When the unit under way was begun.
    unit: Duration,
    said: String,
}

impl<'a> Screen<'a> {
    fn new(plan: &'a Plan, paint: Paint, deadline: Option<Duration>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:24} {pos} of {len}  {wide_msg}")
                .expect("the template is a constant");
            bar.set_style(if is_needed() { style.progress_chars("#- ") } else { style });
            bar
        });
        Self {
            plan,
            paint,
            bar,
            left: Vec::new(),
            done: 0,
            all: 0,
            pace: Pace::default(),
            begun: Since::now(),
            deadline,
            window: (0, Duration::ZERO, Duration::ZERO),
            unit: Duration::ZERO,
            said: String::new(),
        }
    }

    fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(for_terminal(line)),
            None => report::tell(&format!("[{:>4}/{}] {line}\n", self.done, self.all)),
        }
    }

    fn message(&mut self, text: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(for_terminal(text).into_owned());
                bar.tick();
            }
            None if self.said != text => report::tell(&format!("{text}\n")),
            None => {}
        }
        text.clone_into(&mut self.said);
    }

    /// A unit is over: what it took counts, with its share of compiling.
    fn over(&mut self, key: &Key) {
        let took = self.begun.elapsed().saturating_sub(self.unit) + self.window.2;
        let took = took.as_secs_f64();
        if let Some(unit) = self.plan.units.get(key) {
            self.pace.add(&unit.exercise, took);
        }
        self.left.retain(|left| left != key);
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.set_position(self.done as u64);
        }
    }

    /// What is compiled now is shared among the units that come next.
    fn compiling(&mut self, count: usize) {
        self.window = (count, self.begun.elapsed(), Duration::ZERO);
        if self.bar.is_some() {
            self.message(&format!("compiling {count} files"));
        }
    }

    /// A unit is begun.
    fn unit(&mut self, key: &Key) {
        self.unit = self.begun.elapsed();
        if let (count @ 1.., begun, Duration::ZERO) = self.window {
            self.window.2 = self.unit.saturating_sub(begun) / count as u32;
        }
        if self.bar.is_some() {
            let unit = self.plan.units.get(key).map_or("", |unit| &*unit.exercise);
            let rest = self.rest().unwrap_or_else(|| "no estimate yet".to_owned());
            self.message(&format!("{unit}; {rest}"));
        }
    }

    fn rest(&self) -> Option<String> {
        if self.left.is_empty() {
            return None;
        }
        self.pace.rest(&by_exercise(self.plan, &self.left)).map(report::batch::rest)
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Foreman for Screen<'_> {
    fn hear(&mut self, told: &Told) {
        match told {
            Told::Pass(number, todo) => {
                self.left = todo.all();
                self.all = self.done + self.left.len();
                if let Some(bar) = &self.bar {
                    bar.set_length(self.all as u64);
                }
                if *number > 1 {
                    let count = self.left.len();
                    self.line(&format!("again, {count} that have no verdict yet: pass {number}"));
                }
            }
            Told::Compiling(count) => self.compiling(*count),
            Told::Begun(key) => self.unit(key),
            Told::Preparing(Event::Building(progress))
                if self.bar.is_none() && !progress.is_worth_a_line() => {}
            Told::Preparing(event) => self.message(&report::live::line(event)),
            Told::Grading(event @ (Event::Queued | Event::Unlocked)) => {
                self.message(&report::live::line(event));
            }
            Told::Grading(_) => {}
            Told::Ended(ended) => {
                self.over(&ended.key);
                if ended.verdict == Verdict::Inconclusive {
                    self.pace.add_undecided();
                }
                let line = report::batch::ended(self.plan, ended, self.paint);
                match self.rest().filter(|_| self.bar.is_none()) {
                    Some(rest) => self.line(&format!("{line}; {rest}")),
                    None => self.line(&line),
                }
            }
            Told::Failed(key, fault) => {
                self.over(key);
                self.line(&report::batch::failed(self.plan, key, fault, self.paint));
            }
        }
    }

    fn stop(&mut self) -> Option<Stop> {
        let deadline = self.deadline?;
        let unit = self.pace.unit_s().unwrap_or(0.0);
        let end = self.begun.elapsed() + Duration::from_secs_f64(unit);
        (end > deadline).then_some(Stop::Deadline)
    }
}
