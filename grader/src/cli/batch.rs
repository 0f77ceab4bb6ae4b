//! `grade batch` and `grade status`: a whole class, and how far it is.

use super::{ACCEPTED, Apart, CommandContext, INCONCLUSIVE, print};
use crate::batch::clock::Since;
use crate::batch::estimate::Pace;
use crate::batch::intake::intake;
use crate::batch::journal::{Key, Token};
use crate::batch::plan::{Plan, Shard};
use crate::batch::policy::{LostUnits, Pass, Tally, by_exercise};
use crate::batch::prepare::{self, Asked};
use crate::batch::roster::Roster;
use crate::batch::run::Run;
use crate::batch::slurm::rounds::{self, Round};
use crate::batch::slurm::{self, Engine, SlurmOptions};
use crate::batch::worker::{Bench, Foreman, Shared, Stop, Worker, WorkerEvent};
use crate::batch::writer::Writer;
use crate::batch::{journal, local, policy};
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
/// The grader contradicts itself.
const INTERNAL: u8 = 70;

const EXIT_CODES: &str = "Exit codes: 0 every submission has a verdict, 2 wrong usage or a fault \
                          before anything was graded, 3 some have none and another run will not \
                          help, 70 the grader contradicts itself, 75 not over: run the same command again.";

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct BatchArgs {
    /// The folder of submissions: a folder or a file for each student, with one for each
    /// exercise in it; a download of Gradescope, Moodle or Canvas, unpacked; or clones
    submissions: PathBuf,
    /// The run's folder: results and progress; the same command goes on where it was
    #[arg(long, value_name = "RUN")]
    out: PathBuf,
    /// Grade this exercise, and others that are named so (by default all)
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
    /// How many files to compile at once (by default one for each core)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: Option<u16>,
    /// Begin no file that may not be done within this time: `6h`, `90m`
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
    /// Give a file up after its grader has vanished this often
    #[arg(long, value_name = "N", default_value_t = journal::ATTEMPTS as u16, value_parser = clap::value_parser!(u16).range(1..=99))]
    attempts: u16,
    /// Try a file this often as long as this machine cannot tell
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=99))]
    rounds: u16,
    /// Say what would be done; do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Where the work is done.
#[derive(Debug, Args)]
#[command(next_help_heading = "On a cluster")]
struct EngineArgs {
    /// Grade here, or as arrays of Slurm, a node for each task
    #[arg(long, value_name = "ENGINE", default_value = "local")]
    engine: EngineName,
    /// How many files each task gets (by default some five minutes of work)
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    chunk: Option<u16>,
    /// The most tasks to submit at once
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    max_tasks: u16,
    /// Let each task run this command first: `module load rust`
    #[arg(long, value_name = "COMMAND")]
    setup: Option<String>,
    /// One more argument for sbatch: `--slurm-arg=--partition=teach`
    #[arg(long, value_name = "ARG", allow_hyphen_values = true)]
    slurm_arg: Vec<String>,
    /// Do not wait for tasks that an earlier command submitted: begin a new round
    #[arg(long)]
    restart: bool,
    /// Submit one round and wait for nothing
    #[arg(long)]
    detach: bool,
}

/// What does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum EngineName {
    /// This machine
    Local,
    /// A cluster's scheduler
    Slurm,
}

impl EngineArgs {
    fn options(&self, isolation: Isolation) -> SlurmOptions {
        SlurmOptions {
            chunk: self.chunk.map(usize::from),
            tasks_max: self.max_tasks.into(),
            setup: self.setup.clone(),
            arguments: self.slurm_arg.clone(),
            restart: self.restart,
            detach: self.detach,
            isolation: if isolation == Isolation::Off { "off" } else { "require" }.to_owned(),
        }
    }
}

/// What one task of an array runs.
#[derive(Debug, Args)]
pub struct WorkerArgs {
    /// The run's folder
    #[arg(long)]
    run: PathBuf,
    /// The round
    #[arg(long)]
    round: u32,
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

impl CommandContext {
    pub(super) fn batch(&self, args: &BatchArgs) -> Result<u8, Fault> {
        // A class's files are other people's code.
        let strict = self.strict();
        let course = strict.course()?;
        let exercises = chosen(&course, &args.exercise)?;
        let (submissions, out) = (self.here.join(&args.submissions), self.here.join(&args.out));
        apart(&submissions, &out)?;
        let roster = args.roster.as_ref().map(|path| Roster::read(&self.here.join(path)));
        let found = intake(&submissions, &exercises, &course.names()?)?;
        if found.found.is_empty() {
            let what = format!("{} holds no submission", submissions.display());
            return Err(Fault::new(what, "`grade batch --help` says how it may be laid out"));
        }
        // What nobody handed in needs no library.
        let mut handed_in = exercises.clone();
        handed_in.retain(|one| found.found.iter().any(|found| found.is_of(&one.name.slug)));
        let grader = strict.grader_of(&course, &handed_in)?;
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
        let jobs = args.jobs.map_or(grader.machine().cores, usize::from);
        let bench = Bench { grader: &grader, course: &course, plan: &plan, run: &run, jobs };
        let options = args.engine.options(strict.isolation.into());
        let on_cluster = args.engine.engine == EngineName::Slurm;
        if on_cluster && shard != Shard::ALL {
            let hint = "leave --shard out: the engine cuts the run into tasks by itself";
            return Err(Fault::new("a run on a cluster is not cut into shards", hint));
        }
        if args.dry_run {
            dry(&bench, shard, on_cluster.then_some(&options))?;
            return Ok(ACCEPTED);
        }
        prepare::lay_out(&run, &plan, &sources)?;
        drop((found, sources));
        let _alone = alone(&run, shard)?;
        let journal = Shared::default();
        end_on_signals(&journal)?;
        let mut screen = Screen::new(&plan, self.paint, args.deadline);
        let stop = if on_cluster {
            Engine::new(bench, &options).run(&mut screen)
        } else {
            local::run(&bench, shard, &journal, &mut screen)
        };
        screen.finish();
        over(&run, &plan, shard, stop?)
    }

    /// What a task of an array does. What it finds is in its journal, so it ends well
    /// whatever that is.
    pub(super) fn worker(&self, args: &WorkerArgs) -> Result<u8, Fault> {
        let run = Run::new(&self.here.join(&args.run));
        let plan = run.plan()?;
        let round = args.round;
        let number = |name: &str| std::env::var(name).ok()?.parse::<u32>().ok();
        let task = number("SLURM_ARRAY_TASK_ID").map_or(0, |task| task as usize);
        let restart = number("SLURM_RESTART_COUNT").unwrap_or(0);
        let keys = Round::read(&run, round)?.tasks;
        let Some(keys) = task.checked_sub(1).and_then(|index| keys.get(index)) else {
            let what = format!("round {round} has no task {task}");
            return Err(Fault::new(what, "this is for the engine's own use"));
        };
        let fold = run.fold()?;
        let is_open = |key: &&Key| {
            !matches!(fold.standing(key, plan.attempts), journal::UnitStatus::Decided(_))
        };
        let keys: Vec<Key> = keys.iter().filter(is_open).cloned().collect();
        let course = self.course()?;
        let grader = self.grader(&course)?;
        let token = Token { round, restart };
        let mut opened = local::opened(token, &grader.machine(), Some(job()));
        // What the scheduler calls it, and not what it calls itself.
        opened.node = std::env::var("SLURMD_NODENAME").unwrap_or(opened.node);
        let shared = Shared::default();
        let name = rounds::name(round, task, restart);
        shared.begin(Writer::create(&run, &name, opened)?);
        end_on_signals(&shared)?;
        let jobs = grader.machine().cores;
        let bench = Bench { grader: &grader, course: &course, plan: &plan, run: &run, jobs };
        let worker = Worker::prepare(&bench, &keys, shared.clone(), &mut |_| {})?;
        let mut foreman = Task { run: &run, plan: &plan, round, number: task, restart };
        match worker.work(&keys, &mut foreman) {
            Some(Stop::Fenced) => shared.with(Writer::fenced)?,
            // Its journal stays open, as that of one that has vanished.
            Some(Stop::Stalled(fault) | Stop::Broken(fault)) => return Err(fault),
            Some(Stop::Deadline | Stop::Detached) | None => shared.with(Writer::close)?,
        }
        Ok(ACCEPTED)
    }

    /// How far a run is.
    pub(super) fn status(&self, args: &StatusArgs) -> Result<u8, Fault> {
        let run = Run::new(&self.here.join(&args.run));
        let (plan, fold) = (run.plan()?, run.fold()?);
        print(&report::batch::standing(&plan, &fold, Shard::ALL));
        if let Some(tasks) = slurm::standing(&run) {
            print(&format!("{tasks}\n"));
        }
        let tally = Tally::of(&plan, &fold, Shard::ALL);
        Ok(if tally.is_whole() { ACCEPTED } else { INCONCLUSIVE })
    }

    /// The same, isolated or not at all, unless a person has said that it need not be.
    fn strict(&self) -> Self {
        let isolation = match self.isolation {
            Apart::Off => Apart::Off,
            Apart::Auto | Apart::Require => Apart::Require,
        };
        Self { isolation, ..self.clone() }
    }
}

/// The engine's job and the task in it.
fn job() -> String {
    let word = |name: &str| std::env::var(name).unwrap_or_default();
    format!("{}_{}", word("SLURM_ARRAY_JOB_ID"), word("SLURM_ARRAY_TASK_ID"))
}

/// Says what would be done.
fn dry(bench: &Bench, shard: Shard, options: Option<&SlurmOptions>) -> Result<(), Fault> {
    let is_begun = bench.run.root().join("journal").is_dir();
    let fold = if is_begun { bench.run.fold()? } else { journal::Fold::default() };
    print(&report::batch::standing(bench.plan, &fold, shard));
    if let Some(options) = options {
        let pass = Pass { number: 1, lost: LostUnits::Left };
        let todo = policy::todo(bench.plan, &fold, shard, pass);
        if !todo.is_empty() {
            print(&format!("{}\n", Engine::new(bench.clone(), options).line(&todo, &fold)));
        }
    }
    Ok(())
}

/// Shows nothing but lines in the task's log, and leaves when another has taken over.
struct Task<'a> {
    run: &'a Run,
    plan: &'a Plan,
    round: u32,
    number: usize,
    restart: u32,
}

impl Foreman for Task<'_> {
    fn hear(&mut self, told: &WorkerEvent) {
        let paint = Paint { color: false };
        match told {
            WorkerEvent::Ended(ended) => {
                report::tell(&format!("{}\n", report::batch::ended(self.plan, ended, paint)));
            }
            WorkerEvent::Failed(key, fault) => {
                report::tell(&format!("{}\n", report::batch::failed(self.plan, key, fault, paint)));
            }
            _ => {}
        }
    }

    fn stop(&mut self) -> Option<Stop> {
        let is_over = rounds::fence(self.run) > self.round
            || rounds::is_restarted(self.run, self.round, self.number, self.restart);
        is_over.then_some(Stop::Fenced)
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
        Some(Stop::Detached) => {
            "the tasks were submitted, and this command does not wait for them".to_owned()
        }
        Some(Stop::Fenced) => "a later round of this run has begun elsewhere".to_owned(),
        Some(Stop::Stalled(fault)) => fault.to_string(),
        Some(Stop::Broken(fault)) => {
            let told = report::visible(&fault.to_string());
            report::tell(&format!("Stopped, since the grader contradicts itself: {told}\n"));
            return Ok(INTERNAL);
        }
    };
    report::tell(&format!(
        "Not over: {}\nRun the same command again to go on.\n",
        report::visible(&again)
    ));
    Ok(STALLED)
}

/// The exercises that were named, in the course's order, or all.
fn chosen(course: &Course, words: &[String]) -> Result<Vec<Exercise>, Fault> {
    let names = course.names()?;
    let wanted: Vec<Exercise> =
        words.iter().map(|word| course.exercise(word)).collect::<Result<_, _>>()?;
    let is_chosen = |slug: &str| words.is_empty() || wanted.iter().any(|one| one.name.slug == slug);
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
    let other = match (before.quick, plan.quick) {
        (true, false) => Some("was begun with --quick"),
        (false, true) => Some("was begun without --quick"),
        _ => (slugs(&before) != slugs(plan)).then_some("is of other exercises"),
    };
    match other {
        None => Ok(()),
        Some(how) => {
            let what = format!("the run in {} {how}", root.display());
            Err(Fault::new(what, "type the same command to go on with it, or name a new folder"))
        }
    }
}

/// Takes this part of the run for this process alone. Where the disk has no locks, two
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
    fn hear(&mut self, told: &WorkerEvent) {
        match told {
            WorkerEvent::Pass(number, todo) => {
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
            WorkerEvent::Compiling(count) => self.compiling(*count),
            WorkerEvent::Begun(key) => self.unit(key),
            WorkerEvent::Preparing(Event::Building(progress))
                if self.bar.is_none() && !progress.is_worth_a_line() => {}
            WorkerEvent::Preparing(event) => self.message(&report::live::line(event)),
            WorkerEvent::Grading(event @ (Event::Queued | Event::Unlocked)) => {
                self.message(&report::live::line(event));
            }
            WorkerEvent::Grading(_) => {}
            WorkerEvent::Remote(ended) => {
                self.left.retain(|left| *left != ended.key);
                self.done += 1;
                if let Some(bar) = &self.bar {
                    bar.set_position(self.done as u64);
                }
                self.line(&report::batch::ended(self.plan, ended, self.paint));
            }
            WorkerEvent::Ended(ended) => {
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
            WorkerEvent::Failed(key, fault) => {
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
