//! The trouble that a machine can make, row by row: each provokes one on the tests'
//! own course, and names the exit codes and words that may come of it. Whatever the
//! machine does, a student is never blamed for it.

mod stage;

use crate::course::Ran;
use stage::{Built, Need, Stage};
use std::fs;
use std::os::unix::fs::symlink;

/// One kind of trouble.
struct Row {
    needs: &'static [Need],
    built: Built,
    prepare: fn(&mut Stage),
    /// For bash; `"$@"` is the grading.
    script: &'static str,
    arguments: &'static [&'static str],
    codes: &'static [i32],
    /// Words that must be said.
    says: &'static [&'static str],
    /// Words that must not.
    never: &'static [&'static str],
}

/// A right file, graded for its answers.
const ROW: Row = Row {
    needs: &[],
    built: Built::Judge,
    prepare: |_| (),
    script: "exec \"$@\"",
    arguments: &["spin", "--quick"],
    codes: &[0],
    says: &[],
    never: &[],
};

/// What no row may say: the grader's own end, or a defect of its own. (A compiler that
/// panics may be quoted.)
const NEVER: [&str; 4] =
    ["panicked at grader/", "panicked at src/", "this is a bug", "has overflowed its stack"];

fn check(name: &str, row: &Row) {
    if let Some(missing) = row.needs.iter().find_map(|need| need.missing()) {
        eprintln!("SKIPPED: {name}: {missing}");
        return;
    }
    let mut stage = Stage::new(row.built);
    (row.prepare)(&mut stage);
    let ran = stage.run(row.script, row.arguments);
    eprintln!("ROW {name}: code {}: {}", ran.code, fault_of(&ran));
    let wrong = wrong(row, &ran);
    assert_eq!(wrong, None, "{name}: code {}\n{}\n{}", ran.code, ran.stdout, ran.stderr);
}

/// The fault with its mend, for who looks through what is said.
fn fault_of(ran: &Ran) -> &str {
    ran.stderr.find("error: ").map_or("no fault", |at| ran.stderr[at..].trim_end())
}

/// What is wrong with a run.
fn wrong(row: &Row, ran: &Ran) -> Option<String> {
    let said = format!("{}\n{}", ran.stdout, ran.stderr);
    if !row.codes.contains(&ran.code) {
        return Some(format!("the code is {}, not one of {:?}", ran.code, row.codes));
    }
    if let Some(word) = row.says.iter().find(|word| !said.contains(**word)) {
        return Some(format!("`{word}` is not said"));
    }
    let mut never = NEVER.iter().chain(row.never);
    if let Some(word) = never.find(|word| said.contains(**word)) {
        return Some(format!("`{word}` is said"));
    }
    (ran.code == 2 && !said.contains("hint: ")).then(|| "a fault has no mend".to_owned())
}

/// A test for each row.
macro_rules! rows {
    ($($(#[$attribute:meta])* $name:ident: $row:expr;)*) => {
        $($(#[$attribute])* #[test] fn $name() { check(stringify!($name), &$row); })*
    };
}

// What a shell limits.
rows! {
    little_address_space: Row { script: "ulimit -v 8000000; exec \"$@\"", ..ROW };
    very_little_address_space: Row {
        script: "ulimit -v 400000; exec \"$@\"",
        codes: &[0, 2, 3],
        says: &["`ulimit -v`"],
        ..ROW
    };
    no_address_space_for_rustc: Row {
        script: "ulimit -v 220000; exec \"$@\"",
        codes: &[2],
        says: &["`ulimit -v`"],
        ..ROW
    };
    little_data: Row {
        script: "ulimit -d 8000; exec \"$@\"",
        codes: &[2],
        says: &["`ulimit -d`"],
        ..ROW
    };
    /// The exercise promises 256 MiB; the shell has less.
    less_data_than_was_promised: Row {
        built: Built::All,
        prepare: |stage| write_hungry(stage),
        script: "ulimit -d 100000; exec \"$@\"",
        codes: &[2, 3],
        ..ROW
    };
    few_open_files: Row {
        script: "ulimit -n 24; exec \"$@\"",
        codes: &[0, 2, 3],
        ..ROW
    };
    hardly_any_open_files: Row {
        script: "ulimit -n 6; exec \"$@\"",
        codes: &[2],
        says: &["`ulimit -n`"],
        ..ROW
    };
    no_process_more: Row {
        needs: &[Need::Root],
        // Root has no such limit.
        script: "chmod -R a+rX \"$ROOT/..\"; export TMPDIR=/tmp
            exec setpriv --reuid 65533 --regid 65533 --clear-groups \
                bash -c 'ulimit -u 1; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["`ulimit -u`"],
        ..ROW
    };
    small_files_only: Row {
        script: "ulimit -f 64; exec \"$@\"",
        codes: &[0, 2],
        ..ROW
    };
    files_too_small_for_a_result: Row {
        built: Built::All,
        // One block has 1024 bytes.
        script: "ulimit -f 1; exec \"$@\" --json \"$SCRATCH/result.json\"",
        codes: &[2],
        says: &["`ulimit -f`"],
        ..ROW
    };
    a_small_stack: Row { script: "ulimit -s 256; exec \"$@\"", codes: &[0, 2], ..ROW };
    one_second_of_cpu_time: Row {
        script: "ulimit -t 1; exec \"$@\"",
        codes: &[0, 2],
        ..ROW
    };
}

// What a control group limits.
rows! {
    few_processes_8: group_of_processes("8");
    few_processes_16: group_of_processes("16");
    few_processes_32: group_of_processes("32");
    few_processes_for_what_is_built_8: Row {
        built: Built::All,
        codes: &[2],
        says: &["pids.max"],
        ..group_of_processes("8")
    };
    few_processes_for_what_is_built_16: Row { built: Built::All, ..group_of_processes("16") };
    hardly_any_process: Row {
        needs: &[Need::Root, Need::Group("pids")],
        prepare: |stage| stage.group("pids", &[("pids.max", "2")]),
        script: ENTER,
        codes: &[2],
        says: &["pids.max"],
        ..ROW
    };
    a_compiler_killed_for_its_memory: Row {
        needs: &[Need::Root, Need::Group("memory")],
        prepare: |stage| stage.group("memory", &[("memory.limit_in_bytes", "24M")]),
        script: ENTER,
        codes: &[2, 3],
        says: &["memory"],
        ..ROW
    };
    /// The exercise promises 256 MiB; the group has less.
    a_candidate_killed_below_its_promise: Row {
        needs: &[Need::Root, Need::Group("memory")],
        built: Built::All,
        prepare: |stage| {
            write_hungry(stage);
            stage.group("memory", &[("memory.limit_in_bytes", "120M")]);
        },
        script: ENTER,
        codes: &[2, 3],
        ..ROW
    };
    /// Its quarter of a second takes five, and two are allowed.
    a_twentieth_of_a_core: Row {
        needs: &[Need::Root, Need::Group("cpu")],
        prepare: |stage| {
            let solution = stage.course.read("solutions/01_spin/solution.rs");
            let slower = solution.replace(
                "    starts.par_iter()",
                "    let begin = std::time::Instant::now();
    let mut work = 1_u64;
    if starts.len() == 101 {
        for step in 0..200_000_000_u64 {
            work = std::hint::black_box(work.wrapping_mul(3) ^ step);
        }
    }
    std::hint::black_box((begin, work));
    starts.par_iter()",
            );
            assert_ne!(slower, solution);
            stage.write_student(&slower);
            let built = stage.course.grade(&["spin", "--case", "many", "--threads", "1"]);
            assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
            stage.group("cpu", &[("cpu.cfs_quota_us", "5000")]);
        },
        script: ENTER,
        arguments: &["spin", "--case", "many", "--threads", "1"],
        codes: &[0, 3],
        ..ROW
    };
}

/// A right file that has 180 MiB in use, and is built.
fn write_hungry(stage: &Stage) {
    let solution = stage.course.read("solutions/01_spin/solution.rs");
    let hungry = solution.replace(
        "    starts.par_iter()",
        "    std::hint::black_box(vec![1_u8; 180 << 20]);\n    starts.par_iter()",
    );
    assert_ne!(hungry, solution);
    stage.write_student(&hungry);
    let built = stage.course.grade(&["spin", "--quick"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
}

/// Enters the control group, then grades.
const ENTER: &str = "echo $$ > \"$GROUP/cgroup.procs\"; exec \"$@\"";

const fn group_of_processes(max: &'static str) -> Row {
    let prepare: fn(&mut Stage) = match max.as_bytes() {
        b"8" => |stage| stage.group("pids", &[("pids.max", "8")]),
        b"16" => |stage| stage.group("pids", &[("pids.max", "16")]),
        _ => |stage| stage.group("pids", &[("pids.max", "32")]),
    };
    let needs = &[Need::Root, Need::Group("pids")];
    Row { needs, prepare, script: ENTER, codes: &[0, 2, 3], ..ROW }
}

/// Grades the solution on a disk of its own, fills that but for so many KiB, and
/// grades the student's file.
macro_rules! disk_with {
    ($kib:literal) => {
        Row {
            needs: &[Need::Root, Need::Mount],
            built: Built::Dependencies,
            script: concat!(
                "exec unshare -m bash -c '
                units=target/grade/units; mkdir -p $units
                mount -t tmpfs -o size=24m none $units
                \"$0\" \"$@\" --solution > /dev/null 2>&1 || exit 99
                dd if=/dev/zero of=$units/fill bs=1k 2> /dev/null
                truncate -s -",
                $kib,
                "K $units/fill; exec \"$0\" \"$@\"' \"$@\""
            ),
            codes: &[2],
            ..ROW
        }
    };
}

// Disks and folders.
rows! {
    no_disk_space_at_all: Row {
        says: &["free some disk space"],
        ..disk_with!("0")
    };
    disk_space_for_the_source: disk_with!("8");
    disk_space_for_the_types: disk_with!("48");
    disk_space_for_the_library: disk_with!("300");
    disk_space_for_half_the_binary: disk_with!("800");
    no_disk_space_for_input_files: Row {
        needs: &[Need::Root, Need::Mount],
        prepare: |stage| stage.course.add_files(),
        script: "exec unshare -m bash -c '
            files=target/grade/files; mkdir -p $files
            mount -t tmpfs -o size=64k none $files; exec \"$0\" \"$@\"' \"$@\"",
        arguments: &["sums", "--solution", "--quick"],
        codes: &[2],
        says: &["cannot write an input's files", "No space left", "free some space"],
        never: &["spec.rs"],
        ..ROW
    };
    a_target_that_is_read_only: Row {
        needs: &[Need::Root, Need::Mount],
        built: Built::Dependencies,
        script: "exec unshare -m bash -c 'mount --bind target target
            mount -o remount,ro,bind target; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["target/grade", "nothing can be written there"],
        ..ROW
    };
    a_target_of_somebody_else: Row {
        needs: &[Need::Root],
        built: Built::Dependencies,
        script: "chown -R 65533 target; chmod 700 target
            exec setpriv --bounding-set=-dac_override,-dac_read_search,-fowner,-chown \"$@\"",
        codes: &[2],
        says: &["target"],
        ..ROW
    };
    a_target_that_leads_nowhere: Row {
        built: Built::Nothing,
        prepare: |stage| symlink("/nowhere/at/all", stage.course.root.join("target")).expect("ours"),
        codes: &[2],
        says: &["target"],
        ..ROW
    };
    a_disk_that_runs_nothing: Row {
        needs: &[Need::Root, Need::Mount],
        built: Built::Dependencies,
        script: "exec unshare -m bash -c 'mkdir -p target/grade/units
            mount -t tmpfs -o noexec none target/grade/units; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["hint: make it executable", "noexec"],
        never: &["spec.rs"],
        ..ROW
    };
    a_lock_file_that_is_missing: Row {
        prepare: |stage| fs::remove_file(stage.course.root.join("Cargo.lock")).expect("ours"),
        codes: &[2],
        says: &["Cargo.lock"],
        ..ROW
    };
    a_lock_file_that_is_read_only: Row { script: "chmod 444 Cargo.lock; exec \"$@\"", ..ROW };
    a_folder_with_a_strange_name: Row {
        script: "name=\"$ROOT/../my 'first' \\\"course\\\" für \\$(id) ☃\"
            mv \"$ROOT\" \"$name\"; cd \"$name\"; exec \"$@\"",
        ..ROW
    };
    a_folder_with_a_very_long_name: Row {
        script: "name=\"$ROOT/../$(printf 'long%.0s' {1..60})\"
            mv \"$ROOT\" \"$name\"; cd \"$name\"; exec \"$@\"",
        ..ROW
    };
    a_course_behind_a_link: Row {
        script: "ln -s \"$ROOT\" \"$SCRATCH/link\"; cd \"$SCRATCH/link\"; exec \"$@\"",
        ..ROW
    };
    a_folder_that_was_removed: Row {
        script: "mkdir \"$SCRATCH/gone\"; cd \"$SCRATCH/gone\"; rmdir \"$SCRATCH/gone\"
            exec \"$@\"",
        codes: &[2],
        says: &["cd to the course"],
        ..ROW
    };
    a_temporary_folder_that_is_missing: Row {
        script: "export TMPDIR=/nowhere/at/all; exec \"$@\"",
        codes: &[2],
        says: &["TMPDIR"],
        ..ROW
    };
    a_temporary_folder_that_is_read_only: Row {
        needs: &[Need::Root, Need::Mount],
        script: "mkdir \"$SCRATCH/t\"; exec unshare -m bash -c 'export TMPDIR=\"$SCRATCH/t\"
            mount -t tmpfs -o ro none \"$TMPDIR\"; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["TMPDIR"],
        ..ROW
    };
    a_temporary_folder_that_is_full: Row {
        needs: &[Need::Root, Need::Mount],
        script: "mkdir \"$SCRATCH/t\"; exec unshare -m bash -c 'export TMPDIR=\"$SCRATCH/t\"
            mount -t tmpfs -o size=16k none \"$TMPDIR\"
            dd if=/dev/zero of=\"$TMPDIR/fill\" bs=1k 2> /dev/null; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["TMPDIR"],
        ..ROW
    };
    no_home: Row { script: "unset HOME; PATH=\"$TOOLCHAIN:$PATH\"; exec \"$@\"", ..ROW };
    a_home_that_is_missing: Row {
        script: "export HOME=/nowhere PATH=\"$TOOLCHAIN:$PATH\"; exec \"$@\"",
        ..ROW
    };
    a_home_that_is_read_only: Row {
        needs: &[Need::Root, Need::Mount],
        script: "mkdir \"$SCRATCH/home\"; export HOME=\"$SCRATCH/home\" PATH=\"$TOOLCHAIN:$PATH\"
            exec unshare -m bash -c 'mount -t tmpfs -o ro none \"$HOME\"
            exec \"$0\" \"$@\"' \"$@\"",
        ..ROW
    };
    progress_that_is_broken: Row {
        script: "echo '%%%' > .progress.toml; exec \"$@\"",
        codes: &[2],
        says: &[".progress.toml"],
        ..ROW
    };
    progress_that_cannot_be_written: Row {
        script: "mkdir .progress.toml; exec \"$@\"",
        codes: &[2],
        says: &[".progress.toml"],
        ..ROW
    };
    files_from_the_future: Row {
        script: "find \"$ROOT\" -exec touch -h -d 2040-01-01 {} +; exec \"$@\"",
        ..ROW
    };
    two_gradings_at_once: Row {
        script: "\"$@\" & first=$!; \"$@\"; second=$?; wait $first && exit $second",
        ..ROW
    };
}

// What a program gets from who starts it.
rows! {
    a_closed_standard_input: Row { script: "exec \"$@\" <&-", ..ROW };
    nothing_open_at_all: Row { script: "exec \"$@\" <&- >&- 2>&-", ..ROW };
    a_full_standard_output: Row {
        script: "exec \"$@\" > /dev/full",
        codes: &[2],
        says: &["standard output"],
        ..ROW
    };
    a_full_standard_error: Row { script: "exec \"$@\" 2> /dev/full", ..ROW };
    a_reader_that_goes: Row { script: "\"$@\" | true; exit ${PIPESTATUS[0]}", ..ROW };
    another_language: Row {
        script: "export LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 LANGUAGE=tr; exec \"$@\"",
        ..ROW
    };
    an_unknown_language: Row { script: "export LANG=xx LC_ALL=xx; exec \"$@\"", ..ROW };
    no_network: Row {
        needs: &[Need::Root, Need::Mount],
        script: "exec unshare -n \"$@\"",
        codes: &[0],
        ..ROW
    };
    other_process_ids: Row {
        needs: &[Need::Root, Need::Mount],
        script: "exec unshare -p -f --mount-proc \"$@\"",
        ..ROW
    };
    process_ids_that_are_hidden: Row {
        needs: &[Need::Root, Need::Mount],
        script: "exec unshare -p -f \"$@\"",
        codes: &[0, 2],
        ..ROW
    };
    no_proc: Row {
        needs: &[Need::Root, Need::Mount],
        script: "exec unshare -m bash -c 'umount -l /proc; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[0, 2],
        ..ROW
    };
    no_dev_null: Row {
        needs: &[Need::Root, Need::Mount],
        script: "exec unshare -m bash -c 'mount -t tmpfs none /dev; exec \"$0\" \"$@\"' \"$@\"",
        codes: &[2],
        says: &["/dev/null"],
        ..ROW
    };
}

// The toolchain.
rows! {
    no_linker: Row {
        script: "PATH=\"$TOOLCHAIN\"; exec \"$@\"",
        codes: &[2],
        says: &["`cc` is not on the PATH", "apt install gcc"],
        ..ROW
    };
    no_compiler: Row {
        script: "mkdir \"$SCRATCH/empty\"; PATH=\"$SCRATCH/empty\"; exec \"$@\"",
        codes: &[2],
        says: &["install Rust"],
        ..ROW
    };
    no_path_at_all: Row {
        script: "unset PATH; exec \"$@\"",
        codes: &[2],
        says: &["hint: "],
        ..ROW
    };
    a_linker_that_does_not_start: Row {
        prepare: |stage| stage.program("bin/cc", "#!/nowhere/sh\n"),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        codes: &[2],
        says: &["linker", "bin/cc"],
        ..ROW
    };
    a_linker_that_fails_at_once: Row {
        prepare: |stage| stage.program("bin/cc", "#!/bin/sh\necho no licence >&2; exit 1\n"),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        codes: &[2],
        says: &["linker", "bin/cc", "no licence"],
        ..ROW
    };
    a_linker_that_is_killed: Row {
        prepare: |stage| stage.program("bin/cc", "#!/bin/sh\nkill -KILL $$\n"),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        codes: &[2],
        says: &["linker", "bin/cc", "signal: 9"],
        ..ROW
    };
    a_linker_that_fails_when_it_links: Row {
        prepare: |stage| stage.program("bin/cc", &only_its_version("exit 1")),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        codes: &[2],
        says: &["linker"],
        ..ROW
    };
    a_linker_that_is_killed_when_it_links: Row {
        prepare: |stage| stage.program("bin/cc", &only_its_version("kill -KILL $$")),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        codes: &[2],
        ..ROW
    };
    a_linker_outside_usr: Row {
        needs: &[Need::Cc],
        prepare: |stage| stage.program("bin/cc", "#!/bin/sh\nexec /usr/bin/cc \"$@\"\n"),
        script: "PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        ..ROW
    };
    /// As conda has it: what is on the path calls something beside it.
    a_linker_of_another_prefix: Row {
        needs: &[Need::Cc],
        prepare: |stage| {
            let prefix = stage.scratch().display().to_string();
            let call = format!("#!/bin/sh\nexec {prefix}/opt/libexec/gcc/driver \"$@\"\n");
            stage.program("opt/bin/real-cc", &call);
            stage.program("opt/libexec/gcc/driver", "#!/bin/sh\nexec /usr/bin/cc \"$@\"\n");
            fs::create_dir(stage.scratch().join("links")).expect("ours");
            symlink("../opt/bin/real-cc", stage.scratch().join("links/cc")).expect("ours");
        },
        script: "PATH=\"$SCRATCH/links:$PATH\"; exec \"$@\"",
        ..ROW
    };
    /// Only cargo's settings know it.
    a_linker_of_the_settings: Row {
        needs: &[Need::Cc],
        prepare: |stage| {
            stage.program("chosen/calls-cc", "#!/bin/sh\nexec /usr/bin/cc \"$@\"\n");
            let host = host();
            let path = stage.scratch().join("chosen/calls-cc");
            let text = format!("[target.{host}]\nlinker = \"{}\"\n", path.display());
            fs::create_dir_all(stage.course.root.join(".cargo")).expect("ours");
            stage.course.write(".cargo/config.toml", &text);
        },
        // The usual one would fail.
        script: "mkdir \"$SCRATCH/bin\"; printf '#!/bin/sh\nexit 1\n' > \"$SCRATCH/bin/cc\"
            chmod 755 \"$SCRATCH/bin/cc\"; PATH=\"$SCRATCH/bin:$PATH\"; exec \"$@\"",
        ..ROW
    };
    a_linker_of_the_settings_that_is_missing: Row {
        prepare: |stage| {
            let text = format!("[target.{}]\nlinker = \"/nowhere/ld\"\n", host());
            fs::create_dir_all(stage.course.root.join(".cargo")).expect("ours");
            stage.course.write(".cargo/config.toml", &text);
        },
        codes: &[2],
        says: &["cargo's settings name the linker `/nowhere/ld`"],
        ..ROW
    };
    a_compiler_that_crashes: Row {
        prepare: |stage| fake_rustc(stage, "kill -SEGV $$"),
        script: FAKE,
        codes: &[2],
        ..ROW
    };
    a_compiler_that_is_killed: Row {
        prepare: |stage| fake_rustc(stage, "kill -KILL $$"),
        script: FAKE,
        codes: &[2],
        ..ROW
    };
    a_compiler_that_says_nothing: Row {
        prepare: |stage| fake_rustc(stage, "exit 1"),
        script: FAKE,
        codes: &[2],
        ..ROW
    };
    a_compiler_that_is_too_old: Row {
        prepare: |stage| {
            fake_rustc(stage, "exit 1");
            stage.program("bin/rustc", "#!/bin/sh\necho release: 1.70.0\n");
        },
        script: FAKE,
        codes: &[2],
        says: &["too old", "rustup update"],
        ..ROW
    };
    a_cargo_that_says_anything: Row {
        built: Built::Nothing,
        prepare: |stage| {
            fake_rustc(stage, "exit 1");
            stage.program("bin/cargo", "#!/bin/sh\necho all is well\n");
        },
        script: FAKE,
        codes: &[2],
        says: &["cargo said something unexpected"],
        ..ROW
    };
    a_cargo_that_is_killed: Row {
        built: Built::Nothing,
        prepare: |stage| {
            fake_rustc(stage, "exit 1");
            stage.program("bin/cargo", "#!/bin/sh\nkill -KILL $$\n");
        },
        script: FAKE,
        codes: &[2],
        says: &["cannot build what `spin` depends on", "signal: 9"],
        ..ROW
    };
    settings_of_cargo_that_move_everything: Row {
        built: Built::Nothing,
        prepare: |stage| {
            fs::create_dir_all(stage.course.root.join(".cargo")).expect("ours");
            stage.course.write(".cargo/config.toml", SETTINGS);
        },
        script: "export CARGO_BUILD_TARGET=wasm32-unknown-unknown RUSTFLAGS=--nonsense
            export CARGO_TARGET_DIR=/nowhere CARGO_ENCODED_RUSTFLAGS=--nonsense
            export RUSTC_WRAPPER=/nowhere/wrapper CARGO_PROFILE_RELEASE_PANIC=abort
            exec \"$@\"",
        ..ROW
    };
}

/// Settings of a person that would move or change what the grader builds.
const SETTINGS: &str = r#"
[build]
target = "wasm32-unknown-unknown"
target-dir = "/nowhere/target"
rustc-wrapper = "/nowhere/wrapper"
rustflags = ["--nonsense"]
incremental = true
[profile.release]
panic = "abort"
opt-level = 0
lto = "fat"
[term]
color = "always"
verbose = true
[target.'cfg(unix)']
runner = "/nowhere/runner"
rustflags = ["--nonsense"]
"#;

/// Finds the false toolchain first.
const FAKE: &str = "PATH=\"$SCRATCH/path:$PATH\"; exec \"$@\"";

/// A toolchain whose rustc tells its version and then does something else.
fn fake_rustc(stage: &mut Stage, does: &str) {
    let rustc = stage::toolchain().join("rustc");
    let asked = format!("#!/bin/sh\nprintf '%s\\n' '{}'\n", stage.scratch().display());
    stage.program("path/rustc", &asked);
    let text = format!("#!/bin/sh\n[ \"$1\" = -vV ] && exec {} -vV\n{does}\n", rustc.display());
    stage.program("bin/rustc", &text);
}

/// A linker that can be asked its version.
fn only_its_version(does: &str) -> String {
    format!("#!/bin/sh\n[ \"$1\" = --version ] && exit 0\n{does}\n")
}

fn host() -> String {
    let asked = std::process::Command::new("rustc").arg("-vV").output().expect("there is Rust");
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names it").to_owned()
}

// Calls of the system that do something else.
rows! {
    a_disk_without_locks: Row {
        needs: &[Need::Cc],
        prepare: |stage| stage.shim("int flock(int f, int o) { errno = ENOSYS; return -1; }"),
        script: PRELOADED,
        arguments: &["spin"],
        // Whether these cores are fast is not the question.
        codes: &[0, 3],
        says: &["no file locks"],
        ..ROW
    };
    locks_that_nobody_serves: Row {
        needs: &[Need::Cc],
        prepare: |stage| stage.shim("int flock(int f, int o) { errno = ENOLCK; return -1; }"),
        script: PRELOADED,
        arguments: &["spin"],
        codes: &[0, 3],
        says: &["no file locks"],
        ..ROW
    };
    a_clock_at_its_beginning: Row {
        needs: &[Need::Cc],
        // What others build is dated by another clock.
        built: Built::Dependencies,
        prepare: |stage| stage.shim(&clock("t->tv_sec = 0")),
        script: PRELOADED,
        ..ROW
    };
    a_clock_before_its_beginning: Row {
        needs: &[Need::Cc],
        built: Built::Dependencies,
        prepare: |stage| stage.shim(&clock("t->tv_sec = -1000000000")),
        script: PRELOADED,
        ..ROW
    };
    a_clock_that_jumps_back: Row {
        needs: &[Need::Cc],
        built: Built::Dependencies,
        prepare: |stage| stage.shim(&clock("static long n; t->tv_sec -= 3600 * n++")),
        script: PRELOADED,
        ..ROW
    };
    no_thread_can_be_started: Row {
        needs: &[Need::Cc],
        prepare: |stage| {
            stage.shim(
                "#include <pthread.h>
                int pthread_create(pthread_t *t, const pthread_attr_t *a,
                    void *(*f)(void *), void *x) { return EAGAIN; }",
            );
        },
        script: PRELOADED,
        codes: &[2],
        says: &["cannot start a thread", "`ulimit -u`"],
        ..ROW
    };
    no_pair_of_sockets: Row {
        needs: &[Need::Cc],
        prepare: |stage| {
            stage.shim("#include <sys/types.h>\nint socketpair(int a, int b, int c, int d[2]) \
                        { errno = EMFILE; return -1; }");
        },
        script: PRELOADED,
        codes: &[2],
        says: &["`ulimit -n`"],
        ..ROW
    };
}

const PRELOADED: &str = "export LD_PRELOAD=\"$SCRATCH/shim.so\"; exec \"$@\"";

/// A clock that tells another time of day.
fn clock(changes: &str) -> String {
    format!(
        "#include <time.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int clock_gettime(clockid_t c, struct timespec *t) {{
            int r = syscall(SYS_clock_gettime, c, t);
            if (c == CLOCK_REALTIME) {{ {changes}; }}
            return r;
        }}"
    )
}

/// Proxies are for cargo alone.
mod network {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    #[test]
    fn cargo_asks_the_proxy_that_the_person_has_set() {
        let stage = Stage::new(Built::Nothing);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let (sender, asked) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut request = [0; 1024];
                let length = stream.read(&mut request).unwrap_or(0);
                let _ = sender.send(String::from_utf8_lossy(&request[..length]).into_owned());
                let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
            }
        });
        let script = format!(
            "export CARGO_HOME=\"$SCRATCH/cargo\" PATH=\"$TOOLCHAIN:$PATH\" CARGO_NET_RETRY=0
            export https_proxy=http://127.0.0.1:{port} http_proxy=http://127.0.0.1:{port}
            exec \"$@\""
        );
        let ran = stage.run(&script, &["spin", "--quick"]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("cannot build what `spin` depends on"), "{}", ran.stderr);
        let request = asked.recv_timeout(std::time::Duration::from_secs(1));
        assert!(request.expect("it was asked").starts_with("CONNECT "), "{}", ran.stderr);
    }

    #[test]
    fn no_candidate_sees_how_the_network_is_reached() {
        let stage = Stage::new(Built::Judge);
        let solution = stage.course.read("solutions/01_spin/solution.rs");
        let asking = solution.replace(
            "    starts.par_iter()",
            "    let seen = |name: &str| std::env::var_os(name).is_some();
    assert!(!seen(\"https_proxy\") && !seen(\"SSL_CERT_FILE\") && !seen(\"SSH_AUTH_SOCK\"));
    assert!(!seen(\"CARGO_HTTP_PROXY\") && !seen(\"CARGO_REGISTRIES_OUR_TOKEN\"));
    starts.par_iter()",
        );
        assert_ne!(asking, solution);
        stage.write_student(&asking);
        let script = "export https_proxy=secret SSL_CERT_FILE=secret SSH_AUTH_SOCK=secret
            export CARGO_HTTP_PROXY=secret CARGO_REGISTRIES_OUR_TOKEN=secret; exec \"$@\"";
        let ran = stage.run(script, &["spin", "--quick"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
}
