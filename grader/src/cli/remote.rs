//! `grade EXERCISE --on WHERE`: the same grading on another machine. The file goes there,
//! its result comes back, and everything else happens here.

use super::{CommandContext, FAULT, GradeArgs, exit_code, json_text, print_data};
use crate::candidate::{Candidate, Origin};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::grade::stored::{NoResult, Stored};
use crate::path::quoted;
use crate::process::companion;
use crate::process::thread;
use crate::process::tool::{self, Done, RunningTool};
use crate::report::live::Live;
use crate::report::{self, visible};
use clap::ValueEnum as _;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many lines of the other machine's output are quoted where it gave no result.
const LINES_QUOTED: usize = 6;
/// Most bytes of a file that comes from another machine: more than any that is admitted.
const SOURCE_BYTES_MAX: u64 = 1024 * 1024;
/// What a shell says by its exit code: there is no such program.
const NOT_FOUND: i32 = 127;
/// What ssh says by its exit code: it is ssh itself that failed.
const SSH_FAILED: i32 = 255;

/// Another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A node of the cluster, for itself.
    Slurm,
    /// A machine that ssh knows, and the course's folder there, where it is another one.
    Ssh { host: String, course: Option<String> },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Slurm => f.write_str("slurm"),
            Self::Ssh { host, .. } => f.write_str(host),
        }
    }
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "slurm" {
            return Ok(Self::Slurm);
        }
        let rest = text.strip_prefix("ssh:").unwrap_or_default();
        let (host, course) = rest.split_once(':').map_or((rest, None), |(h, c)| (h, Some(c)));
        // It must be no option of ssh, and no more than one word.
        let is_host = |c: char| c.is_ascii_alphanumeric() || "._-@%+".contains(c);
        let is_good = !host.is_empty() && !host.starts_with('-') && host.chars().all(is_host);
        if !is_good || course.is_some_and(str::is_empty) {
            return Err(
                "write `slurm`, `ssh:HOST`, or `ssh:HOST:FOLDER` with the course's folder \
                        there",
            );
        }
        Ok(Self::Ssh { host: host.to_owned(), course: course.map(str::to_owned) })
    }
}

/// What is typed for the other machine: the tool that reaches it, and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trip {
    tool: &'static str,
    arguments: Vec<OsString>,
}

impl Place {
    /// How to get there with this grading: `program` and `course` lie there as they do
    /// here, as far as the person does not say otherwise.
    fn trip(&self, program: &Path, course: &Path, grading: &[OsString]) -> Trip {
        match self {
            Self::Slurm => {
                // A node of one's own, then all of it for the one step: srun alone gives an
                // exclusive step no more cores than it asks for.
                let words = "--job-name=grade --nodes=1 --exclusive --mem=0 --quiet srun \
                             --ntasks=1 --whole --cpu-bind=none --quit-on-interrupt";
                let mut arguments: Vec<OsString> = words.split(' ').map(OsString::from).collect();
                arguments.extend([program.into(), "--course".into(), course.into()]);
                arguments.extend_from_slice(grading);
                Trip { tool: "salloc", arguments }
            }
            Self::Ssh { host, course: other } => {
                let course = other.as_deref().map_or(course, Path::new);
                let word = |word: &OsString| quoted(&word.to_string_lossy());
                let words: Vec<String> = grading.iter().map(word).collect();
                let [program, course] =
                    [program, course].map(|path| quoted(&path.to_string_lossy()));
                // A shell that nobody logged in to may not know what cargo has installed.
                let script = format!(
                    "p={program}; [ -x \"$p\" ] || p=grade; PATH=\"$PATH:$HOME/.cargo/bin\"; \
                     export PATH; exec \"$p\" --course {course} {}",
                    words.join(" ")
                );
                let command = format!("exec sh -c {}", quoted(&script));
                let words = ["-T", host, &command].map(OsString::from);
                Trip { tool: "ssh", arguments: words.into() }
            }
        }
    }

    /// Why nothing came back. `said` are the last lines that were heard.
    fn nothing(&self, code: Option<i32>, said: &str) -> Fault {
        let how = match code {
            Some(code) => format!("exit code {code}"),
            None => "ended by a signal".to_owned(),
        };
        let said = if said.is_empty() { String::new() } else { format!(":\n{said}") };
        let what = format!("no result came from `{self}` ({how}){said}");
        let is_missing = said.contains("No such file") || said.contains("not found");
        let hint = match self {
            Self::Ssh { host, .. } if code == Some(SSH_FAILED) => {
                format!("see whether `ssh {host} true` works, and without a question")
            }
            Self::Ssh { host, .. } if code == Some(NOT_FOUND) || is_missing => format!(
                "install `grade` there, so that `ssh {host} grade --version` says {}",
                env!("CARGO_PKG_VERSION")
            ),
            Self::Ssh { host, .. } => format!(
                "`ssh {host} grade --version` must say {}; where its course lies elsewhere, write \
                 `--on ssh:{host}:FOLDER`",
                env!("CARGO_PKG_VERSION")
            ),
            Self::Slurm if is_missing => {
                "nodes must see this program and the course where you do: \
                                          put both on a disk that all share"
                    .to_owned()
            }
            Self::Slurm => {
                "see whether `srun hostname` works; SALLOC_PARTITION and SALLOC_ACCOUNT \
                            say where to go"
                    .to_owned()
            }
        };
        Fault::new(what, hint)
    }

    /// The result that came back.
    fn result(&self, done: &Done, said: &str, exercise: &Exercise) -> Result<Graded, Fault> {
        let Some(text) = object(&done.stdout) else { return Err(self.nothing(done.code, said)) };
        let shown = format!("what `{self}` sent");
        let other = |what: String| {
            let hint = format!(
                "the program there must be version {}, and the course the same",
                env!("CARGO_PKG_VERSION")
            );
            Fault::new(what, hint)
        };
        match Stored::parse(text, &shown).map_err(|fault| other(fault.what))? {
            Stored::NoResult(NoResult { fault, .. }) => {
                Err(Fault::new(format!("on `{self}`: {}", fault.what), fault.hint))
            }
            Stored::Graded(graded) if graded.exercise != exercise.name.slug => {
                Err(other(format!("`{self}` graded another exercise: {}", graded.exercise)))
            }
            Stored::Graded(graded) => Ok(*graded),
        }
    }
}

/// The JSON in what a machine wrote, whatever its shell says before and after.
fn object(text: &str) -> Option<&str> {
    let start = if text.starts_with("{\n") { 0 } else { text.find("\n{\n")? + 1 };
    let end = text.rfind("\n}").map(|at| at + 2)?;
    text.get(start..end)
}

impl CommandContext {
    /// The result of a grading there.
    pub(super) fn graded_on(
        &self,
        place: &Place,
        (course, exercise, candidate): (&Course, &Exercise, &Candidate),
        args: &GradeArgs,
    ) -> Result<Graded, Fault> {
        let isolation = self.isolation.to_possible_value();
        let isolation = isolation.map(|value| value.get_name().to_owned()).unwrap_or_default();
        let grading = grading(exercise, candidate, args, &isolation);
        let root = std::path::absolute(&course.root).unwrap_or_else(|_| course.root.clone());
        let Trip { tool, arguments } = place.trip(&self.launcher, &root, &grading);
        // From here on none ends this before what is started there.
        let signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|error| {
            Fault::new(format!("cannot wait for signals: {error}"), "run again")
        })?;
        let errand = RunningTool::start(tool, &arguments, candidate.source.clone())?;
        let is_ending = end_on(signals, &errand)?;
        let live = Live::new();
        live.doing(&format!("on {place}"));
        let is_seen = std::io::stderr().is_terminal();
        let mut last = VecDeque::new();
        let done = errand.wait(|said| {
            let said = visible(said);
            if is_seen {
                live.doing(&format!("on {place}: {said}"));
            } else {
                report::tell(&format!("on {place}: {}\n", report::defused(&said)));
            }
            last.push_back(said);
            if last.len() > LINES_QUOTED {
                last.pop_front();
            }
        });
        // A program that is told to end does so by the signal.
        while is_ending.load(Ordering::SeqCst) {
            std::thread::park();
        }
        live.finish();
        let said = last.into_iter().collect::<Vec<_>>().join("\n");
        place.result(&done?, &said, exercise)
    }

    /// Grades what another machine sends, and tells only that. Ends when nobody listens.
    pub(super) fn serve_another(&self, args: &GradeArgs, path: &Path) -> Result<u8, Fault> {
        companion::end_when_unheard(std::io::stdout())?;
        let word = args.exercise.as_deref();
        let (text, code) = match self.graded_for_another(args, path) {
            Ok(graded) => (json_text(&graded)?, exit_code(graded.verdict)),
            Err(fault) => (json_text(&NoResult::because(&fault, word))?, FAULT),
        };
        print_data(&text);
        Ok(code)
    }

    fn graded_for_another(&self, args: &GradeArgs, path: &Path) -> Result<Graded, Fault> {
        let course = self.course()?;
        let exercise = course.exercise(args.exercise.as_deref().unwrap_or_default())?;
        let which = &args.which;
        let candidate = if which.is_courses() {
            self.candidate(&exercise, which)?
        } else {
            sent(&exercise, path)?
        };
        let grader = self.grader_of(&course, std::slice::from_ref(&exercise))?;
        let mut live = Live::new();
        grader.grade(&exercise, &candidate, &args.options(), &mut |event| live.show(&event))
    }
}

/// The file that came, under the path that it has where it came from.
fn sent(exercise: &Exercise, path: &Path) -> Result<Candidate, Fault> {
    let mut source = String::new();
    let read = std::io::stdin().lock().take(SOURCE_BYTES_MAX).read_to_string(&mut source);
    read.map_err(|error| Fault::new(format!("the file did not come: {error}"), "grade again"))?;
    let origin = if path == own_path(exercise) { Origin::Student } else { Origin::File };
    Ok(Candidate { origin, path: path.to_owned(), source, unreadable: None })
}

/// Where the student's file of an exercise lies in a course.
fn own_path(exercise: &Exercise) -> PathBuf {
    Path::new("exercises").join(&exercise.name.folder).join("student.rs")
}

/// What is typed there for what was typed here.
fn grading(
    exercise: &Exercise,
    candidate: &Candidate,
    args: &GradeArgs,
    isolation: &str,
) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec![
        "--isolation".into(),
        isolation.into(),
        exercise.name.slug.clone().into(),
        "--remote".into(),
        candidate.path.clone().into(),
    ];
    let which = &args.which;
    words.extend(which.solution.then(|| OsString::from("--solution")));
    words.extend(args.quick.then(|| OsString::from("--quick")));
    let threads = args.threads.map(|threads| threads.to_string());
    let seed = args.seed.map(|seed| seed.to_string());
    let valued = [
        ("--mutant", &which.mutant),
        ("--accepted", &which.accepted),
        ("--threads", &threads),
        ("--seed", &seed),
        ("--case", &args.case),
    ];
    for (name, value) in valued {
        words.extend(value.as_ref().map(|value| format!("{name}={value}").into()));
    }
    words
}

/// On Ctrl-C and the like, what was started there is ended first; then this ends by the
/// same signal. The answer is whether that has begun.
fn end_on(mut signals: Signals, errand: &RunningTool) -> Result<Arc<AtomicBool>, Fault> {
    let is_ending = Arc::new(AtomicBool::new(false));
    let (told, id) = (is_ending.clone(), errand.id());
    thread(move || {
        if let Some(signal) = signals.forever().next() {
            // SeqCst: seen by whoever sees the errand's end, which comes after it.
            told.store(true, Ordering::SeqCst);
            tool::end(id);
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(is_ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        let ssh = |host: &str, course: Option<&str>| {
            Ok(Place::Ssh { host: host.to_owned(), course: course.map(str::to_owned) })
        };
        assert_eq!("slurm".parse(), Ok(Place::Slurm));
        assert_eq!("ssh:lab".parse(), ssh("lab", None));
        assert_eq!("ssh:me@lab-1.edu:/a b:c".parse(), ssh("me@lab-1.edu", Some("/a b:c")));
        for wrong in ["", "lab", "ssh:", "ssh:-oProxyCommand=x", "ssh:a b", "ssh:a:", "Slurm"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_way_there_is_quoted_for_both_shells() {
        let grading = ["--quick", "my map"].map(OsString::from);
        let (program, course) = (Path::new("/opt/a b/grade"), Path::new("/c/o'dee"));
        let trip = Place::Slurm.trip(program, course, &grading);
        let last: Vec<_> = trip.arguments.iter().rev().take(5).rev().collect();
        assert_eq!(trip.tool, "salloc");
        assert_eq!(last, ["/opt/a b/grade", "--course", "/c/o'dee", "--quick", "my map"]);
        let trip = "ssh:lab".parse::<Place>().unwrap().trip(program, course, &grading);
        assert_eq!(trip.arguments[..2], ["-T", "lab"]);
        // As a shell takes it apart, and that one's shell again.
        let typed = trip.arguments[2].to_string_lossy().into_owned();
        let spied = typed.replace("exec \"$p\"", "printf \"<%s>\"");
        let out = std::process::Command::new("sh").args(["-c", &spied]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(said, "<--course></c/o'dee><--quick><my map>");
    }

    #[test]
    fn a_result_is_found_among_what_a_shell_says() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(object(text), expected);
        check("{\n  \"a\": 1\n}\n", Some("{\n  \"a\": 1\n}"));
        check("Welcome {x}\n{\n  \"a\": {\n  }\n}\nbye\n", Some("{\n  \"a\": {\n  }\n}"));
        check("", None);
        check("{\n", None);
        check("Welcome\n", None);
    }

    #[test]
    fn what_is_missing_is_told_with_a_mend() {
        let ssh: Place = "ssh:lab".parse().unwrap();
        let hint = |place: &Place, code, said: &str| place.nothing(Some(code), said).hint;
        assert!(hint(&ssh, 255, "no route").contains("`ssh lab true`"));
        assert!(hint(&ssh, 127, "").contains("install `grade` there"));
        assert!(hint(&ssh, 2, "unexpected argument").contains("--version"));
        assert!(hint(&Place::Slurm, 2, "execve(): x: No such file or directory").contains("disk"));
        assert!(hint(&Place::Slurm, 1, "Invalid partition").contains("SALLOC_PARTITION"));
    }
}
