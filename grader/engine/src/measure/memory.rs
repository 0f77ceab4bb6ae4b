//! The memory in which inputs are handed over: the judge fills it while the process that reads it
//! is stopped, and to hand over takes no longer than to say where they lie.

use super::session::{Session, SessionError};
use crate::process::file_in_memory;
use grader_spec::protocol::{MemoryAccess, Placed};
use std::fs::File;

/// Whose part is whose. The rival of a candidate may be student's code too, and takes
/// its turn on the same inputs: neither sees what lies in the other's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The candidate's.
    Candidate,
    /// The rival's.
    Rival,
}

/// Memory that a judge fills. Where a system has none that processes can share, inputs
/// travel as bytes, and the process that takes them unpacks them.
#[derive(Debug)]
pub struct Memory {
    /// A file for each part; nothing where inputs travel as bytes.
    parts: Option<[File; 2]>,
}

impl Memory {
    /// Memory that this judge fills.
    pub fn of(judge: &mut Session) -> Result<Self, SessionError> {
        let mut files = Vec::new();
        for part in [Part::Candidate, Part::Rival] {
            let Some(file) = file_in_memory::create() else { return Ok(Self { parts: None }) };
            if !judge.share(&file, part as usize, MemoryAccess::Fill)? {
                return Ok(Self { parts: None });
            }
            file_in_memory::forbid_writers(&file);
            files.push(file);
        }
        Ok(Self { parts: files.try_into().ok() })
    }

    /// Memory that a judge fills and both sides of a timing job read.
    pub fn between(
        judge: &mut Session,
        candidate: &mut Session,
        rival: &mut Session,
    ) -> Result<Self, SessionError> {
        let mut memory = Self::of(judge)?;
        memory.open_to(candidate, Part::Candidate)?;
        memory.open_to(rival, Part::Rival)?;
        Ok(memory)
    }

    /// Lets a process read a part: before any of the student's code has run in it.
    pub fn open_to(&mut self, reader: &mut Session, part: Part) -> Result<(), SessionError> {
        let file =
            self.parts.as_ref().and_then(|parts| file_in_memory::reader(&parts[part as usize]));
        let is_open = match file {
            Some(file) => reader.share(&file, part as usize, MemoryAccess::Read)?,
            None => false,
        };
        if !is_open {
            self.parts = None;
        }
        Ok(())
    }

    /// Whether inputs are handed over in it.
    pub fn is_shared(&self) -> bool {
        self.parts.is_some()
    }

    /// The judge unpacks one of its prepared sets of inputs into a part.
    pub fn place(
        &self,
        judge: &mut Session,
        set: usize,
        part: Part,
    ) -> Result<Placed, SessionError> {
        judge.place(set, part as usize)
    }
}
