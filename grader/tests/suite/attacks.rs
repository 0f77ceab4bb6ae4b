//! The attack suite: each candidate in `tests/attacks` tries one thing that a
//! hostile submission would, and must end as its header says. Canaries show that
//! nothing was read, written, reached or killed: a file, a folder, three
//! sockets and a process.

use crate::course::{Course, processes_below};
use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// What only somebody who read the canary file can know.
const SECRET: &str = "the-canary-is-alive";

/// What an attacker might reach, and what would show it.
struct Canaries {
    folder: tempfile::TempDir,
    tcp: TcpListener,
    udp: UdpSocket,
    unix: UnixListener,
    unix_name: String,
    victim: Child,
}

impl Canaries {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("secret"), SECRET).expect("a file of ours");
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port of ours");
        tcp.set_nonblocking(true).expect("a socket of ours");
        let udp = UdpSocket::bind(tcp.local_addr().expect("it is bound")).expect("a free port");
        udp.set_nonblocking(true).expect("a socket of ours");
        let unix_name = format!("canary-{}-{name}", std::process::id());
        let address = SocketAddr::from_abstract_name(&unix_name).expect("a short name");
        let unix = UnixListener::bind_addr(&address).expect("a name of ours");
        unix.set_nonblocking(true).expect("a socket of ours");
        let victim = Command::new("sleep").arg("600").spawn().expect("there is `sleep`");
        Self { folder, tcp, udp, unix, unix_name, victim }
    }

    fn secret(&self) -> PathBuf {
        self.folder.path().join("secret")
    }

    /// A candidate with the canaries' names in it, and the right answer below.
    fn candidate(&self, name: &str, course: &Course) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is there");
        let port = self.tcp.local_addr().expect("it is bound").port();
        let names = [
            ("@SECRET@", self.secret().display().to_string()),
            ("@FOLDER@", self.folder.path().display().to_string()),
            ("@COURSE@", course.root.display().to_string()),
            ("@PORT@", port.to_string()),
            ("@VICTIM@", self.victim.id().to_string()),
            ("@ABSTRACT@", self.unix_name.clone()),
        ];
        let text = read(&format!("{name}.rs")) + &read("answer.txt");
        names.iter().fold(text, |text, (mark, value)| text.replace(mark, value))
    }

    fn assert_untouched(&mut self) {
        let secret = fs::read_to_string(self.secret()).expect("the canary file is still there");
        assert_eq!(secret, SECRET, "the canary file was changed");
        let entries = fs::read_dir(self.folder.path()).expect("the folder").count();
        assert_eq!(entries, 1, "something was left in the canary folder");
        let nobody = |error: std::io::Error| error.kind() == ErrorKind::WouldBlock;
        assert!(self.tcp.accept().is_err_and(nobody), "somebody connected by TCP");
        assert!(self.udp.recv(&mut [0; 64]).is_err_and(nobody), "somebody sent a datagram");
        assert!(self.unix.accept().is_err_and(nobody), "somebody connected to the socket");
        let ended = self.victim.try_wait().expect("a child of ours");
        assert!(ended.is_none(), "the canary process was killed: {ended:?}");
        assert!(!Path::new("/tmp/left-by-a-candidate").exists(), "a file was left in /tmp");
    }
}

impl Drop for Canaries {
    fn drop(&mut self) {
        let _ = self.victim.kill();
        let _ = self.victim.wait();
    }
}

/// What a header says, after `//! key: `.
fn field(text: &str, key: &str) -> Option<String> {
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    let value = lines.into_iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    value.map(str::to_owned)
}

fn check(name: &str) {
    let course = Course::shared();
    let mut canaries = Canaries::new(name);
    let text = canaries.candidate(name, &course);
    let expected = field(&text, "Expect").expect("a header says what is expected");
    for key in ["Attack", "Layer"] {
        assert!(field(&text, key).is_some(), "the header has no {key}");
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let file = home.path().join(format!("{name}.rs"));
    fs::write(&file, &text).expect("a file of ours");
    let path = file.to_str().expect("a plain path");
    let mut arguments = vec!["spin", "--file", path, "--isolation", "require"];
    if field(&text, "Timed").is_none() {
        arguments.push("--quick");
    }
    let (ran, result) = course.result(&arguments);
    let verdict = result["verdict"].as_str().expect("a verdict");
    let as_expected = match expected.as_str() {
        "not accepted" => verdict != "accepted",
        expected => verdict == expected,
    };
    assert!(as_expected, "{verdict}, not {expected}:\n{}{}", ran.stdout, ran.stderr);
    let said = format!("{}{}{result}", ran.stdout, ran.stderr);
    assert!(!said.contains(SECRET), "the canary's secret came out:\n{said}");
    assert!(!said.contains("BROKE OUT"), "{said}");
    for raw in ['\u{1b}', '\u{202e}', '\u{200b}', '\r', '\u{7}'] {
        assert!(!ran.stdout.contains(raw), "{raw:?} reached the screen:\n{}", ran.stdout);
    }
    for line in ran.stdout.lines().chain(ran.stderr.lines()) {
        let obeyed = line.trim_start().starts_with("::") || line.contains("##[");
        assert!(!obeyed, "a build log would obey: {line}");
    }
    if let Some(unit) = result["candidate"]["unit"].as_str() {
        let left = processes_below(&course.root.join("target/grade/units/spin").join(unit));
        assert!(left.is_empty(), "still running: {left:?}");
    }
    canaries.assert_untouched();
}

macro_rules! attacks {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_attack_is_tried() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
            let paths = grader::course::sorted_entries(&folder).expect("a folder of ours");
            let files = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
            let stem = |path: &PathBuf| path.file_stem().map(|s| s.to_string_lossy().into_owned());
            let files: Vec<String> = files.filter_map(stem).collect();
            let mut tried = vec![$(stringify!($name).to_owned()),*];
            tried.sort();
            assert_eq!(tried, files);
        }
    };
}

attacks! {
    aborts
    allows_unsafe_code_first
    answers_before_it_is_done
    answers_from_a_table
    answers_from_memory
    answers_too_little
    asks_for_a_variable_when_compiled
    becomes_another_program
    bombs_with_forks
    breaks_out_of_a_markdown_fence
    computes_between_its_turns
    computes_with_half_the_bits
    connects_by_tcp
    deadlocks
    doubles_its_tokens
    exits_in_a_panic_hook
    exits_with_success
    exports_a_symbol
    exports_by_another_name
    floods_standard_output
    forges_a_result_file
    has_global_assembly
    has_unsafe_code
    hides_code_in_a_comment
    hides_code_in_a_string
    hides_unsafe_in_a_macro
    includes_code_from_outside
    interleaves_its_chains
    is_a_naked_function
    is_quick_on_one_core
    is_right_on_small_input_only
    is_wrong_after_warming_up
    leaves_a_large_constant
    leaves_threads_spinning
    links_a_library
    links_to_a_path_outside
    listens_on_a_port
    looks_for_descriptors
    never_ends
    overflows_its_stack
    overwrites_a_file
    panics_with_no_message
    poisons_the_store
    prints_a_thousand_errors
    reads_a_secret
    reads_a_secret_when_compiled
    reads_other_processes
    reads_standard_input
    reads_the_environment
    reads_the_environment_when_compiled
    reads_the_solution
    removes_and_renames
    runs_before_main
    sends_by_udp
    sends_terminal_escapes
    sends_workflow_commands
    speaks_commands_in_an_error
    speaks_the_protocol
    starts_a_program
    starts_the_compiler
    starts_too_many_threads
    takes_all_memory
    takes_forever_to_compile
    uses_an_abstract_socket
    uses_an_unstable_feature
    writes_its_own_memory
}

/// A candidate that holds still, to be looked at from outside.
const WAITS: &str = "pub fn spin(_: &[u64]) -> Vec<u64> {
    std::thread::sleep(std::time::Duration::from_secs(60));
    Vec::new()
}";

#[test]
fn a_candidate_of_root_is_nobody() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not root: nothing to give up");
        return;
    }
    let (course, _folder) = Course::copy();
    course.write("waits.rs", WAITS);
    let mut grade = Command::new(env!("CARGO_BIN_EXE_grade"))
        .args(["spin", "--file", "waits.rs", "--isolation", "require"])
        .current_dir(&course.root)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    // The judge and the candidate; the second is the one that waits.
    let mut owners = Vec::new();
    while grade.try_wait().expect("a child of ours").is_none() && owners.len() < 2 {
        owners = owners_of_children(grade.id());
    }
    let _ = grade.kill();
    let _ = grade.wait();
    assert_eq!(owners, [65_534, 65_534], "the users of judge and candidate");
}

/// The users that run the units which this process has started.
fn owners_of_children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("Linux").flatten().map(|entry| entry.path());
    let owner = |process: PathBuf| {
        let program = fs::read_link(process.join("exe")).ok()?;
        let status = fs::read_to_string(process.join("status")).ok()?;
        let value = |key| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.split_whitespace().next()?.parse::<u32>().ok()
        };
        let is_unit = program.components().any(|part| part.as_os_str() == "units");
        (is_unit && value("PPid:")? == parent).then(|| value("Uid:")).flatten()
    };
    processes.filter_map(owner).collect()
}

#[test]
fn two_gradings_are_timed_one_after_the_other() {
    let (course, _folder) = Course::apart();
    let lock = fs::File::create(course.root.join("target/grade/timing.lock"));
    let lock = lock.expect("a file of ours");
    lock.lock().expect("nobody else has it");
    let mut grade = Command::new(env!("CARGO_BIN_EXE_grade"))
        .args(["spin", "--solution"])
        .current_dir(&course.root)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let lines = std::io::BufReader::new(grade.stderr.take().expect("a pipe"));
    let mut lines = std::io::BufRead::lines(lines).map_while(Result::ok);
    let queued = lines.by_ref().find(|line| line.contains("another grading is being timed"));
    assert!(queued.is_some(), "it did not wait");
    assert!(grade.try_wait().expect("a child of ours").is_none(), "it waits");
    drop(lock);
    lines.for_each(drop);
    let status = grade.wait().expect("a child of ours");
    // On a busy machine it may be that nothing can be told: a verdict, too.
    assert!(matches!(status.code(), Some(0 | 3)), "it did not go on: {status}");
}
