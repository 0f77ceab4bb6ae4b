//! Starts a program under limits, says how it ended and leaves nothing of it
//! behind. The only place that spawns.
//!
//! Every program is started through this same binary (`grade __launch …`),
//! which sets the limits on itself and then becomes the program: limits that a
//! process sets before it exists need no unsafe code.

pub mod allowance;
pub mod companion;
pub mod cores;
pub mod enclosure;
pub mod file_in_memory;
mod footing;
pub mod front;
mod inherited;
pub mod limits;
#[cfg_attr(all(target_os = "linux", not(grade_portable)), path = "process/linux.rs")]
#[cfg_attr(not(all(target_os = "linux", not(grade_portable))), path = "process/unix.rs")]
mod system;
pub mod tier;
pub mod tool;

use crate::fault::Fault;
use allowance::{Allowance, Left, PIECE};
use enclosure::{Enclosure, Kind};
pub use footing::{
    host, outlive_large_files, temporary_folder, thread, unusable_for_moments, with_enough_stack,
};
use inherited::{INHERITED, leads_to_the_network};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{Signal, killpg};
use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use nix::unistd::{AccessFlags, Pid, access};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, IoSlice, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt, parent_id};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use system::Footprint;

/// The first argument that makes `grade` a launcher.
pub const LAUNCH: &str = "__launch";

/// How many bytes of a program's output are kept, and how many are read. A program that
/// says more than is read is hung up on, and has said the first part.
#[derive(Clone, Copy, Debug)]
struct Heard {
    kept: usize,
    read: usize,
}

/// Of a compiler, which a file can make say the same a million times.
const HEARD: Heard = Heard { kept: 256 * 1024, read: 16 * 1024 * 1024 };
/// Of cargo: it describes each of some hundred crates in a few kilobytes.
const HEARD_OF_A_TOOL: Heard = Heard { kept: 64 * 1024 * 1024, read: 64 * 1024 * 1024 };
const MIB: u64 = 1024 * 1024;
/// Addresses that a program may reserve beyond its memory, in bytes: stacks and
/// the allocator's arenas of some hundred threads.
const ADDRESSES_BEYOND: u64 = 64 * 1024 * MIB;
/// How large the stack of a program's first thread may grow, in bytes: as far as shells let
/// it as a rule. What it takes is counted by no other limit.
const STACK_BYTES_MAX: u64 = 8 * MIB;
/// How long a program may take to end after it hung up.
const ENDING: Duration = Duration::from_secs(2);
/// How long its last output may take to arrive on a busy machine, and how long a
/// pause in it is taken for its end.
const LAST_BYTES: Duration = Duration::from_secs(2);
const MOMENT: Duration = Duration::from_millis(20);
/// More threads than this at once are not let run: a machine has some ten thousand for
/// everybody, and stacks of the usual size take all memory before that.
const THREADS_MAX: u64 = 4096;
/// Memory of a program beside what it asks for, in bytes: its first stack, what its
/// libraries change in themselves, and the tables of its pages.
const UNCOUNTED_BYTES: u64 = 192 * MIB;
/// How often a wait looks again.
const POLL: Duration = Duration::from_millis(1);

/// What one program may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Wall time, in seconds.
    pub time_wall_s: f64,
    /// Memory, in MiB.
    pub memory_peak_mib: u64,
}

impl Limits {
    /// The wall time as a duration.
    pub fn wall(&self) -> Duration {
        Duration::from_secs_f64(self.time_wall_s)
    }
}

/// A program to start: its path, arguments and whole environment.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    folder: PathBuf,
    enclosure: Option<Enclosure>,
}

impl Program {
    /// A program in `folder` with a clean environment.
    pub fn new(path: &Path, folder: &Path) -> Self {
        let inherited = INHERITED
            .iter()
            .filter_map(|name| std::env::var_os(name).map(|value| (OsString::from(name), value)));
        Self {
            path: path.to_owned(),
            arguments: Vec::new(),
            environment: inherited.collect(),
            folder: folder.to_owned(),
            enclosure: None,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
        self.arguments.extend(arguments);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Hands over what the person has set for the network. For a program that
    /// downloads, and for none that holds a student's code.
    #[must_use]
    pub fn with_network(mut self) -> Self {
        self.environment.extend(std::env::vars_os().filter(|(name, _)| leads_to_the_network(name)));
        self
    }

    /// Limits what it may reach.
    #[must_use]
    pub fn enclosed(mut self, enclosure: Enclosure) -> Self {
        self.enclosure = Some(enclosure);
        self
    }

    fn command(&self, launcher: &Path, orders: &str) -> Command {
        let mut command = Command::new(launcher);
        command
            .arg(LAUNCH)
            .arg(orders)
            .arg(&self.path)
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .process_group(0);
        command
    }
}

/// What the launcher has to do before it becomes the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Orders {
    memory_peak_mib: u64,
    /// The grader: what it started ends with it.
    parent: u32,
    enclosure: Option<Enclosure>,
    /// Whether a program that cannot be enclosed is not started.
    required: bool,
}

/// How programs that hold a student's code are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// As well as this system can.
    #[default]
    Auto,
    /// At the tier `strong` at least, or not at all.
    Require,
    /// Not at all: for trying things out.
    Off,
}

/// What `grade __launch ORDERS PROGRAM ARGUMENT…` does: limits and encloses
/// itself, then becomes the program. Returns only if that fails.
pub fn launch(mut arguments: impl Iterator<Item = OsString>) -> Fault {
    let hint = "this is for the grader's own use; type `grade --help`";
    let orders = arguments.next();
    let orders = orders.and_then(|json| serde_json::from_str::<Orders>(json.to_str()?).ok());
    let (Some(orders), Some(program)) = (orders, arguments.next()) else {
        return Fault::new("the launcher needs its orders and a program", hint);
    };
    let bytes = orders.memory_peak_mib.saturating_mul(MIB);
    // Threads reserve far more addresses than they use: the second limit is wide.
    let addresses = bytes.saturating_add(ADDRESSES_BEYOND);
    let limits = [
        (Resource::RLIMIT_DATA, bytes),
        (Resource::RLIMIT_AS, addresses),
        (Resource::RLIMIT_CORE, 0),
    ];
    let of_kind = orders.enclosure.iter().flat_map(|enclosure| limits_of(enclosure.kind));
    let set = limits.into_iter().chain(of_kind).filter(|(_, limit)| *limit < u64::MAX);
    for (resource, limit) in set {
        if let Err(error) = lower(resource, limit) {
            return Fault::new(format!("cannot set a limit: {error}"), hint);
        }
    }
    system::end_with_parent();
    if parent_id() != orders.parent {
        return Fault::new("the grader ended before its program began", hint);
    }
    if let Some(enclosure) = &orders.enclosure
        && let Err(error) = enclosure.enter()
        && orders.required
    {
        let what = format!("cannot isolate {}: {error}", program.display());
        return Fault::new(
            what,
            "if you trust every file, a lower `--isolation` does what this system can",
        );
    }
    // Set again: changing the user clears the signal that the parent's death sends.
    system::end_with_parent();
    let error = Command::new(&program).args(arguments).exec();
    limits::refused(&format!("start {}", program.display()), &error)
}

/// What only this kind of program is limited in.
fn limits_of(kind: Kind) -> [(Resource, u64); 3] {
    // A stack that the shell has made smaller stays so: there may be a reason.
    let stack = getrlimit(Resource::RLIMIT_STACK).map_or(u64::MAX, |(soft, _)| soft);
    [
        (Resource::RLIMIT_FSIZE, kind.file_mib_max().saturating_mul(MIB)),
        (Resource::RLIMIT_NOFILE, kind.files_open_max()),
        (Resource::RLIMIT_STACK, stack.min(STACK_BYTES_MAX)),
    ]
}

/// Sets a limit, unless the shell has set a lower one: that may not be raised.
fn lower(resource: Resource, limit: u64) -> nix::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    setrlimit(resource, limit.min(hard), limit.min(hard))
}

/// Starts programs; knows the path of this very binary.
#[derive(Clone, Debug)]
pub struct Spawner {
    launcher: PathBuf,
    isolation: Isolation,
}

impl Spawner {
    /// Programs are started through `launcher`, a path of `grade`.
    pub fn new(launcher: PathBuf, isolation: Isolation) -> Self {
        Self { launcher, isolation }
    }

    /// The path of this very binary.
    pub fn launcher(&self) -> &Path {
        &self.launcher
    }

    fn command(&self, program: &Program, limits: Limits) -> Result<Command, Fault> {
        let orders = Orders {
            memory_peak_mib: limits.memory_peak_mib,
            parent: std::process::id(),
            enclosure: program.enclosure.clone().filter(|_| self.isolation != Isolation::Off),
            required: self.isolation == Isolation::Require,
        };
        let orders = serde_json::to_string(&orders)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        Ok(program.command(&self.launcher, &orders))
    }

    /// Runs a program to its end and keeps the first part of what it printed.
    pub fn run(&self, program: &Program, limits: Limits) -> Result<Finished, Fault> {
        self.run_heard(program, limits, HEARD, &mut |_| {})
    }

    /// Runs one of the toolchain's programs to its end and keeps all that it printed.
    /// `hear` is told each line of its standard error as it is written.
    pub fn run_telling(
        &self,
        program: &Program,
        limits: Limits,
        hear: &mut dyn FnMut(&str),
    ) -> Result<Finished, Fault> {
        self.run_heard(program, limits, HEARD_OF_A_TOOL, hear)
    }

    fn run_heard(
        &self,
        program: &Program,
        limits: Limits,
        heard: Heard,
        hear: &mut dyn FnMut(&str),
    ) -> Result<Finished, Fault> {
        let mut command = self.command(program, limits)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = self.spawn(&mut command, program)?;
        let (stdout, stderr) = group.outputs(heard)?;
        let mut told = 0;
        let (status, left) = group.wait_fairly(limits.wall(), &mut || {
            let lines = stderr.lines_after(&mut told);
            lines.lines().for_each(&mut *hear);
        });
        group.kill();
        let starved = left == Left::Starved;
        Ok(Finished { status, starved, stdout: stdout.all(), stderr: stderr.all() })
    }

    /// Starts a program that speaks over a socket.
    pub fn talk(&self, program: &Program, limits: Limits) -> Result<Peer, Fault> {
        let unusable = |error| limits::refused("make a socket pair", &error);
        let (ours, theirs) = UnixStream::pair().map_err(unusable)?;
        let mut command = self.command(program, limits)?;
        command.stdin(OwnedFd::from(theirs)).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = self.spawn(&mut command, program)?;
        // The command holds the other end of the socket; while it lives, a dead
        // program would not be noticed.
        drop(command);
        // A program that prints too much may still have the right answer.
        let (stdout, stderr) = group.outputs(Heard { read: usize::MAX, ..HEARD })?;
        for set in [UnixStream::set_read_timeout, UnixStream::set_write_timeout] {
            set(&ours, Some(PIECE)).map_err(unusable)?;
        }
        let allowance = Allowance::new(limits.wall());
        Ok(Peer {
            socket: ours,
            group,
            stdout,
            stderr,
            limits,
            allowance,
            counted: Duration::ZERO,
            peak: None,
            shared: Vec::new(),
            shared_bytes: 0,
            excess: None,
        })
    }

    fn spawn(&self, command: &mut Command, program: &Program) -> Result<Group, Fault> {
        // The launcher would learn it too late: what it says is taken for the program's.
        if program.path.is_absolute()
            && let Err(error) = access(&program.path, AccessFlags::X_OK)
        {
            let doing = format!("start {}", program.path.display());
            return Err(limits::refused(&doing, &error.into()));
        }
        command.spawn().map(Group::new).map_err(|error| {
            let fault = limits::refused(&format!("start {}", program.path.display()), &error);
            let needed = [&self.launcher, &program.folder, Path::new("/dev/null")];
            // What the system says does not tell which of them is not there.
            let missing = needed.into_iter().find(|path| !path.exists());
            match missing.filter(|_| error.kind() == io::ErrorKind::NotFound) {
                None => fault,
                Some(path) => {
                    let what = format!("{}: {} is not there", fault.what, path.display());
                    Fault::new(what, "put it back, then run again")
                }
            }
        })
    }
}

/// Starts something that is bound to one of the cores that are timed on, with all its
/// threads, and knows of no other.
pub fn on_one_core<T>(start: impl FnOnce() -> T) -> T {
    match cores::timed(1).last() {
        Some(core) => system::on(&[*core], start),
        None => start(),
    }
}

/// Said of a program that the machine did not let run.
pub const STARVED: &str = "this machine left it too little of its cores to run on";

/// A program that ran to its end, or was ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How it ended; nothing if it was ended at its time limit.
    pub status: Option<ExitStatus>,
    /// Whether it was ended because the machine did not let it run.
    pub starved: bool,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Finished {
    /// Whether it ended well.
    pub fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// How it failed: what it said first, or else how it ended, and the limits of this
    /// machine that may be behind that.
    pub fn end(&self) -> String {
        let said = self.stderr.lines().find(|line| !line.trim().is_empty());
        let end = match (said, self.status) {
            (Some(said), _) => said.trim_start_matches("error: ").to_owned(),
            (None, None) if self.starved => STARVED.to_owned(),
            (None, None) => "it did not end in time".to_owned(),
            (None, Some(status)) => format!("it ended without a word: {status}"),
        };
        limits::noted(end)
    }
}

/// A running program at the other end of a socket.
#[derive(Debug)]
pub struct Peer {
    /// Our end. It gives up waiting after [`PIECE`], for a look at the program.
    socket: UnixStream,
    group: Group,
    stdout: Output,
    stderr: Output,
    limits: Limits,
    /// What is left for the step under way.
    allowance: Allowance,
    /// For how long it could run in the steps before.
    counted: Duration,
    /// Takes what starts the peak of memory anew: see [`Peer::forget_memory_peak`].
    peak: Option<File>,
    /// The files in memory that it reads, and how much memory they had, in bytes, when the
    /// step under way began: what comes since is the doing of this process, which reads
    /// where nothing was written.
    shared: Vec<File>,
    shared_bytes: u64,
    /// What it had too much of, when it was last looked at.
    excess: Option<Excess>,
}

/// What a running program has too much of, although no limit of the system stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Memory.
    Memory,
    /// The program has this number of threads.
    Threads(u64),
}

impl Excess {
    /// What it has too much of, if anything, by what the system tells of its memory without
    /// that of the files that it was handed.
    fn of(footprint: Footprint, shared_bytes: u64, limits: Limits) -> Option<Self> {
        let shared = footprint.shared_bytes.saturating_sub(shared_bytes);
        let memory = footprint.private_bytes.saturating_add(shared);
        if footprint.threads > THREADS_MAX {
            return Some(Self::Threads(footprint.threads));
        }
        let most = limits.memory_peak_mib.saturating_mul(MIB).saturating_add(UNCOUNTED_BYTES);
        (memory > most).then_some(Self::Memory)
    }
}

/// Reads until something comes or the step's time is over, which is an error of the
/// kind `TimedOut`; so is a machine that does not let the program run.
impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.in_time(|socket| socket.read(buffer))
    }
}

/// Writes under the same limit.
impl Write for Peer {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.in_time(|socket| socket.write(buffer))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How a peer came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It ended by itself with this code.
    Exited(i32),
    /// A signal ended it.
    Signalled(i32),
    /// It still ran, and was ended.
    Ended,
}

impl Peer {
    /// Hands over an open file with one byte.
    pub fn send_file(&mut self, file: &impl AsFd) -> io::Result<()> {
        let files = [file.as_fd().as_raw_fd()];
        let with = [ControlMessage::ScmRights(&files)];
        let byte = [IoSlice::new(b"f")];
        self.in_time(|socket| {
            let sent = sendmsg::<()>(socket.as_raw_fd(), &byte, &with, MsgFlags::empty(), None);
            sent.map_err(io::Error::from)
        })?;
        Ok(())
    }

    /// Looks at this file's memory as well from here on: the program reads it, and does
    /// not write it.
    pub fn watch_shared(&mut self, file: File) {
        self.shared.push(file);
    }

    /// Begins a step, which has the whole time limit to itself.
    pub fn begin_step(&mut self) {
        self.counted += self.allowance.counted();
        self.allowance = Allowance::new(self.limits.wall());
        self.shared_bytes = self.memory_of_shared();
    }

    /// For how long it could run in all steps while somebody waited for it, without those
    /// that took less than a look.
    pub fn time_counted(&self) -> Duration {
        self.counted + self.allowance.counted()
    }

    /// What the files in memory take that it reads, in bytes.
    fn memory_of_shared(&self) -> u64 {
        let blocks = |file: &File| file.metadata().map_or(0, |data| data.blocks());
        // Of 512 bytes each: see stat(2).
        self.shared.iter().map(blocks).sum::<u64>().saturating_mul(512)
    }

    /// What it has too much of, if anything; nothing of one that fills the memory that
    /// others read.
    fn looked_at(&self) -> Option<Excess> {
        let mut footprint = system::footprint(self.group.pid())?;
        let files_bytes = self.memory_of_shared();
        footprint.shared_bytes =
            if self.shared.is_empty() { 0 } else { footprint.shared_bytes.max(files_bytes) };
        Excess::of(footprint, self.shared_bytes, self.limits)
    }

    /// What it had too much of, if that ended it.
    pub fn excess(&self) -> Option<Excess> {
        self.excess
    }

    /// How long the step has taken so far.
    pub fn step_elapsed(&self) -> Duration {
        self.allowance.elapsed()
    }

    fn in_time(
        &mut self,
        mut transfer: impl FnMut(&mut UnixStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            let begin = Instant::now();
            let moved = transfer(&mut self.socket);
            self.allowance.waited(PIECE, begin.elapsed());
            let pid = self.group.pid();
            let mut is_looked_at = false;
            let left = self.allowance.left(|| {
                is_looked_at = true;
                vec![pid]
            });
            if is_looked_at {
                self.excess = self.looked_at();
            }
            if self.excess.is_some() {
                return Err(io::ErrorKind::QuotaExceeded.into());
            }
            match moved {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What came at the last moment came in time; a drop at a time does not.
                Ok(0) | Err(_) => return moved,
                Ok(_) if left == Left::Some => return moved,
                Ok(_) => {}
            }
            match left {
                Left::Some => {}
                Left::Nothing | Left::Starved => return Err(io::ErrorKind::TimedOut.into()),
            }
        }
    }

    /// Whether the step's time was over because the machine did not let it run.
    pub fn was_starved(&self) -> bool {
        self.allowance.last() == Left::Starved
    }

    /// The limits it was started with.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// CPU time of the whole process so far; nothing once it is gone, or where
    /// the system does not tell.
    pub fn cpu_time(&self) -> Option<Duration> {
        system::cpu_time(self.group.pid())
    }

    /// Its threads whose name begins with `name`; none where the system does not tell.
    pub fn threads_named(&self, name: &str) -> Vec<i32> {
        system::threads_named(self.group.pid(), name)
    }

    /// Binds each of these threads to a core of its own, if there are as many of
    /// them as cores that are timed on. If not, which cores are best is for
    /// the system to say; and it goes on choosing where it does not let us.
    pub fn spread(&self, threads: &[i32]) {
        system::spread(threads);
    }

    /// Binds all its threads to one of the cores that are timed on: the core at `index`, counted round and round.
    pub fn settle(&self, index: usize) {
        system::settle(self.group.pid(), index);
    }

    /// The most memory that it has had in use at once, in MiB; only Linux tells.
    pub fn memory_peak_mib(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.group.pid())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib / 1024.0)
    }

    /// Sees to it that the peak of memory can be started anew, as long as the process still
    /// lets others look at it: the server of an exercise soon does not.
    pub fn hold_memory_peak(&mut self) {
        self.peak = system::resettable_peak(self.group.pid());
    }

    /// Starts the peak again from what is in use now, as proc(5) has it for
    /// `clear_refs`; where that fails, the peak is the process's own.
    pub fn forget_memory_peak(&self) {
        if let Some(mut peak) = self.peak.as_ref() {
            let _ = peak.write_all(b"5");
        }
    }

    /// Stops every thread where it is.
    pub fn stop(&self) {
        self.group.signal(Signal::SIGSTOP);
    }

    /// Lets a stopped program go on.
    pub fn go_on(&self) {
        self.group.signal(Signal::SIGCONT);
    }

    /// Ends it and says how it had ended before, if it had.
    pub fn end(&mut self, patience: Patience) -> Ending {
        let waited = match patience {
            Patience::HungUp => ENDING,
            Patience::None => Duration::ZERO,
        };
        let status = self.group.wait(waited);
        self.group.kill();
        match status {
            None => Ending::Ended,
            Some(status) => match (status.code(), status.signal()) {
                (Some(code), _) => Ending::Exited(code),
                (None, Some(signal)) => Ending::Signalled(signal),
                (None, None) => Ending::Ended,
            },
        }
    }

    /// What it printed so far, standard output first.
    pub fn printed(&self) -> String {
        let printed = |output: &Output| match self.group.status {
            Some(_) => output.all(),
            None => output.so_far(),
        };
        printed(&self.stdout) + &printed(&self.stderr)
    }
}

/// Whether a program may take a moment to end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// It hung up: its exit status is on its way.
    HungUp,
    /// It was given up.
    None,
}

/// A child and all that it started in its process group; killed when dropped.
#[derive(Debug)]
struct Group {
    child: Child,
    status: Option<ExitStatus>,
}

impl Group {
    fn new(child: Child) -> Self {
        Self { child, status: None }
    }

    /// What it prints: standard output and standard error.
    fn outputs(&mut self, heard: Heard) -> Result<(Output, Output), Fault> {
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        Ok((Output::drain(stdout, heard)?, Output::drain(stderr, heard)?))
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    fn signal(&self, signal: Signal) {
        // Once the leader is reaped its id may belong to somebody else.
        if self.status.is_none() {
            let _ = killpg(self.pid(), signal);
        }
    }

    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while self.status.is_none() {
            match system::has_ended(&mut self.child) {
                true => return self.reap(),
                false if start.elapsed() >= limit => return None,
                false => std::thread::sleep(POLL),
            }
        }
        self.status
    }

    /// Waits until the program ends, or has had its time. Between two looks `meanwhile`
    /// is called.
    fn wait_fairly(
        &mut self,
        limit: Duration,
        meanwhile: &mut dyn FnMut(),
    ) -> (Option<ExitStatus>, Left) {
        let mut allowance = Allowance::new(limit);
        while self.status.is_none() && !system::has_ended(&mut self.child) {
            match allowance.left(|| system::processes_of_group(self.pid())) {
                Left::Some => {}
                over => return (None, over),
            }
            let begin = Instant::now();
            std::thread::sleep(POLL);
            meanwhile();
            allowance.waited(POLL, begin.elapsed());
        }
        (self.reap(), Left::Some)
    }

    /// Kills the whole group, then takes the leader's status. In this order:
    /// while the leader is unreaped, the group's id is still its own.
    fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
        self.reap();
    }

    fn reap(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            // What the leader left behind goes with it.
            let _ = killpg(self.pid(), Signal::SIGKILL);
            self.status = self.child.wait().ok();
        }
        self.status
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The first part of what a program prints; the rest is read and dropped, so
/// that the program never blocks on it.
#[derive(Debug)]
struct Output {
    kept: Arc<Mutex<Vec<u8>>>,
    over: Receiver<()>,
}

impl Output {
    fn drain(pipe: Option<impl Read + Send + 'static>, most: Heard) -> Result<Self, Fault> {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (done, over) = channel();
        let sink = Arc::clone(&kept);
        thread(move || {
            let mut buffer = [0; 8192];
            let Some(mut pipe) = pipe else { return };
            let mut heard = 0_usize;
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                if let Ok(mut kept) = sink.lock() {
                    let room = most.kept - kept.len();
                    kept.extend_from_slice(&buffer[..length.min(room)]);
                }
                heard = heard.saturating_add(length);
                if heard > most.read {
                    break;
                }
            }
            drop(done);
        })?;
        Ok(Self { kept, over })
    }

    /// All that was printed by a program that has ended. Its last bytes may still
    /// be on their way; a process that escaped with the pipe cannot hold us up.
    fn all(&self) -> String {
        let _ = self.over.recv_timeout(LAST_BYTES);
        self.kept()
    }

    /// What was printed so far: when it is quiet for a moment, that is all.
    fn so_far(&self) -> String {
        let start = Instant::now();
        let mut length = usize::MAX;
        while start.elapsed() < LAST_BYTES {
            if self.over.recv_timeout(MOMENT) == Err(RecvTimeoutError::Disconnected) {
                break;
            }
            let now = self.kept.lock().map_or(0, |kept| kept.len());
            if std::mem::replace(&mut length, now) == now {
                break;
            }
        }
        self.kept()
    }

    /// The whole lines that came after the first `told` bytes; counts them in.
    fn lines_after(&self, told: &mut usize) -> String {
        let Ok(kept) = self.kept.lock() else { return String::new() };
        let new = &kept[*told..];
        let whole = new.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        *told += whole;
        String::from_utf8_lossy(&new[..whole]).into_owned()
    }

    fn kept(&self) -> String {
        let kept = self.kept.lock().map(|kept| kept.clone()).unwrap_or_default();
        String::from_utf8_lossy(&kept).into_owned()
    }
}
