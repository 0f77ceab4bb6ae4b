//! Builds a candidate into a binary of its own. The only caller of cargo and
//! rustc.
//!
//! Cargo builds an exercise's dependencies, once, in a workspace of the
//! grader's own. Each candidate is then compiled by rustc directly: its file as
//! the library, the spec as the binary. The result lies under a name made of
//! everything that went into it, the *unit key*, so nothing is ever stale:
//! there is no modification time to go by. The key is built into the binary,
//! which must echo it.

mod dependencies;
mod linker;
mod native;
mod notes;
pub mod scan;
pub mod shipped;
pub mod toolchain;
mod tools;

use crate::bounded::{self, DIAGNOSTICS_BYTES_MAX, visible};
use crate::candidate::Candidate;
use crate::course::{Exercise, Name};
use crate::fault::Fault;
use crate::path::printable;
use crate::process::enclosure::{Enclosure, Kind};
use crate::process::{Finished, Limits, Program, STARVED, Spawner, limits};
pub use dependencies::{Dependencies, Progress};
pub use native::{Missing, Way};
use nix::sys::signal::Signal;
use notes::notes;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
pub use toolchain::Toolchain;

/// How candidates and judges are built; always optimised, since an unoptimised
/// verdict would be simply wrong. One codegen unit builds small crates faster
/// than sixteen do, and the code runs as fast.
const FLAGS: [&str; 9] = [
    "--edition=2024",
    "-Copt-level=3",
    "-Ccodegen-units=1",
    "-Cembed-bitcode=no",
    "-Cdebug-assertions=off",
    "-Coverflow-checks=off",
    "-Cmetadata=unit",
    "-Funsafe_code",
    "--error-format=human",
];
/// A candidate's binary knows its lines: a panic in a library is told by the line of the
/// file that called it. The code is the same.
const LINES: [&str; 2] = ["-Cdebuginfo=line-tables-only", "-Cstrip=none"];
/// The course's own code is told by what it says.
const NO_LINES: [&str; 2] = ["-Cdebuginfo=none", "-Cstrip=debuginfo"];
/// A program that is handed out says nothing of its source: no lines, and no names either.
const STRIPPED: [&str; 2] = ["-Cdebuginfo=none", "-Cstrip=symbols"];
/// What panics in it name in the place of the solution's file.
const HIDDEN: &str = "solution";
/// How many candidates are built at once.
const COMPILERS: usize = 2;
/// What one run of rustc may use.
const RUSTC: Limits = Limits { time_wall_s: 60.0, memory_peak_mib: 2048 };
/// What cargo may use for the dependencies, downloads included: an engine for tables
/// takes a small machine half an hour.
const CARGO: Limits = Limits { time_wall_s: 3600.0, memory_peak_mib: 8192 };
/// The exit code of a rustc that met a bug of its own.
const ICE: i32 = 101;
/// Said before what rustc says when it fills its stack or meets a bug of its own.
const BROKEN_DOWN: &str = "error: rustc itself broke down over this file
  = help: is something in it nested, or chained, thousands of times? Make it smaller, part by part
";
/// Said before what a rustc says that does not come to its end.
const TOO_MUCH_SAID: &str = "error: rustc has more to say of this file than anybody can read
  = help: begin with what it says first
";
/// With less space than this, in MiB, a binary may not fit.
const DISK_MIB_MIN: u64 = 64;
/// How many built units are kept for each exercise, and how much they may take.
const UNITS_KEPT: usize = 100;
const UNITS_BYTES_MAX: u64 = 2 << 30;

/// For how long after its last use another grader may still run a unit's binary.
const IN_USE_MAX: Duration = Duration::from_mins(10);

/// What the folder of a build under way is called, before its number; and after
/// after how long no build can still be at work in it.
const BUILDING: &str = ".building-";
const BUILDING_MAX: Duration = Duration::from_mins(30);

/// What may be behind it when something that was just built is gone.
const CLEANING: &str = "is something cleaning `target/`? run again";

/// Everything needed to build candidates.
#[derive(Clone, Debug)]
pub struct Compiler {
    spawner: Spawner,
    toolchain: Toolchain,
    /// `target/grade`.
    store: PathBuf,
    color: bool,
    /// Whether crates may download libraries that they link.
    crates_download: bool,
}

/// A candidate's binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Names everything that went into it.
    pub key: String,
    /// The binary.
    pub binary: PathBuf,
    /// A library that was built elsewhere, which the binary reads when it starts.
    pub library: Option<PathBuf>,
    /// What rustc said of the candidate while it accepted it.
    pub warnings: String,
}

/// A build's end: a binary, or what rustc said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Build {
    /// It compiles.
    Unit(Unit),
    /// It does not.
    Refused {
        /// What rustc said, as it said it.
        diagnostics: String,
    },
}

impl Compiler {
    /// A compiler for the course at `root`; rustc's messages have no colours.
    pub fn new(spawner: Spawner, root: &Path) -> Result<Self, Fault> {
        if root.to_str().is_none() {
            let what = format!("{} is not UTF-8 text", printable(root));
            let hint = "cargo and rustc build nothing below such a name: rename the folder, or \
                        clone the course into another one";
            return Err(Fault::new(what, hint));
        }
        let toolchain = Toolchain::find(&spawner, root)?;
        Ok(Self {
            spawner,
            toolchain,
            store: root.join("target/grade"),
            color: false,
            crates_download: false,
        })
    }

    /// The same with colours in rustc's messages.
    #[must_use]
    pub fn in_color(self) -> Self {
        Self { color: true, ..self }
    }

    /// The toolchain in use.
    pub fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    /// Where everything that is built is kept: `target/grade`.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// What one exercise depends on, built if need be.
    pub fn dependencies(
        &self,
        exercise: &Exercise,
        hear: &mut dyn FnMut(Progress),
    ) -> Result<Dependencies, Fault> {
        let mut built = self.dependencies_of(std::slice::from_ref(exercise), hear)?;
        built.pop().ok_or_else(|| Fault::new("cargo built nothing", CLEANING))
    }

    /// What several exercises depend on, in their order, built if need be.
    pub fn dependencies_of(
        &self,
        exercises: &[Exercise],
        hear: &mut dyn FnMut(Progress),
    ) -> Result<Vec<Dependencies>, Fault> {
        dependencies::build(self, exercises, hear)
    }

    /// A hash of all that verdicts on an exercise's candidates follow from, as far as it
    /// is compiled: crates, toolchain, flags, spec and solution. The same on every machine.
    pub fn exercise_key(&self, exercise: &Exercise) -> Result<String, Fault> {
        let mut hash = self.ground(exercise)?;
        hash.part(exercise.solution()?.source.as_bytes());
        Ok(hash.key())
    }

    /// What every candidate of an exercise is built on: crates, toolchain, flags and spec.
    fn ground(&self, exercise: &Exercise) -> Result<Hash, Fault> {
        let path = exercise.folder().join("spec.rs");
        let spec = fs::read(&path).map_err(|error| Fault::file("read", &path, &error))?;
        let mut hash = Hash::default();
        hash.part(dependencies::key(self, exercise)?.as_bytes());
        for flag in LINES.into_iter().chain(NO_LINES) {
            hash.part(flag.as_bytes());
        }
        hash.part(&spec);
        Ok(hash)
    }

    /// The libraries built elsewhere that these exercises link and that are not here.
    pub fn missing_libraries(&self, exercises: &[Exercise]) -> Result<Vec<Missing>, Fault> {
        dependencies::missing(self, exercises)
    }

    /// The libraries that these exercises link, each in words.
    pub fn libraries(&self, exercises: &[Exercise]) -> Result<Vec<String>, Fault> {
        let libraries = exercises.iter().filter_map(|one| one.manifest.native_library.as_ref());
        let told: Result<BTreeSet<_>, _> =
            libraries.map(|library| native::told(self, library)).collect();
        Ok(told?.into_iter().collect())
    }

    /// Brings a library here that is missing, or lets its crate do so.
    pub fn fetch(&mut self, missing: &Missing) -> Result<(), Fault> {
        match &missing.way {
            Some(Way::Npm(npm)) => native::fetch(self, &missing.library, npm),
            Some(Way::Crate { .. }) => {
                self.crates_download = true;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Builds the judge: the spec with the course's solution linked in, or its stub where
    /// there is no solution, and no student's code.
    pub fn judge(&self, exercise: &Exercise, needs: &Dependencies) -> Result<Unit, Fault> {
        let reference = exercise.reference()?;
        self.of_course(BuildOrder { role: Role::Judge, exercise, needs, candidate: &reference })
    }

    /// Builds a file of the course's own: that it does not compile is no verdict.
    fn of_course(&self, order: BuildOrder) -> Result<Unit, Fault> {
        let diagnostics = match self.build_as(order, &mut || {})? {
            Build::Unit(unit) => return Ok(unit),
            Build::Refused { diagnostics } => diagnostics,
        };
        let BuildOrder { role, exercise, candidate: file, .. } = order;
        let Name { slug, folder, .. } = &exercise.name;
        let what = format!("{} of `{slug}` does not compile:\n{diagnostics}", role.called());
        // rustc's own words where it could not start a linker or write a file.
        let by_machine = ["linking with", "linker `", "(os error "]
            .iter()
            .any(|words| diagnostics.contains(words));
        if by_machine {
            let hint = "mend what the compiler names: a linker (`cc`, in Debian's package gcc), \
                        space on the disk, a limit; then run again";
            return Err(Fault::new(limits::noted(what), hint));
        }
        let hint = format!("mend exercises/{folder}/spec.rs or {}", file.path.display());
        Err(Fault::new(what, hint))
    }

    /// Builds a candidate, or finds it built.
    pub fn build(
        &self,
        exercise: &Exercise,
        needs: &Dependencies,
        candidate: &Candidate,
    ) -> Result<Build, Fault> {
        self.build_telling(exercise, needs, candidate, &mut || {})
    }

    /// The same; `typed` is called as soon as its types are known to be right.
    pub fn build_telling(
        &self,
        exercise: &Exercise,
        needs: &Dependencies,
        candidate: &Candidate,
        typed: &mut dyn FnMut(),
    ) -> Result<Build, Fault> {
        self.build_as(BuildOrder { role: Role::Candidate, exercise, needs, candidate }, typed)
    }

    /// Builds several candidates, on several cores: timing comes later, and alone. What
    /// goes wrong is told where each is built again. `built` hears how many are done.
    pub fn build_ahead(
        &self,
        exercise: &Exercise,
        needs: &Dependencies,
        candidates: &[&Candidate],
        built: &mut dyn FnMut(usize),
    ) {
        let next = AtomicUsize::new(0);
        let (done, heard) = channel();
        std::thread::scope(|scope| {
            for done in vec![done; COMPILERS] {
                let next = &next;
                scope.spawn(move || {
                    // Relaxed: only the counter itself is shared.
                    while let Some(candidate) = candidates.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let _ = self.build(exercise, needs, candidate);
                        let _ = done.send(());
                    }
                });
            }
            for (number, ()) in heard.iter().enumerate() {
                built(number + 1);
            }
        });
    }

    fn build_as(&self, order: BuildOrder, typed: &mut dyn FnMut()) -> Result<Build, Fault> {
        let BuildOrder { role, exercise, needs, candidate } = order;
        let refused = &exercise.manifest.refused_names;
        let name = scan::refused_name(&candidate.source, &candidate.path, refused);
        if let Some(diagnostics) = name.filter(|_| role == Role::Candidate) {
            return Ok(Build::Refused { diagnostics });
        }
        let spec_path = exercise.folder().join("spec.rs");
        let spec = fs::read_to_string(&spec_path)
            .map_err(|error| Fault::file("read", &spec_path, &error))?;
        let key = unit_key(role, needs, &spec, candidate);
        let units = self.store.join("units").join(&exercise.name.slug);
        let home = units.join(&key);
        let finished = || finished_unit(&home, &key, &exercise.name.slug, needs);
        if let Some(unit) = finished() {
            mark_used(&home);
            typed();
            return Ok(Build::Unit(unit));
        }
        let work = work_in(&units)?;
        let job =
            Job { compiler: self, exercise, needs, candidate, role, key: &key, work: work.path() };
        let warnings = match job.run(&spec, typed)? {
            Ok(warnings) => warnings,
            // The graded file is not to blame for that.
            Err(_) if !needs.all_there() => {
                let what = format!("what `{}` depends on vanished", exercise.name.slug);
                return Err(Fault::new(what, CLEANING));
            }
            Err(refusal) => {
                job.control(&refusal, &spec)?;
                return Ok(Build::Refused { diagnostics: refusal.said });
            }
        };
        write(&work.path().join(WARNINGS), &warnings)?;
        keep_the_binary(work.path(), &exercise.name.slug);
        put(work, &home);
        prune(&units, &home);
        finished().map(Build::Unit).ok_or_else(|| {
            let what = format!("the built candidate vanished from {}", home.display());
            Fault::new(what, CLEANING)
        })
    }

    /// Runs a tool of the toolchain in the course's folder.
    pub fn run_tool(&self, program: &Program) -> Result<Finished, Fault> {
        self.spawner.run(program, RUSTC)
    }
}

/// What a unit's binary is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Makes inputs, runs the baseline and checks answers.
    Judge,
    /// Runs the candidate, and holds nothing of the judge.
    Candidate,
    /// Runs the solution in a copy of the course that holds no solution. It is made as a
    /// candidate's is.
    Control,
}

impl Role {
    /// What a person calls such a binary.
    fn called(self) -> &'static str {
        match self {
            Self::Judge => "the judge",
            Self::Candidate => "the candidate",
            Self::Control => "the control",
        }
    }
}

const WARNINGS: &str = "warnings.txt";

/// What is to be built.
#[derive(Clone, Copy)]
struct BuildOrder<'a> {
    role: Role,
    exercise: &'a Exercise,
    needs: &'a Dependencies,
    candidate: &'a Candidate,
}

/// One build under way.
#[derive(Clone, Copy)]
struct Job<'a> {
    compiler: &'a Compiler,
    exercise: &'a Exercise,
    needs: &'a Dependencies,
    candidate: &'a Candidate,
    role: Role,
    key: &'a str,
    work: &'a Path,
}

impl Job<'_> {
    /// The outer error is ours; the inner one is the compiler's, or the scan's.
    fn run(&self, spec: &str, typed: &mut dyn FnMut()) -> Result<Result<String, Refusal>, Fault> {
        let unreadable = self.candidate.unreadable.clone();
        if let Some(said) = unreadable.or_else(|| scanned(self.candidate)) {
            return Ok(Err(Refusal { said, step: None }));
        }
        let library = self.work.join("student.rs");
        let binary = self.work.join("spec.rs");
        write(&library, &self.candidate.source)?;
        write(&binary, spec)?;
        // The front end alone takes 0.05 s: a type error is shown at once.
        let record = self.work.join("record.d");
        let emit = format!("--emit=metadata,dep-info={}", record.display());
        let checked = self.rustc(&self.library(&library).arg(emit))?;
        if !checked.success() {
            let said = said(&checked);
            let notes = notes(&said, &self.needs.names_of_student());
            return Ok(Err(Refusal { said: said + &notes, step: Some(Step::Check) }));
        }
        let record = fs::read_to_string(&record)
            .map_err(|error| Fault::file("read the compiler's record", &record, &error))?;
        if let Some(said) = scan::strays(&record, &library) {
            return Ok(Err(Refusal { said, step: None }));
        }
        typed();
        let built = self.rustc(&self.library(&library).args(["--emit=link", "-Awarnings"]))?;
        if !built.success() {
            return Ok(Err(Refusal::of(&built, Step::Build)));
        }
        let linked = self.rustc(&self.binary(&binary))?;
        if !linked.success() {
            let mut refusal = Refusal::of(&linked, Step::Build);
            let _ = writeln!(
                refusal.said,
                "note: {} compiles by itself, but the spec cannot call it: keep the names, \
                 arguments and types of the public items as the stub has them",
                self.candidate.path.display()
            );
            return Ok(Err(refusal));
        }
        Ok(Ok(said(&checked)))
    }

    /// Before a file is blamed for what the compiler refuses, the course's own solution, or
    /// its stub where there is none, goes the same way, as a candidate, as far as the file came. Where it fails
    /// too, that is a fault of the machine or the course. What was built of the file
    /// still lies there, so that a disk is as full as it was.
    fn control(&self, refusal: &Refusal, spec: &str) -> Result<(), Fault> {
        let Some(step) = refusal.step.filter(|_| self.role == Role::Candidate) else {
            return Ok(());
        };
        let slug = &self.exercise.name.slug;
        let reference = self.exercise.reference()?;
        let units = self.work.parent().unwrap_or(self.work);
        let work = work_in(units)?;
        let control = Job { candidate: &reference, work: work.path(), ..*self };
        let failed = match step {
            Step::Check => control.check_only()?,
            Step::Build => control.run(spec, &mut || {})?.err(),
        };
        let Some(failed) = failed else { return disk_is_left(step, units) };
        let said = failed.said.trim_end();
        let what = format!(
            "`{slug}` cannot be compiled on this machine: the course's own {} fails as the \
             candidate does:\n{said}",
            reference.name()
        );
        let hint = "mend what the compiler names: a linker, space on the disk, a limit; then run \
                    again";
        Err(Fault::new(limits::noted(what), hint))
    }

    /// The first step alone: whether the types are right.
    fn check_only(&self) -> Result<Option<Refusal>, Fault> {
        let library = self.work.join("student.rs");
        write(&library, &self.candidate.source)?;
        let checked = self.rustc(&self.library(&library).arg("--emit=metadata"))?;
        Ok((!checked.success()).then(|| Refusal::of(&checked, Step::Check)))
    }

    fn library(&self, source: &Path) -> Program {
        let shown = match self.role {
            Role::Judge | Role::Candidate => self.candidate.path.as_path(),
            Role::Control => Path::new(HIDDEN),
        };
        let shown = remap(source, shown);
        self.common(source).args(["--crate-type=lib", &shown]).args(self.needs.externs_of_student())
    }

    fn binary(&self, source: &Path) -> Program {
        let shown = Path::new("exercises").join(&self.exercise.name.folder).join("spec.rs");
        let slug = &self.exercise.name.slug;
        let library = self.work.join(format!("lib{slug}.rlib"));
        let program = self
            .common(source)
            .args(["--crate-type=bin", "-Awarnings", "--emit=link", &remap(source, &shown)])
            .args(self.needs.externs_of_spec())
            .arg("--extern")
            .arg(format!("{slug}={}", library.display()))
            .env("GRADE_UNIT_KEY", self.key);
        match self.role {
            Role::Judge => program.arg("--cfg=grade_judge"),
            Role::Candidate => program
                .env("GRADE_UNIT_CANDIDATE", "yes")
                .env("GRADE_UNIT_SOURCE", self.candidate.path.display().to_string()),
            Role::Control => program.env("GRADE_UNIT_CANDIDATE", "yes"),
        }
    }

    fn common(&self, source: &Path) -> Program {
        let color = if self.compiler.color { "--color=always" } else { "--color=never" };
        let toolchain = &self.compiler.toolchain;
        let program = Program::new(&toolchain.rustc, &self.exercise.root).env("TMPDIR", self.work);
        let program = match self.role {
            // The course's own code is trusted.
            Role::Judge | Role::Control => program,
            Role::Candidate => {
                let native = self.needs.native().and_then(Path::parent);
                let read: Vec<&Path> = [self.needs.folder()].into_iter().chain(native).collect();
                program.enclosed(Enclosure::compiler(&read, &toolchain.folders, self.work))
            }
        };
        program
            .args(toolchain.linker.flags())
            .arg(source)
            .args(["--crate-name", &self.exercise.name.slug])
            .args(FLAGS)
            .args(lines(self.role))
            .arg(color)
            .arg("--out-dir")
            .arg(self.work)
    }

    /// Runs rustc. What kills it is never the file's doing: its own limit on memory
    /// makes it end by itself.
    fn rustc(&self, program: &Program) -> Result<Finished, Fault> {
        let oom_kills = limits::oom_kills();
        let mut finished = self.compiler.spawner.run(program, RUSTC)?;
        // As much as anybody reads; what is added below stays.
        finished.stderr = bounded::lines(finished.stderr, DIAGNOSTICS_BYTES_MAX);
        if finished.success() {
            return Ok(finished);
        }
        let signal = finished.status.and_then(|status| status.signal());
        let out_of_memory = limits::oom_kills() > oom_kills;
        if finished.starved
            || out_of_memory
            || signal.is_some_and(|by| by == Signal::SIGKILL as i32)
        {
            let why = if finished.starved { STARVED } else { "the system killed it" };
            let what = format!("rustc cannot do its work: {why}");
            let hint = "it needs up to 2 GiB of memory and some seconds of a core: end other \
                        programs, or raise the limits of the container";
            return Err(Fault::new(limits::noted(what), hint));
        }
        if finished.status.is_none() {
            let seconds = RUSTC.time_wall_s;
            let _ = writeln!(finished.stderr, "error: rustc was stopped after {seconds} s");
        } else if signal.is_some_and(|by| by == Signal::SIGXFSZ as i32) {
            let mib = Kind::Compiler.file_mib_max();
            let _ = writeln!(
                finished.stderr,
                "error: what is made of this file is larger than a file may be here, {mib} MiB at \
                 most: compute large tables when the program runs"
            );
        } else if signal.is_some_and(|by| by == Signal::SIGPIPE as i32) {
            // It was hung up on.
            finished.stderr = format!("{TOO_MUCH_SAID}\n{}", finished.stderr);
        } else if finished.stderr.is_empty() {
            finished.stderr += "error: rustc ended without a word; did it run out of memory?\n";
        } else if signal.is_some() || finished.status.and_then(|status| status.code()) == Some(ICE)
        {
            // What it then says of itself is for its own authors.
            finished.stderr = format!("{BROKEN_DOWN}\n{}", finished.stderr);
        }
        Ok(finished)
    }
}

/// How far a file came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Its types were checked.
    Check,
    /// It was translated and linked, its types being right.
    Build,
}

/// Why there is no binary.
#[derive(Debug)]
struct Refusal {
    /// What rustc or the scan said.
    said: String,
    /// What rustc was doing; nothing if it was not rustc that refused.
    step: Option<Step>,
}

impl Refusal {
    fn of(finished: &Finished, step: Step) -> Self {
        Self { said: said(finished), step: Some(step) }
    }
}

/// A binary of one file may fit where that of another does not. A file with sound
/// types that cannot be built where hardly any space is left is not to blame.
fn disk_is_left(step: Step, folder: &Path) -> Result<(), Fault> {
    let left = limits::disk_left_mib(folder).filter(|_| step == Step::Build);
    match left {
        Some(left @ ..DISK_MIB_MIN) => {
            let what = format!("{left} MiB are left on the disk of {}", folder.display());
            Err(Fault::new(what, "free some disk space, then run again"))
        }
        _ => Ok(()),
    }
}

/// What rustc printed for people to read.
fn said(finished: &Finished) -> String {
    finished.stderr.clone()
}

/// What the scan says of a file. Should it break over one, it is that file that is not
/// accepted.
fn scanned(candidate: &Candidate) -> Option<String> {
    let scan = || scan::refusal(&candidate.source, &candidate.path);
    catch_unwind(scan).unwrap_or_else(|_| Some("error: this file cannot be read\n".to_owned()))
}

/// Makes messages and panics show `shown` in place of our own copy. rustc takes what follows
/// the last `=` for the new name, so that name has none.
fn remap(source: &Path, shown: &Path) -> String {
    let shown = visible(&printable(shown)).replace('=', r"\u{3d}");
    format!("--remap-path-prefix={}={shown}", source.display())
}

fn lines(role: Role) -> [&'static str; 2] {
    match role {
        Role::Judge => NO_LINES,
        Role::Candidate => LINES,
        Role::Control => STRIPPED,
    }
}

/// A hash of everything that the binary is made of.
fn unit_key(role: Role, needs: &Dependencies, spec: &str, candidate: &Candidate) -> String {
    let mut hash = Hash::default();
    hash.part(needs.key.as_bytes());
    if let Some(library) = needs.native() {
        hash.part(library.as_os_str().as_encoded_bytes());
    }
    hash.part(&[role as u8]);
    for flag in FLAGS.into_iter().chain(lines(role)) {
        hash.part(flag.as_bytes());
    }
    hash.part(spec.as_bytes());
    hash.part(candidate.path.as_os_str().as_encoded_bytes());
    hash.part(candidate.source.as_bytes());
    hash.key()
}

/// Hashes parts so that no two lists of parts run together.
#[derive(Default)]
pub struct Hash(blake3::Hasher);

impl Hash {
    /// Adds a part.
    pub fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }

    /// 128 bits: enough that two units never share a name.
    pub fn key(&self) -> String {
        self.0.finalize().to_hex()[..32].to_owned()
    }
}

fn finished_unit(home: &Path, key: &str, slug: &str, needs: &Dependencies) -> Option<Unit> {
    let warnings = fs::read_to_string(home.join(WARNINGS)).ok()?;
    let binary = home.join(slug);
    let library = needs.native().map(Path::to_owned);
    binary.is_file().then(|| Unit { key: key.to_owned(), binary, library, warnings })
}

/// A folder to prepare a unit in, on the disk where it will lie.
fn work_in(units: &Path) -> Result<TempDir, Fault> {
    fs::create_dir_all(units).map_err(|error| Fault::file("create", units, &error))?;
    let work = tempfile::Builder::new().prefix(BUILDING).tempdir_in(units);
    work.map_err(|error| Fault::file("create a folder in", units, &error))
}

/// Makes a prepared folder a unit's home. A whole folder appears at once, or not at all. If
/// another grader was first, its folder holds the same.
fn put(work: TempDir, home: &Path) {
    let built = work.keep();
    if fs::rename(&built, home).is_err() {
        let _ = fs::remove_dir_all(&built);
    }
}

/// A unit in use is among the newest, so that no other grader removes it.
fn mark_used(home: &Path) {
    let dated = fs::File::open(home).and_then(|home| home.set_modified(SystemTime::now()));
    // Only the order of removal depends on it.
    drop(dated);
}

/// Removes the oldest units, so that a long evening does not fill the disk.
fn prune(units: &Path, newest: &Path) {
    let Ok(entries) = fs::read_dir(units) else {
        return;
    };
    let age = |path: PathBuf| Some((path.metadata().ok()?.modified().ok()?, path));
    let mut aged: Vec<(SystemTime, PathBuf)> =
        entries.flatten().filter_map(|entry| age(entry.path())).collect();
    aged.sort();
    aged.retain(|(changed, path)| {
        let is_building =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(BUILDING));
        // A grader that was killed while it built leaves its folder behind.
        if is_building && changed.elapsed().is_ok_and(|age| age > BUILDING_MAX) {
            let _ = fs::remove_dir_all(path);
        }
        !is_building
    });
    let (mut kept, mut bytes) = (0, 0);
    for (marked, path) in aged.into_iter().rev() {
        kept += 1;
        bytes += bytes_in(&path);
        let is_surplus = kept > UNITS_KEPT || bytes > UNITS_BYTES_MAX;
        if is_surplus && path != newest && !is_in_use(marked) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// What the files of a unit's folder take; it has no folders.
fn bytes_in(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
}

/// Leaves of what was built only what is used later: the binary and the warnings.
fn keep_the_binary(folder: &Path, binary: &str) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    for file in files.filter(|file| file.file_name() != binary && file.file_name() != WARNINGS) {
        // What stays only takes space.
        let _ = fs::remove_file(file.path());
    }
}

/// Whether a unit that was marked then may be in use. Where the clock was set back,
/// those of today are the oldest, and those from before it lie in the future.
fn is_in_use(marked: SystemTime) -> bool {
    let age = marked.elapsed().unwrap_or_else(|ahead| ahead.duration());
    age < IN_USE_MAX
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    fs::write(path, text).map_err(|error| Fault::file("write", path, &error))
}
