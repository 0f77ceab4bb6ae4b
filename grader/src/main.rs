//! `grade`: the program. Everything is in the library.

#[cfg(unix)]
use grader::measure::{known, probe};
#[cfg(unix)]
use grader::process::tier;
#[cfg(unix)]
use grader::{cli, process, report};
use std::process::ExitCode;
#[cfg(unix)]
use std::{ffi::OsString, io::Write as _, path::PathBuf};

/// The probe and the candidates of known speedup have a judge in this very program.
#[cfg(all(target_os = "linux", not(grade_portable)))]
#[global_allocator]
static ALLOCATOR: grader_spec::Allocator = grader_spec::Allocator;

/// There are neither socket pairs nor process groups.
#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!("error: `grade` does not run on {}", std::env::consts::OS);
    eprintln!("hint: run it on Linux; on Windows, in WSL 2 (`wsl --install`)");
    ExitCode::from(2)
}

#[cfg(unix)]
fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let Some(program) = arguments.next() else { return ExitCode::from(2) };
    match arguments.next() {
        Some(first) if first == process::LAUNCH => {
            report::tell(&format!("error: {}\n", process::launch(arguments)));
            ExitCode::from(2)
        }
        Some(first) if first == probe::PROBE => probe::serve(),
        Some(first) if first == known::KNOWN => {
            let words = arguments.map(|word| word.to_string_lossy().into_owned());
            known::serve(&words.collect::<Vec<_>>())
        }
        Some(first) if first == tier::ATTACK => {
            let succeeded = tier::attack(arguments).join("\n");
            // The asking process notices that the last word is missing.
            let _ = writeln!(std::io::stdout(), "{succeeded}");
            ExitCode::SUCCESS
        }
        _ => {
            process::outlive_large_files();
            process::with_enough_stack(cli::run, own_path(program))
        }
    }
}

/// The path of this program. Where the system does not tell, the one that was typed;
/// it must be found from other folders too.
#[cfg(unix)]
fn own_path(typed: OsString) -> PathBuf {
    let absolute = |typed: PathBuf| match typed.components().count() {
        0 | 1 => typed,
        _ => std::path::absolute(&typed).unwrap_or(typed),
    };
    std::env::current_exe().unwrap_or_else(|_| absolute(typed.into()))
}
