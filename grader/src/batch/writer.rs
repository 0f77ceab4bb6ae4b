//! Writes one worker's journal, and the results that it tells of. Every line is on the
//! disk before anything follows from it.

use crate::batch::clock;
use crate::batch::journal::{Attempt, Ended, Event, Key, Opened, Token};
use crate::batch::run::{Run, hash};
use crate::fault::Fault;
use crate::grade::Graded;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A journal that is being written.
#[derive(Debug)]
pub struct Writer {
    run: Run,
    path: PathBuf,
    file: File,
    by: String,
    token: Token,
    number: u32,
    under_way: Option<(Key, Attempt)>,
}

impl Writer {
    /// Begins a journal. Its name begins with `name`, and no other worker has it.
    pub fn create(run: &Run, name: &str, mut opened: Opened) -> Result<Self, Fault> {
        let folder = run.root().join("journal");
        let unique = format!("{name}.{}.{:x}", std::process::id(), opened.at_s);
        let names = std::iter::once(unique.clone()).chain((2..).map(|n| format!("{unique}-{n}")));
        let mut found = None;
        for by in names {
            let path = folder.join(format!("{by}.jsonl"));
            match OpenOptions::new().append(true).create_new(true).open(&path) {
                Ok(file) => {
                    found = Some((by, path, file));
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Fault::file("write", &path, &error)),
            }
        }
        let (by, path, file) =
            found.ok_or_else(|| Fault::new("no name is free for a journal", "clean the run"))?;
        let token = opened.token;
        opened.by.clone_from(&by);
        let (number, under_way) = (0, None);
        let mut writer = Self { run: run.clone(), path, file, by, token, number, under_way };
        sync_folder(&folder);
        writer.append(&Event::Open(opened))?;
        Ok(writer)
    }

    /// Says that a unit is begun.
    pub fn begin(&mut self, key: &Key) -> Result<(), Fault> {
        self.number += 1;
        let attempt = Attempt { token: self.token, by: self.by.clone(), number: self.number };
        self.append(&Event::Begin { key: key.clone(), attempt: attempt.clone() })?;
        self.under_way = Some((key.clone(), attempt));
        Ok(())
    }

    /// Keeps the result of the unit under way, and says that it ended.
    pub fn end(&mut self, graded: &Graded) -> Result<Option<Ended>, Fault> {
        let Some((key, attempt)) = self.under_way.take() else { return Ok(None) };
        let text = serde_json::to_string(graded)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        let result = format!("{key}.{}-{}.json", self.by, attempt.number);
        let path = self.run.root().join("results").join(&result);
        write_through(&path, text.as_bytes())
            .map_err(|error| Fault::file("write", &path, &error))?;
        let ended = Ended {
            key,
            attempt,
            verdict: graded.verdict,
            code: graded.reason.code().to_string(),
            took_ms: (graded.seconds * 1000.0).round() as u64,
            result,
            hash: hash(text.as_bytes()),
            at_s: clock::seconds_since_1970(),
        };
        self.append(&Event::End(ended.clone()))?;
        Ok(Some(ended))
    }

    /// Says that the grader or the machine failed over the unit under way.
    pub fn fault(&mut self, fault: Fault) -> Result<(), Fault> {
        match self.under_way.take() {
            Some((key, attempt)) => self.append(&Event::Fault { key, attempt, fault }),
            None => Ok(()),
        }
    }

    /// Says that the unit under way is broken off, and that the worker ends.
    pub fn interrupt(&mut self) -> Result<(), Fault> {
        if let Some((key, attempt)) = self.under_way.take() {
            self.append(&Event::Interrupted { key, attempt })?;
        }
        self.append(&Event::Close)
    }

    /// Says that a later round has begun.
    pub fn fenced(&mut self) -> Result<(), Fault> {
        self.append(&Event::Fenced)
    }

    /// Says that the worker has done what it had to do.
    pub fn close(&mut self) -> Result<(), Fault> {
        self.append(&Event::Close)
    }

    fn append(&mut self, event: &Event) -> Result<(), Fault> {
        let mut line = serde_json::to_vec(event)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(|error| Fault::file("write", &self.path, &error))
    }
}

/// Writes a new file, and waits until it is on the disk. One that is torn is never told
/// of in a journal.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()?;
    path.parent().into_iter().for_each(sync_folder);
    Ok(())
}

/// Puts new names on the disk. Some disks of a network cannot; they keep them anyway.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
