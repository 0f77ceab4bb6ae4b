//! The files by which submitter and workers agree: a round's tasks, the fence, and the
//! jobs.

use crate::batch::journal::Key;
use crate::batch::run::Run;
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::course::sorted_entries;
use crate::fault::Fault;
use crate::whole;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write;

/// What the tasks of one round have to do. Written once, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The round's number.
    pub round: u32,
    /// The units of each task; the first task has number 1.
    pub tasks: Vec<Vec<Key>>,
}

/// A job that was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// For which round.
    pub round: u32,
    /// The engine's number.
    pub job: String,
}

impl Round {
    /// Writes it, and makes it the one that counts: workers of earlier rounds leave.
    pub fn begin(&self, run: &Run) -> Result<(), Fault> {
        let path = run.root().join("rounds").join(format!("{}.json", self.round));
        let text = serde_json::to_string(self)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        whole::write(&path, &text).map_err(|error| Fault::file("write", &path, &error))?;
        let path = run.root().join("fence");
        whole::write(&path, &format!("{}\n", self.round))
            .map_err(|error| Fault::file("write", &path, &error))
    }

    /// Reads one.
    pub fn read(run: &Run, round: u32) -> Result<Self, Fault> {
        let path = run.root().join("rounds").join(format!("{round}.json"));
        let text = bounded::read_to_string(&path, RESULT_BYTES_MAX)
            .map_err(|error| Fault::file("read", &path, &error))?;
        serde_json::from_str(&text).map_err(|error| {
            Fault::new(format!("{}: {error}", path.display()), "run `grade batch` again")
        })
    }
}

/// The last round that was begun; 0 if none was.
pub fn last(run: &Run) -> Result<u32, Fault> {
    let folder = run.root().join("rounds");
    let rounds = sorted_entries(&folder)?;
    let rounds = rounds.iter().filter_map(|path| path.file_stem()?.to_str()?.parse().ok());
    Ok(rounds.max().unwrap_or(0))
}

/// The round that counts now. Where it cannot be read it is an old one.
pub fn fence(run: &Run) -> u32 {
    let text = fs::read_to_string(run.root().join("fence")).unwrap_or_default();
    text.trim().parse().unwrap_or(0)
}

/// Remembers a job.
pub fn remember(run: &Run, job: &Job) -> Result<(), Fault> {
    let path = run.root().join("jobs.jsonl");
    let fault = |error: &std::io::Error| Fault::file("write", &path, error);
    let mut line = serde_json::to_string(job)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    line.push('\n');
    let file = OpenOptions::new().append(true).create(true).open(&path);
    let mut file = file.map_err(|error| fault(&error))?;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(|error| fault(&error))
}

/// Whether the engine has started the same task once more: a journal of a later restart
/// is there. Journals of tasks are named by [`name`].
pub fn is_restarted(run: &Run, round: u32, task: usize, restart: u32) -> bool {
    let prefix = format!("{round}-t{task}.r");
    let entries = fs::read_dir(run.root().join("journal")).into_iter().flatten().flatten();
    let restarts = entries.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.strip_prefix(&prefix)?.split('.').next()?.parse::<u32>().ok()
    });
    restarts.max().is_some_and(|last| last > restart)
}

/// How the journal of a task is called.
pub fn name(round: u32, task: usize, restart: u32) -> String {
    format!("{round}-t{task}.r{restart}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_fence_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let run = Run::new(folder.path());
        run.create().unwrap();
        assert_eq!((last(&run).unwrap(), fence(&run)), (0, 0));
        let round = Round { round: 12, tasks: vec![vec!["a".to_owned()], vec![]] };
        round.begin(&run).unwrap();
        assert_eq!((last(&run).unwrap(), fence(&run)), (12, 12));
        assert_eq!(Round::read(&run, 12).unwrap(), round);
        assert!(Round::read(&run, 1).is_err());
    }

    #[test]
    fn a_later_restart_of_the_same_task_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let run = Run::new(folder.path());
        run.create().unwrap();
        let journal = |name: String| {
            fs::write(run.root().join("journal").join(name + ".7.a.jsonl"), "").unwrap();
        };
        journal(name(1, 2, 0));
        journal(name(1, 22, 5));
        assert!(!is_restarted(&run, 1, 2, 0));
        journal(name(1, 2, 1));
        assert!(is_restarted(&run, 1, 2, 0));
        assert!(!is_restarted(&run, 1, 2, 1));
        assert!(!is_restarted(&run, 2, 2, 0));
    }
}
