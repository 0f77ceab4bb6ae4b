//! The attack suite: each candidate in `tests/attacks` tries one thing that a
//! hostile submission would, and must end as its header says. Canaries show that
//! nothing was read, written, reached or killed: a file, a folder, three
//! sockets and a process. Each kind of attack has its honest twin in
//! `tests/attacks/twins`, which looks like it and is never rejected.
//!
//! A header has these lines, the last six where they are needed:
//!
//! - `Attack`, or `Honest` for a twin: what it does, in one sentence;
//! - `Layer`: what must stop it, and `Expect`: the verdict, `not accepted`, or
//!   `refused` where the file is not graded at all;
//! - `Twin`: the honest program that looks like it;
//! - `Timed`: speed is measured too, and `Exercise`: another than `spin`;
//! - `With`: texts of `tests/attacks/with` that are put behind it;
//! - `Machine`: the only kind of processor that it is made for;
//! - `First`: what stands before the header when it is graded;
//! - `Open`: why the grader cannot stop it yet. Its end is printed, not asked for.

use crate::course::{Course, Ran, processes_below};
use crate::timing::tally;
use grader_spec::protocol::{Reply, Request, Subject, send};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{PoisonError, RwLock};

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

    /// A candidate with the canaries' names in it, and with what its header asks for.
    fn candidate(&self, text: &str, course: &Course) -> String {
        let read = |name: &str| {
            let path = folder().join(name);
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let mut whole = field(text, "First").unwrap_or_default() + text;
        for name in field(text, "With").unwrap_or_default().split_whitespace() {
            whole += &read(&format!("with/{name}.txt"));
        }
        if field(text, "Exercise").is_none() {
            whole += &read("answer.txt");
        }
        let port = self.tcp.local_addr().expect("it is bound").port();
        let names = [
            ("@SECRET@", self.secret().display().to_string()),
            ("@FOLDER@", self.folder.path().display().to_string()),
            ("@COURSE@", course.root.display().to_string()),
            ("@PORT@", port.to_string()),
            ("@VICTIM@", self.victim.id().to_string()),
            ("@ABSTRACT@", self.unix_name.clone()),
            // What an editor would change, or hide.
            ("@BOM@", "\u{feff}".to_owned()),
            ("@CR@", "\r".to_owned()),
            ("@LF@", "\n".to_owned()),
            ("@FF@", "\u{c}".to_owned()),
            ("@NEL@", "\u{85}".to_owned()),
            ("@LS@", "\u{2028}".to_owned()),
            ("@LRM@", "\u{200e}".to_owned()),
        ];
        repeated(&names.iter().fold(whole, |text, (mark, value)| text.replace(mark, value)))
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

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks")
}

/// A text with `@3xab@` written out: `ababab`.
fn repeated(text: &str) -> String {
    let one = |mark| -> Option<(String, &str)> {
        let (count, rest): (&str, &str) = str::split_once(mark, 'x')?;
        let count = count.parse().ok()?;
        let (part, rest) = rest.split_once('@')?;
        Some((part.repeat(count), rest))
    };
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, mark)) = rest.split_once('@') {
        done += before;
        let (part, left) = one(mark).unwrap_or_else(|| ("@".to_owned(), mark));
        done += &part;
        rest = left;
    }
    done + rest
}

/// A timed candidate is alone among these tests: nothing is decided beside others.
static ALONE: RwLock<()> = RwLock::new(());

/// How a candidate of these files ended.
struct Ended {
    text: String,
    verdict: String,
    ran: Ran,
    result: serde_json::Value,
}

/// Grades a file below `tests/attacks` as its header says. The canaries must be as they
/// were afterwards, and nothing may be left running. `GRADE_TESTS_ISOLATION=auto` tries what
/// students have by default.
fn graded(name: &str, path: &str) -> Ended {
    let header = fs::read_to_string(folder().join(path)).expect("it is there");
    let exercise = field(&header, "Exercise").unwrap_or_else(|| "spin".to_owned());
    let has_files = exercise == "sums";
    let course = if has_files { Course::shared_with_files() } else { Course::shared() };
    let mut canaries = Canaries::new(name);
    let text = canaries.candidate(&header, &course);
    let home = tempfile::tempdir().expect("a temporary folder");
    let file = home.path().join(format!("{name}.rs"));
    fs::write(&file, &text).expect("a file of ours");
    let path = file.to_str().expect("a plain path");
    let isolation = std::env::var("GRADE_TESTS_ISOLATION").unwrap_or_else(|_| "require".to_owned());
    let mut arguments = vec![&*exercise, "--file", path, "--isolation", &isolation];
    let is_timed = field(&header, "Timed").is_some();
    if !is_timed {
        arguments.push("--quick");
    }
    let alone = is_timed.then(|| ALONE.write().unwrap_or_else(PoisonError::into_inner));
    let beside = (!is_timed).then(|| ALONE.read().unwrap_or_else(PoisonError::into_inner));
    let (ran, result) = course.result(&arguments);
    drop((alone, beside));
    // A fault that names the file and nothing else is a way to refuse it.
    let fault = result["fault"]["what"].as_str().unwrap_or_default();
    let otherwise = if fault.starts_with(path) { "refused" } else { "a fault" };
    let verdict = result["verdict"].as_str().unwrap_or(otherwise).to_owned();
    if let Some(unit) = result["candidate"]["unit"].as_str() {
        let units = course.root.join("target/grade/units").join(&exercise);
        let left = processes_below(&units.join(unit));
        assert!(left.is_empty(), "still running: {left:?}");
    }
    canaries.assert_untouched();
    Ended { text: header, verdict, ran, result }
}

/// So much may be shown of one grading, in bytes, and so much may be kept.
const SHOWN_MAX: usize = 2 << 20;
const KEPT_MAX: usize = 4 << 20;

/// What went wrong beside the verdict: something came out, or reached the screen.
fn leaks(ended: &Ended) -> Vec<String> {
    let Ended { ran, result, .. } = ended;
    let kept = result.to_string();
    let said = format!("{}{}{kept}", ran.stdout, ran.stderr);
    let mut leaks = Vec::new();
    // The last is in the system's list of accounts.
    for word in [SECRET, "BROKE OUT: ", "root:x:0"] {
        leaks.extend(said.contains(word).then(|| format!("it says `{word}`")));
    }
    let raw = ['\u{1b}', '\u{202e}', '\u{200b}', '\r', '\u{7}'].into_iter();
    let raw = raw.filter(|&raw| ran.stdout.contains(raw));
    leaks.extend(raw.map(|raw| format!("{raw:?} reached the screen")));
    let lines = ran.stdout.lines().chain(ran.stderr.lines());
    let mut obeyed =
        lines.filter(|line| line.trim_start().starts_with("::") || line.contains("##["));
    leaks.extend(obeyed.next().map(|line| format!("a build log would obey: {line}")));
    let shown = ran.stdout.len() + ran.stderr.len();
    leaks.extend((shown > SHOWN_MAX).then(|| format!("{shown} bytes are shown")));
    leaks.extend((kept.len() > KEPT_MAX).then(|| format!("{} bytes are kept", kept.len())));
    leaks
}

/// Enough of a text to see what it is.
fn beginning(text: &str) -> String {
    text.chars().take(4096).collect()
}

/// Whether a file is made for another kind of processor.
fn is_made_for_another(path: &str) -> bool {
    let text = fs::read_to_string(folder().join(path)).expect("it is there");
    field(&text, "Machine").is_some_and(|machine| machine != std::env::consts::ARCH)
}

fn check(name: &str) {
    if is_made_for_another(&format!("{name}.rs")) {
        eprintln!("{name} is made for another processor: not tried");
        return;
    }
    let ended = graded(name, &format!("{name}.rs"));
    let Ended { text, verdict, ran, .. } = &ended;
    let expected = field(text, "Expect").expect("a header says what is expected");
    for key in ["Attack", "Layer"] {
        assert!(field(text, key).is_some(), "the header has no {key}");
    }
    let as_expected = match expected.as_str() {
        "not accepted" => verdict != "accepted" && verdict != "a fault",
        expected => verdict == expected,
    };
    let mut wrong = leaks(&ended);
    wrong.extend((!as_expected).then(|| format!("{verdict}, not {expected}")));
    if let Some(why) = field(text, "Open") {
        println!("OPEN: {name}: {why}; here: {verdict} {wrong:?}");
        return;
    }
    let shown = beginning(&ran.stdout) + &beginning(&ran.stderr);
    assert!(wrong.is_empty(), "{wrong:?}:\n{shown}");
}

/// An honest program is accepted. Where speed is measured, a busy machine may be unable to
/// tell; that it never is anything else is what counts.
fn check_twin(name: &str) {
    let ended = graded(name, &format!("twins/{name}.rs"));
    let Ended { text, verdict, ran, .. } = &ended;
    assert!(field(text, "Honest").is_some(), "the header says what is honest");
    let is_timed = field(text, "Timed").is_some();
    if is_timed {
        tally(verdict);
    }
    let is_well = verdict == "accepted" || is_timed && verdict == "inconclusive";
    let shown = beginning(&ran.stdout) + &beginning(&ran.stderr);
    assert!(is_well, "an honest program was rejected: {verdict}:\n{shown}");
    assert_eq!(leaks(&ended), [""; 0], "{shown}");
}

/// The files of a folder below `tests/attacks` that are candidates, by name and header.
fn files(folder_name: &str) -> Vec<(String, String)> {
    let paths = grader::course::sorted_entries(&folder().join(folder_name)).expect("our folder");
    let files = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let read = |path: &PathBuf| {
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        Some((stem, fs::read_to_string(path).ok()?))
    };
    files.filter_map(read).collect()
}

fn assert_all_are_tried(folder: &str, mut tried: Vec<&str>) {
    let files = files(folder);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    tried.sort_unstable();
    assert_eq!(tried, names);
}

macro_rules! attacks {
    ($($name:ident)* ; slow $($slow:ident)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        $(#[test]
        #[ignore = "it takes half a minute; the course's own CI runs it alone"]
        fn $slow() {
            check(stringify!($slow));
        })*

        #[test]
        fn every_attack_is_tried() {
            assert_all_are_tried("", vec![$(stringify!($name),)* $(stringify!($slow)),*]);
        }
    };
}

macro_rules! twins {
    ($($name:ident)*) => {
        mod twins {
            $(#[test]
            fn $name() {
                super::check_twin(stringify!($name));
            })*

            #[test]
            fn every_twin_is_tried() {
                super::assert_all_are_tried("twins", vec![$(stringify!($name)),*]);
            }
        }
    };
}

#[test]
fn every_twin_belongs_to_an_attack() {
    let named: BTreeSet<String> =
        files("").iter().filter_map(|(_, text)| field(text, "Twin")).collect();
    let twins: BTreeSet<String> = files("twins").into_iter().map(|(name, _)| name).collect();
    assert_eq!(named, twins);
}

attacks! {
    aborts
    allows_by_a_condition
    allows_unsafe_code_first
    answers_another_question
    answers_before_it_is_asked
    answers_before_it_is_done
    answers_by_the_number_of_threads
    answers_from_a_table
    answers_from_memory
    answers_thirty_times
    answers_too_little
    answers_within_the_slack
    asks_again_and_again
    asks_for_a_variable_when_compiled
    asks_for_giant_stacks
    asks_for_signals_to_others
    asks_for_variables_by_another_name
    becomes_another_program
    begins_with_a_byte_order_mark
    begins_with_a_shebang
    blocks_a_worker_for_good
    bombs_with_forks
    breaks_out_of_a_markdown_fence
    builds_its_words_from_parts
    builds_the_global_pool_again
    burns_after_its_slow_runs
    burns_in_its_first_second
    burns_while_the_capacity_is_measured
    calls_the_kernel_by_number
    claims_a_frame_of_a_gigabyte
    claims_its_memory
    claims_two_cores
    computes_between_its_turns
    computes_half_of_it
    computes_with_half_the_bits
    connects_by_tcp
    counts_no_counters
    counts_nothing
    deadlocks
    declares_foreign_functions
    documents_itself_from_a_file
    doubles_its_tokens
    drips_its_answers
    ends_a_comment_with_a_carriage_return
    ends_after_its_answer
    exits_in_a_panic_hook
    exits_with_success
    exports_a_symbol
    exports_by_another_name
    fills_shared_memory
    fills_the_holes_of_its_input
    floods_standard_output
    forges_a_result_file
    frees_its_memory_before_the_look
    gives_every_thread_the_first_part
    hangs_up
    has_a_giant_static
    has_a_line_of_five_megabytes
    has_a_module_in_another_file
    has_a_sparse_static
    has_global_assembly
    has_items_without_number
    has_types_that_explode
    has_unsafe_code
    hides_a_part_in_each_window
    hides_assembly_in_a_derive
    hides_behind_comments
    hides_code_in_a_comment
    hides_code_in_a_string
    hides_unsafe_in_a_derive
    hides_unsafe_in_a_macro
    includes_code_from_outside
    includes_itself
    interleaves_its_chains
    is_a_naked_function
    is_quick_on_one_core
    is_quick_only_when_it_is_sized
    is_right_at_both_ends
    is_right_on_small_input_only
    is_slow_when_it_is_sized
    is_wrong_after_warming_up
    is_wrong_in_rare_elements
    keeps_a_crowd_of_threads
    keeps_a_worker_busy_before_its_turn
    keeps_much_in_each_thread
    knows_the_sizes
    leaves_a_comment_open
    leaves_a_large_constant
    leaves_threads_spinning
    lets_its_stack_grow
    links_a_library
    links_crates_of_the_grader
    links_to_a_path_outside
    listens_on_a_port
    looks_for_descriptors
    looks_for_its_input_early
    looks_through_control_groups
    lowers_the_limits_of_others
    maps_memory_that_no_limit_counts
    names_its_threads_for_the_screen
    nests_its_brackets
    nests_its_generics
    nests_without_brackets
    never_ends
    never_ends_when_it_ends
    opens_files_without_number
    overflows_its_stack
    overwrites_a_file
    panics_at_length
    panics_in_a_worker_afterwards
    panics_with_a_bomb
    panics_with_no_message
    poisons_the_store
    prints_a_thousand_errors
    prints_until_it_is_stopped
    reads_a_secret
    reads_a_secret_when_compiled
    reads_by_another_name
    reads_files_before_its_turn
    reads_files_of_others
    reads_other_processes
    reads_standard_input
    reads_the_environment
    reads_the_environment_when_compiled
    reads_the_solution
    remembers_by_address
    remembers_files_by_name
    remembers_in_its_threads
    removes_and_renames
    runs_before_main
    says_done_from_another_thread
    says_that_the_course_is_broken
    sends_by_udp
    sends_itself_signals
    sends_terminal_escapes
    sends_workflow_commands
    separates_with_odd_spaces
    shouts_its_panic
    speaks_commands_in_an_error
    speaks_the_protocol
    spins_half_as_long
    spoils_its_slow_runs
    starts_a_program
    starts_the_compiler
    starts_threads_without_end
    starts_too_many_threads
    takes_a_file_for_a_module
    takes_all_memory
    takes_back_its_death_signal
    tells_nothing_of_its_threads
    tells_what_the_compiler_may_read
    tells_which_runs_count
    thrashes_memory_between_its_turns
    uses_an_abstract_socket
    uses_an_unstable_feature
    wakes_a_crowd_at_once
    works_after_it_is_done
    works_before_its_clock_starts
    works_while_it_takes_its_input
    writes_among_its_files
    writes_its_own_memory
    writes_to_its_input

    ; slow
    sleeps_in_every_check
    takes_forever_to_compile
    panics_where_its_cause_is_sought
    works_while_it_answers
    claims_a_machine_that_is_busy
    claims_nonsense_of_its_run
    reads_its_next_input_ahead
    burns_a_core_beside_its_work
}

twins! {
    asks_for_its_limits
    begins_as_some_editors_do
    catches_its_own_panic
    derives_with_a_bound
    hands_out_a_function_as_c_calls_it
    hands_tokens_to_a_macro
    has_a_long_line
    has_a_static
    includes_nothing
    interleaves_a_little
    interleaves_most
    is_serial_where_it_is_short
    is_slow_at_first
    keeps_a_little_in_each_thread
    keeps_a_thread_that_waits
    keeps_within_its_memory
    leaves_a_job_in_the_pool
    names_a_function_after_a_keyword
    names_its_threads
    nests_as_people_do
    prints_and_is_right
    reads_each_file_in_its_turn
    remembers_by_content
    separates_with_form_feeds
    serves_itself
    shares_the_work
    uses_all_crates_that_it_may
    warns_by_a_condition
}

/// Attacks that speak the protocol with numbers of another day would break off, and show
/// nothing.
#[test]
fn the_line_speaks_the_protocol_of_today() {
    let text = fs::read_to_string(folder().join("with/line.txt")).expect("it is there");
    let check = |bytes: Vec<u8>, before: &str, after: &str| {
        let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
        let spoken = format!("{before}{}{after}", bytes.join(", "));
        assert!(text.contains(&spoken), "with/line.txt does not say `{spoken}`");
    };
    let run = Request::Run { subject: Subject::Candidate, rendezvous: true, inputs: None };
    check(first_bytes(&Request::Load { inputs: 7 }, 1), "[", ", rest @ ..]");
    check(first_bytes(&run, 2), "[", ", _, rest @ ..]");
    check(first_bytes(&Request::Gather, 9), "[", "] =>");
    check(first_bytes(&Request::Outputs, 9), "[", "] =>");
    check(first_bytes(&Reply::Loaded, 9), "send(&mut line, &[", "]);");
    check(first_bytes(&Reply::Gathered, 9), "send(&mut line, &[", "]);");
    check(first_bytes(&Reply::Outputs(7), 1), "send(&mut line, &[&[", "], &varint");
    check(first_bytes(&Reply::Ran(Box::default()), 1), "let mut frame = vec![", "];");
}

/// What a message begins with on the wire, behind its length.
fn first_bytes(message: &impl serde::Serialize, count: usize) -> Vec<u8> {
    let mut wire = Vec::new();
    send(&mut wire, message).expect("a Vec takes everything");
    wire.into_iter().skip(4).take(count).collect()
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
    let lock = grader::measure::timing_lock(&course.root.join("target/grade"));
    let lock = fs::File::create(lock);
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
