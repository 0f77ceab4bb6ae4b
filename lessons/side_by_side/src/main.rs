//! Runs the workloads of the page "Side by side with Python", one at a time, when asked.

mod files;
mod numbers;
mod table;

use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

/// What a workload answers: numbers and words that Python's answer is compared with.
type Answer = Result<Vec<Value>, Box<dyn Error + Send + Sync>>;
/// A workload whose inputs are ready: called again and again.
type Workload = Box<dyn FnMut() -> Timed>;
/// How long the work took, without the making of the answer, and the answer.
type Timed = (f64, Answer);

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => files::write(Path::new(folder)),
        ["serve", folder] => serve(Path::new(folder)),
        _ => Err("usage: side_by_side write FOLDER, or side_by_side serve FOLDER".into()),
    }
}

/// Takes one workload's name a line and answers each with one line of JSON.
///
/// The last workload's inputs stay in memory until another is asked for, so that none
/// crowds the machine while others are measured.
fn serve(folder: &Path) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut ready: Option<(String, Workload)> = None;
    for line in io::stdin().lock().lines() {
        let name = line?;
        if ready.as_ref().is_none_or(|(of, _)| *of != name) {
            drop(ready.take());
            ready = Some((name.clone(), prepare(&name, folder)?));
        }
        let (_, workload) = ready.as_mut().expect("made ready just now");
        let (time_s, answer) = workload();
        println!("{}", json!({ "time_s": time_s, "values": answer? }));
        io::stdout().flush()?;
    }
    Ok(())
}

/// Makes a workload's inputs.
fn prepare(name: &str, folder: &Path) -> Result<Workload, Box<dyn Error + Send + Sync>> {
    let found = numbers::workload(name)
        .or_else(|| table::workload(name))
        .or_else(|| files::workload(name, folder));
    found.ok_or_else(|| format!("no workload is called {name}").into())
}

/// Times `work`; what `answer` makes of its result is not timed.
fn timed<T>(work: impl FnOnce() -> T, answer: impl FnOnce(T) -> Answer) -> Timed {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed().as_secs_f64(), answer(result))
}
