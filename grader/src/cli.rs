//! The command line: what was typed, what is done about it, and the exit code.

mod answer;
mod batch;
mod bench;
mod class;
mod collect;
mod compare;
mod data;
mod doctor;
mod export;
mod graph;
mod init;
mod learn;
mod manual;
mod new;
mod order;
mod outlet;
mod predict;
mod quiz;
mod remote;
mod render;
mod replay;
mod report_page;
mod score;
mod sources;
mod study;
mod teach;
mod watch;

use crate::bounded::revealed;
use crate::candidate::{Candidate, Origin};
use crate::course::plan::Plan;
use crate::course::{Course, Exercise};
use crate::engine;
use crate::fault::Fault;
use crate::grade::stored::NoResult;
use crate::grade::{GradeOptions, Graded, Grader};
use crate::process::Isolation;
use crate::progress::Progress;
use crate::report::live::Live;
use crate::report::{self, Context, Paint};
use crate::verdict::Verdict;
use crate::whole;
use answer::{ResetArgs, SolutionArgs};
use batch::{BatchArgs, StatusArgs, WorkerArgs};
use bench::BenchArgs;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use class::ClassArgs;
use collect::CollectArgs;
use compare::CompareArgs;
use data::DataArgs;
use doctor::DoctorArgs;
use export::ExportArgs;
use graph::GraphArgs;
use init::InitArgs;
use jiff::ZonedDateTime;
use learn::{HintArgs, LessonArgs};
use manual::{CompletionsArgs, ManArgs};
use new::NewArgs;
use outlet::{Form, Outlets};
use quiz::QuizArgs;
use remote::Place;
use render::{RenderArgs, WriteArgs};
use replay::ReplayArgs;
use report_page::{Format, ReportArgs, page_file};
use score::ScoreArgs;
use serde::Serialize;
use sources::SourcesArgs;
use std::io::{BufRead as _, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use study::{Study, StudyArgs};
use teach::{CalibrateArgs, VerifyArgs};
use watch::WatchArgs;

/// Grades exercises in parallel computing: right first, then measured.
///
/// Without arguments it says where you are and what to do next.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Sub>,
    #[command(flatten)]
    grade: GradeArgs,
    /// The course's folder (by default what `GRADE_COURSE` says, or the one that you are in)
    #[arg(long, global = true, value_name = "DIR")]
    course: Option<PathBuf>,
    /// How a student's code is kept apart from this machine
    #[arg(long, global = true, value_name = "HOW", default_value = "auto")]
    isolation: Apart,
    /// Ask no question: the answer to each is yes
    #[arg(long, global = true)]
    yes: bool,
    /// Colours, wherever standard output goes: for the program's own use
    #[arg(long, global = true, hide = true)]
    color: bool,
}

/// How a student's code is kept apart, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Apart {
    /// As well as this system can
    Auto,
    /// At the tier `strong` at least, or not at all
    Require,
    /// Not at all: for trying things out
    Off,
}

impl From<Apart> for Isolation {
    fn from(how: Apart) -> Self {
        match how {
            Apart::Auto => Self::Auto,
            Apart::Require => Self::Require,
            Apart::Off => Self::Off,
        }
    }
}

const EXIT_CODES: &str = "Exit codes: 0 accepted, 1 rejected, 2 wrong usage or a fault of the \
                          grader, course or machine, 3 this machine cannot tell.";

#[derive(Debug, Args)]
struct GradeArgs {
    /// The exercise: its name or its number
    exercise: Option<String>,
    #[command(flatten)]
    which: Which,
    /// Check the answers only; measure no speed
    #[arg(long)]
    quick: bool,
    /// Check and time with this many threads only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Repeat the hidden inputs of an earlier run
    #[arg(long, value_name = "N", value_parser = seed)]
    seed: Option<u64>,
    /// Check this case only; implies --quick
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Say before the grading what you expect, like 1.8,memory or 1.9,none, and see both
    /// afterwards; without a value you are asked
    #[arg(long, value_name = "SPEEDUP,CAUSE", num_args = 0..=1, conflicts_with_all = ["quick", "case"])]
    #[expect(clippy::option_option, reason = "clap's form of a flag with an optional value")]
    predict: Option<Option<String>>,
    /// Write the whole result as JSON, to FILE or to standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "clap's form of a flag with an optional value")]
    json: Option<Option<PathBuf>>,
    /// How the result is shown: on the screen, or there and as a page in a file
    #[arg(long, value_name = "HOW", default_value = "text")]
    format: Format,
    /// Write the page here, and not into target/grade/reports; implies --format html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    writes: WriteArgs,
    /// Grade on another machine: `slurm` for a node of the cluster, `ssh:HOST`, or
    /// `ssh:HOST:FOLDER` where the course lies elsewhere
    #[arg(long, value_name = "WHERE", requires = "exercise")]
    on: Option<Place>,
    /// Grade what comes on standard input as if it were this file, and write the result to
    /// standard output: for the program's own use
    #[arg(long, hide = true, value_name = "FILE", requires = "exercise")]
    #[arg(conflicts_with_all = ["json", "on", "events", "file"])]
    remote: Option<PathBuf>,
    /// Write what goes on as lines of JSON, the result last, and wait for a byte
    /// after each measured pair: for the program's own use
    #[arg(long, hide = true, conflicts_with_all = ["json", "on"], requires = "exercise")]
    events: bool,
}

/// What is graded in place of the student's file.
#[derive(Debug, Args)]
struct Which {
    /// Take the course's solution
    #[arg(long, group = "which")]
    solution: bool,
    /// Take a mutant, a candidate that is wrong on purpose
    #[arg(long, group = "which", value_name = "NAME")]
    mutant: Option<String>,
    /// Take an alternative, another candidate of the course that must be accepted
    #[arg(long, group = "which", value_name = "NAME")]
    accepted: Option<String>,
    /// Take another file, or a folder or archive with one
    #[arg(long, group = "which", value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// List the exercises and how far you are
    List,
    /// Say which exercise comes next: its page, its file, its command
    Next,
    /// Show an exercise's page, here or in the browser
    Lesson(LessonArgs),
    /// Give a hint: a nudge, a method, or almost the answer
    Hint(HintArgs),
    /// Ask the questions of an exercise's quiz, and remember what you knew
    Quiz(QuizArgs),
    /// Show the solution as a difference from yours, once you have passed
    Solution(SolutionArgs),
    /// Put the stub back in the place of your file, and keep yours
    Reset(ResetArgs),
    /// Time your program beside the baseline with criterion, without a verdict
    Bench(BenchArgs),
    /// Keep grading: a screen that checks your file whenever you save it
    Watch(WatchArgs),
    /// Grade the submissions of a whole class, and go on where that was interrupted
    Batch(BatchArgs),
    /// Say how far a run of `batch` is
    Status(StatusArgs),
    /// Grade the files of one task, for the program's own use
    #[command(hide = true)]
    Worker(WorkerArgs),
    /// Check that the course is sound: solutions pass, mutants are caught
    Verify(VerifyArgs),
    /// Write a new exercise, complete and sound, for you to change
    New(NewArgs),
    /// Write an empty course in a folder of its own
    Init(InitArgs),
    /// Write a copy of the course for students, without solutions
    Export(ExportArgs),
    /// Measure solution and slow mutants, and say where each goal should lie
    Calibrate(CalibrateArgs),
    /// Measure on 1, 2, … threads, and fit Amdahl's law
    Scale(StudyArgs),
    /// Measure every chunk size of a sweep, and mark yours
    Sweep(StudyArgs),
    /// Show what each thread did over time, and where the cores' time went
    Trace(StudyArgs),
    /// Draw the tasks of an exercise, and what each of them needs
    Graph(GraphArgs),
    /// Write a table of the lecture as files, to play with
    Data(DataArgs),
    /// Ask whether one command is a number of times as fast as another, on this machine
    Compare(CompareArgs),
    /// Make a page of the last grading of your file; grade nothing
    Report(ReportArgs),
    /// Show what this machine can judge: cores, capacity, noise, toolchain
    Doctor(DoctorArgs),
    /// Judge a result written by --json again, from its samples
    Replay(ReplayArgs),
    /// Show the points of results that --json has written, and how they come about
    Score(ScoreArgs),
    /// Make a gradebook, feedback and pages of what `grade batch` has graded
    Collect(CollectArgs),
    /// Lay the files of a class out for a program that looks for copies, such as `JPlag`
    Sources(SourcesArgs),
    /// Write a made-up class and its right verdicts, to rehearse the grading of a real one
    #[command(hide = true)]
    MakeClass(ClassArgs),
    /// Write results of --json in the form of a platform
    Render(RenderArgs),
    /// Write a script that completes commands and exercises in your shell
    Completions(CompletionsArgs),
    /// Write a page for `man`
    Man(ManArgs),
}

/// Everything done; this is how it went.
const ACCEPTED: u8 = 0;
const REJECTED: u8 = 1;
const FAULT: u8 = 2;
const INCONCLUSIVE: u8 = 3;

/// Runs one command and says how it went.
pub fn run(launcher: PathBuf) -> ExitCode {
    let typed = order::command_first(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(typed) {
        Ok(cli) => cli,
        Err(told) => {
            if told.use_stderr() {
                let fault = Fault::new(
                    "the command was typed wrongly",
                    "`grade --help` lists what can be typed",
                );
                outlet::outdate(std::env::args_os(), &fault);
            }
            if let Some(fault) = one_too_many(&told) {
                return complain(fault);
            }
            return usage(&told);
        }
    };
    match CommandContext::new(&cli, launcher).and_then(|desk| desk.serve(cli)) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => complain(fault),
    }
}

/// Shows a fault.
fn complain(fault: Fault) -> ExitCode {
    let fault = fault.for_command(program_name());
    report::tell(&(report::defused(&revealed(&format!("error: {fault}"))) + "\n"));
    ExitCode::from(FAULT)
}

/// What is wrong where a second exercise was named, or a command behind an exercise.
fn one_too_many(told: &clap::Error) -> Option<Fault> {
    let (kind, stands_alone) = match told.kind() {
        ErrorKind::ArgumentConflict => (ContextKind::InvalidSubcommand, true),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, false),
        _ => return None,
    };
    let Some(ContextValue::String(second)) = told.get(kind) else { return None };
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let mut words = typed.iter().filter(|word| !word.starts_with('-'));
    let first = words.next()?;
    let command = Cli::command();
    if !stands_alone {
        let takes = command.find_subcommand(first)?.get_positionals().next()?;
        if second.starts_with('-') || takes.get_id() != "exercise" {
            return None;
        }
        let what = format!("`{first}` takes one exercise at a time, and `{second}` is one more");
        return Some(Fault::new(
            what,
            format!("type it once for each, as in `grade {first} {second}`"),
        ));
    }
    if command.find_subcommand(second).is_some() {
        let what = format!("`{second}` is a command, and stands before the exercise");
        return Some(Fault::new(what, format!("did you mean `grade {second} {first}`?")));
    }
    let hint = match command_like(first) {
        Some(command) => format!("did you mean the command `grade {command} {second}`?"),
        None => format!(
            "type the command once for each, as in `grade {second}`; a name of two words has `_` \
             between them, as in `grade {first}_{second}`"
        ),
    };
    Some(Fault::new(format!("one exercise at a time, and `{second}` is one more"), hint))
}

/// The course that the person's environment names.
fn course_of_environment() -> Option<PathBuf> {
    std::env::var_os("GRADE_COURSE").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// Reads the seed of an earlier run.
fn seed(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "a seed is a whole number, as an earlier result names it")
}

/// How this program was called, as it can be typed again.
fn program_name() -> &'static str {
    if std::env::var_os("CARGO").is_some() { "cargo grade" } else { "grade" }
}

/// The subcommand that a word is nearly the name of.
fn command_like(word: &str) -> Option<String> {
    // Below this likeness a suggestion is a guess.
    let alike = 0.85;
    let command = Cli::command();
    let names = command.get_subcommands().filter(|command| !command.is_hide_set());
    let near = names
        .map(|command| (strsim::jaro_winkler(word, command.get_name()), command.get_name()))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    near.filter(|(likeness, _)| *likeness > alike).map(|(_, name)| name.to_owned())
}

/// What clap says in place of carrying out a command: help, the version, or what was
/// typed wrongly.
fn usage(told: &clap::Error) -> ExitCode {
    if !report::ascii::is_needed() {
        told.exit();
    }
    let text = told.render().to_string();
    if told.use_stderr() {
        report::tell(&text);
    } else {
        print(&text);
    }
    ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(FAULT))
}

/// One command being carried out.
#[derive(Clone)]
struct CommandContext {
    launcher: PathBuf,
    here: PathBuf,
    course: Option<PathBuf>,
    isolation: Apart,
    /// Whether nothing is asked, since the answer is yes.
    yes: bool,
    /// `cargo grade` or `grade`, as it was called.
    command: &'static str,
    color: bool,
    paint: Paint,
}

impl CommandContext {
    fn new(cli: &Cli, launcher: PathBuf) -> Result<Self, Fault> {
        let here = std::env::current_dir().map_err(|error| {
            Fault::new(format!("cannot tell the folder: {error}"), "cd to the course")
        })?;
        let color = cli.color || colors_for(&std::io::stdout());
        Ok(Self {
            launcher,
            here,
            course: cli.course.clone().or_else(course_of_environment),
            isolation: cli.isolation,
            yes: cli.yes,
            command: program_name(),
            color,
            paint: Paint { color },
        })
    }

    fn serve(&self, cli: Cli) -> Result<u8, Fault> {
        match cli.command {
            None if cli.grade.exercise.is_none() => {
                let greeted = self.welcome(&cli.grade);
                greeted.inspect_err(|fault| outlet::outdate(std::env::args_os(), fault))
            }
            None if cli.grade.events => Ok(self.events(&cli.grade)),
            None => match &cli.grade.remote {
                Some(path) => self.serve_another(&cli.grade, path),
                None => self.grade(&cli.grade),
            },
            Some(Sub::List) => self.list(),
            Some(Sub::Next) => self.next(),
            Some(Sub::Lesson(args)) => self.lesson(&args),
            Some(Sub::Hint(args)) => self.hint(&args),
            Some(Sub::Quiz(args)) => self.quiz(&args),
            Some(Sub::Solution(args)) => self.solution(&args),
            Some(Sub::Reset(args)) => self.reset(&args),
            Some(Sub::Bench(args)) => self.bench(&args),
            Some(Sub::Watch(args)) => self.watch(&args),
            Some(Sub::Batch(args)) => self.batch(&args),
            Some(Sub::Status(args)) => self.status(&args),
            Some(Sub::Worker(args)) => self.worker(&args),
            Some(Sub::Verify(args)) => self.verify(&args),
            Some(Sub::New(args)) => self.new_exercise(&args),
            Some(Sub::Init(args)) => self.init(&args),
            Some(Sub::Export(args)) => self.export(&args),
            Some(Sub::Calibrate(args)) => self.calibrate(&args),
            Some(Sub::Scale(args)) => self.study(Study::Scale, &args),
            Some(Sub::Sweep(args)) => self.study(Study::Sweep, &args),
            Some(Sub::Trace(args)) => self.study(Study::Trace, &args),
            Some(Sub::Graph(args)) => self.graph(&args),
            Some(Sub::Data(args)) => self.data(&args),
            Some(Sub::Compare(args)) => compare::compare(&args),
            Some(Sub::Report(args)) => self.report(&args),
            Some(Sub::Doctor(args)) => self.doctor(&args),
            Some(Sub::Replay(args)) => self.replay(&args),
            Some(Sub::Score(args)) => self.score(&args),
            Some(Sub::Collect(args)) => self.collect(&args),
            Some(Sub::Sources(args)) => self.sources(&args),
            Some(Sub::MakeClass(args)) => self.make_class(&args),
            Some(Sub::Render(args)) => self.render(&args),
            Some(Sub::Completions(args)) => Ok(self.completions(&args)),
            Some(Sub::Man(args)) => manual::man(&args),
        }
    }

    /// The course, if it is for this version of the program.
    fn course(&self) -> Result<Course, Fault> {
        let course = self.found_course()?;
        engine::check(&course)?;
        Ok(course)
    }

    fn found_course(&self) -> Result<Course, Fault> {
        let Some(folder) = &self.course else { return Course::find(&self.here) };
        let absolute =
            folder.canonicalize().map_err(|error| Fault::file("open", folder, &error))?;
        Course::find(&absolute)
    }

    fn grader(&self, course: &Course) -> Result<Grader, Fault> {
        let grader = Grader::new(self.launcher.clone(), &course.root, self.isolation.into())?;
        Ok(if self.color { grader.in_color() } else { grader })
    }

    /// A grader, and the libraries that these exercises link and that were built
    /// elsewhere. One that is not here is fetched, if the person agrees.
    fn grader_of(&self, course: &Course, exercises: &[Exercise]) -> Result<Grader, Fault> {
        let mut grader = self.grader(course)?;
        for missing in grader.compiler.missing_libraries(exercises)? {
            let command = format!("{} {} --yes", self.command, missing.exercise);
            let question = format!("{} Do that now?", missing.offer());
            if missing.way.is_none() || self.answer(&question) != Some(true) {
                return Err(missing.fault(&command));
            }
            report::tell(&format!("Fetching {}.\n", missing.library.called()));
            grader.compiler.fetch(&missing)?;
        }
        for used in grader.compiler.libraries(exercises)? {
            report::tell(&format!("Uses {used}.\n"));
        }
        Ok(grader)
    }

    /// Whether the person says yes; nothing where nobody can answer.
    fn answer(&self, question: &str) -> Option<bool> {
        if self.yes {
            return Some(true);
        }
        let is_heard = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        is_heard.then(|| {
            report::tell(&format!("{question} [y/N] "));
            let mut answer = String::new();
            // A closed input is no agreement.
            let _ = std::io::stdin().lock().read_line(&mut answer);
            matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
        })
    }

    fn grade(&self, args: &GradeArgs) -> Result<u8, Fault> {
        let word = args.exercise.as_deref();
        let mut outlets = Outlets::of(word);
        let done = self.graded(args, &mut outlets);
        if let Err(fault) = &done {
            outlets.close(fault);
            if args.json == Some(None) {
                print_data(&json_text(&NoResult::because(fault, word))?);
            }
        }
        done
    }

    fn graded(&self, args: &GradeArgs, outlets: &mut Outlets) -> Result<u8, Fault> {
        if let Some(Some(file)) = &args.json {
            outlets.open(file.clone(), Form::Json)?;
        }
        if let Some(file) = &args.out {
            outlets.open(self.here.join(file), Form::Page)?;
        }
        args.writes.open(outlets)?;
        let course = self.course()?;
        let word = args.exercise.as_deref().unwrap_or_default();
        let exercise = course.exercise(word).map_err(|fault| match command_like(word) {
            Some(command) => {
                Fault::new(fault.what, format!("did you mean the command `grade {command}`?"))
            }
            None => fault,
        })?;
        let candidate = self.candidate(&exercise, &args.which)?;
        if args.wants_page() && args.out.is_none() {
            outlets.open(page_file(&course, &exercise.name.slug, candidate.origin)?, Form::Page)?;
        }
        let predicted = self.prediction(args.predict.as_ref(), &exercise)?;
        // A broken one is met before minutes of measuring.
        let before = Progress::read(&course.root)?;
        let plan = if args.writes.is_wanted() { course.plan()? } else { Plan::default() };
        let options = args.options();
        let graded = self.result(&course, &exercise, (&candidate, args))?;
        let progress = remember(&course, &graded, &candidate, &options)?;
        let own = candidate.origin == Origin::Student;
        let last = before.attempts(&exercise.name.slug).last().filter(|_| own);
        let context = Context {
            before: last.and_then(|attempt| attempt.speedup),
            predicted,
            ..self.context(&course, &exercise, &progress)?
        };
        let mut screen = report::graded(&graded, &context);
        if args.wants_page() {
            screen += &self.page(&course, &graded, &context, args.out.as_deref())?;
        }
        args.writes.fill(&graded, &exercise, &plan, &context)?;
        match &args.json {
            None => print(&screen),
            Some(Some(file)) => {
                write_whole(file, &json_text(&graded)?)?;
                print(&screen);
            }
            Some(None) => {
                report::tell(&screen);
                print_data(&json_text(&graded)?);
            }
        }
        Ok(exit_code(graded.verdict))
    }

    /// The result of a grading, here or on another machine.
    fn result(
        &self,
        course: &Course,
        exercise: &Exercise,
        (candidate, args): (&Candidate, &GradeArgs),
    ) -> Result<Graded, Fault> {
        // What cannot be read has its verdict before any machine has it.
        if let Some(place) = args.on.as_ref().filter(|_| candidate.unreadable.is_none()) {
            return self.graded_on(place, (course, exercise, candidate), args);
        }
        let bench = self.grader_of(course, std::slice::from_ref(exercise))?;
        let mut live = Live::new();
        let result =
            bench.grade(exercise, candidate, &args.options(), &mut |event| live.show(&event));
        live.finish();
        result
    }

    /// Shows a grading that is no progress.
    fn screen_of(
        &self,
        course: &Course,
        exercise: &Exercise,
        graded: &Graded,
    ) -> Result<u8, Fault> {
        let progress = Progress::read(&course.root)?;
        print(&report::graded(graded, &self.context(course, exercise, &progress)?));
        Ok(exit_code(graded.verdict))
    }

    fn candidate(&self, exercise: &Exercise, which: &Which) -> Result<Candidate, Fault> {
        if which.solution {
            return exercise.solution();
        }
        if let Some(name) = &which.mutant {
            return exercise.mutant(name);
        }
        if let Some(name) = &which.accepted {
            return exercise.alternative(name);
        }
        match &which.file {
            None => exercise.student(),
            Some(file) => {
                let path = self.here.join(file);
                let (candidate, ignored) = Candidate::admit(&path, &self.here)?;
                if !ignored.is_empty() {
                    let ignored = report::defused(&ignored.to_string());
                    report::tell(&format!("note: ignored in the submission: {ignored}\n"));
                }
                Ok(candidate)
            }
        }
    }

    fn context(
        &self,
        course: &Course,
        exercise: &Exercise,
        progress: &Progress,
    ) -> Result<Context, Fault> {
        let names = course.names()?;
        let open = |name: &&crate::course::Name| {
            !progress.is_done(&name.slug) && name.slug != exercise.name.slug
        };
        // As `grade` alone has it: the first that is open.
        let next = names.iter().find(open);
        Ok(Context {
            title: exercise.manifest.title.clone(),
            command: self.command.to_owned(),
            lesson: format!("lessons/src/{}.md", exercise.name.folder),
            next: next.map(|name| name.slug.clone()),
            asks_for_speed: !exercise.manifest.timed.is_empty(),
            before: None,
            predicted: None,
            paint: self.paint,
        })
    }
}

impl Which {
    /// Whether it is one of the course's own files.
    fn is_courses(&self) -> bool {
        self.solution || self.mutant.is_some() || self.accepted.is_some()
    }
}

impl GradeArgs {
    fn options(&self) -> GradeOptions {
        GradeOptions {
            threads: self.threads.map(usize::from),
            seed: self.seed,
            case: self.case.clone(),
            quick: self.quick,
        }
    }

    fn asks_for_something(&self) -> bool {
        let Self { exercise: _, which, quick, threads, seed, case, json, .. } = self;
        let Which { solution, mutant, accepted, file } = which;
        *solution
            || *quick
            || mutant.is_some()
            || accepted.is_some()
            || file.is_some()
            || threads.is_some()
            || seed.is_some()
            || case.is_some()
            || json.is_some()
            || self.predict.is_some()
            || self.writes.is_wanted()
            || self.wants_page()
    }
}

/// Only a whole grading of the student's own file makes an exercise done.
fn remember(
    course: &Course,
    graded: &Graded,
    candidate: &Candidate,
    options: &GradeOptions,
) -> Result<Progress, Fault> {
    let mut progress = Progress::read(&course.root)?;
    let is_right = graded.verdict == Verdict::Accepted;
    // A program that is wrong has no speed to be measured, and some exercises ask for none.
    let asks_for_speed = !course.exercise(&graded.exercise)?.manifest.timed.is_empty();
    let leaves_speed_out = options.quick && is_right && asks_for_speed;
    let partial = leaves_speed_out || options.case.is_some() || options.threads.is_some();
    let own = graded.candidate.origin == Origin::Student;
    if !own || (partial && is_right) {
        return Ok(progress);
    }
    if !partial && !options.quick {
        report_page::keep(course, graded, &candidate.source)?;
    }
    // To look at the stub is no attempt.
    if !report::is_stub(graded) {
        let (before, today) = (progress.clone(), ZonedDateTime::now().date());
        if partial {
            progress.record_partial(graded, today);
        } else {
            progress.record(graded, today);
        }
        if progress != before {
            progress.write(&course.root)?;
        }
    }
    Ok(progress)
}

fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Accepted => ACCEPTED,
        Verdict::Inconclusive => INCONCLUSIVE,
        _ => REJECTED,
    }
}

fn json_text(value: &impl Serialize) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    Ok(text + "\n")
}

/// Writes a file whole, or not at all.
fn write_whole(file: &Path, text: &str) -> Result<(), Fault> {
    whole::write(file, text).map_err(|error| Fault::file("write", file, &error))
}

/// Says now what would keep a file from being written later.
fn check_writable(file: &Path) -> Result<(), Fault> {
    whole::check(file).map_err(|error| Fault::file("write", file, &error))
}

/// Prints to standard output, for people.
fn print(text: &str) {
    print_data(&report::ascii::for_terminal(text));
}

/// Prints to standard output, for programs. A reader that went away is no fault of ours; what
/// else keeps it from being written, the program that waits for it must know.
fn print_data(text: &str) {
    let mut stdout = std::io::stdout();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        report::tell(&format!("error: cannot write to standard output: {error}\n"));
        report::tell("hint: free some space where it goes, or leave the redirection out\n");
        std::process::exit(FAULT.into());
    }
}

/// Colours only for a person at a terminal who has not turned them off.
fn colors_for(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
