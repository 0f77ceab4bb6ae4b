//! `grade`: the program. Everything is in the library.

#[cfg(unix)]
use grader::measure::{known, probe};
#[cfg(unix)]
use grader::process::tier;
#[cfg(unix)]
use grader::{cli, process};
use std::process::ExitCode;

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
            eprintln!("error: {}", process::launch(arguments));
            ExitCode::from(2)
        }
        Some(first) if first == probe::PROBE => probe::serve(),
        Some(first) if first == known::KNOWN => {
            let words = arguments.map(|word| word.to_string_lossy().into_owned());
            known::serve(&words.collect::<Vec<_>>())
        }
        Some(first) if first == tier::ATTACK => {
            println!("{}", tier::attack(arguments).join("\n"));
            ExitCode::SUCCESS
        }
        _ => cli::run(std::env::current_exe().unwrap_or_else(|_| program.into())),
    }
}
