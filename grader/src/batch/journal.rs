//! What happened to the units of a run, as its workers wrote it down, and what follows
//! from that. Pure: no file is opened here.
//!
//! A journal is a file of lines that one worker appends to, one JSON object each. Journals
//! are read as a set: in whatever order, however often, and whatever is missing at the
//! end of one, what has been read means the same. So a worker may be killed at any byte,
//! and two may have done the same work.

use crate::fault::Fault;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the journal's format.
pub const FORMAT: u32 = 1;

/// A unit's name: a hash of everything that its verdict follows from.
pub type Key = String;

/// When something was done: the higher token counts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Token {
    /// Counts the passes over what was still open.
    pub round: u32,
    /// Counts how often the engine started the same task again by itself.
    pub restart: u32,
}

/// One try at one unit. No two are equal, whichever workers made them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// When it was begun.
    pub token: Token,
    /// The journal that it is written in: its file's name without the ending.
    pub by: String,
    /// Which one of that journal.
    pub number: u32,
}

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A worker began.
    Open(Opened),
    /// It began a unit.
    Begin {
        /// The unit.
        key: Key,
        /// The try.
        attempt: Attempt,
    },
    /// The unit has a result.
    End(Ended),
    /// The grader or the machine failed: the unit has none.
    Fault {
        /// The unit.
        key: Key,
        /// The try.
        attempt: Attempt,
        /// What failed.
        fault: Fault,
    },
    /// A person or the engine asked the worker to stop in the midst of a unit, which is
    /// no sign against that unit.
    Interrupted {
        /// The unit.
        key: Key,
        /// The try.
        attempt: Attempt,
    },
    /// A later round has begun, so this worker left.
    Fenced,
    /// The worker ended by itself.
    Close,
}

/// The worker, and the machine that it worked on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opened {
    /// The version of the format.
    pub format: u32,
    /// The journal's file, without its ending.
    pub by: String,
    /// Its round.
    pub token: Token,
    /// The machine's name.
    pub node: String,
    /// What processor it has.
    pub processor: String,
    /// The cores that the worker may use.
    pub cores: usize,
    /// The compiler.
    pub toolchain: String,
    /// The engine's job and the task in it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The machine's load, as the system counts it, in hundredths; nothing where it does
    /// not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_percent: Option<u32>,
    /// Seconds since 1970.
    pub at_s: u64,
}

/// A unit's result, in short. The whole of it is a file of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ended {
    /// The unit.
    pub key: Key,
    /// The try.
    pub attempt: Attempt,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason's code.
    pub code: String,
    /// How long it took to grade, in milliseconds.
    pub took_ms: u64,
    /// The file in the run's folder `results` that holds the whole result.
    pub result: String,
    /// The hash of that file, so that one that is torn is known.
    pub hash: String,
    /// Seconds since 1970.
    pub at_s: u64,
}

/// All that is known of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitHistory {
    /// Every try that was begun.
    pub begun: BTreeSet<Attempt>,
    /// The tries that came to a result, by their time.
    pub ended: BTreeMap<Attempt, Ended>,
    /// The tries that came to nothing by a fault of the grader or the machine.
    pub faults: BTreeMap<Attempt, Fault>,
    /// The tries that were broken off.
    pub interrupted: BTreeSet<Attempt>,
}

/// All that is known of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// By unit.
    pub stories: BTreeMap<Key, UnitHistory>,
    /// Every worker that began, by its journal.
    pub opened: BTreeMap<String, BTreeSet<Opened>>,
    /// The journals of those that ended by themselves.
    pub closed: BTreeSet<String>,
    /// The journals of those that left for a later round.
    pub fenced: BTreeSet<String>,
}

/// How a unit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitStatus<'a> {
    /// No worker has begun it, or only in a way that says nothing about it.
    Waiting,
    /// It was begun, and the worker that did so has vanished; not often enough to give up.
    Suspect,
    /// It was begun that often and never ended: a person must look. No grade.
    Lost {
        /// How often it was begun.
        times: usize,
    },
    /// The grader or the machine failed each time. No grade.
    Failed(&'a Fault),
    /// It ended, and the machine could not tell. Correctness is kept; no speed.
    Undecided(&'a Ended),
    /// It ended more than once, with verdicts that do not agree. No grade.
    Disagreeing(Vec<&'a Ended>),
    /// It has a verdict.
    Decided(&'a Ended),
}

/// How often a unit may vanish before it is given up.
pub const ATTEMPTS: usize = 2;
/// So often a worker may be told to go while it is at one unit, without that being the
/// unit's matter.
pub const INTERRUPTIONS_MAX: usize = 5;

impl Fold {
    /// Reads one journal, named like its file without the ending. A line that is torn or
    /// that cannot be read is left out.
    pub fn read(&mut self, by: &str, text: &[u8]) {
        for line in text.split(|&byte| byte == b'\n') {
            if let Ok(event) = serde_json::from_slice(line) {
                self.add(by, event);
            }
        }
    }

    /// Adds one event of the journal `by`.
    pub fn add(&mut self, by: &str, event: Event) {
        match event {
            Event::Open(opened) => {
                self.opened.entry(by.to_owned()).or_default().insert(opened);
            }
            Event::Begin { key, attempt } => self.story(key, &attempt),
            Event::End(ended) => self.end(ended),
            Event::Fault { key, attempt, fault } => {
                self.story(key.clone(), &attempt);
                let faults = &mut self.stories.entry(key).or_default().faults;
                let kept = faults.entry(attempt).or_insert_with(|| fault.clone());
                // Copies of a journal may differ only where one was tampered with.
                if (&fault.what, &fault.hint) > (&kept.what, &kept.hint) {
                    *kept = fault;
                }
            }
            Event::Interrupted { key, attempt } => {
                self.story(key.clone(), &attempt);
                self.stories.entry(key).or_default().interrupted.insert(attempt);
            }
            Event::Fenced => {
                self.fenced.insert(by.to_owned());
            }
            Event::Close => {
                self.closed.insert(by.to_owned());
            }
        }
    }

    /// What ended was begun, even if that line was lost.
    fn story(&mut self, key: Key, attempt: &Attempt) {
        self.stories.entry(key).or_default().begun.insert(attempt.clone());
    }

    fn end(&mut self, ended: Ended) {
        self.story(ended.key.clone(), &ended.attempt);
        let ends = &mut self.stories.entry(ended.key.clone()).or_default().ended;
        let kept = ends.entry(ended.attempt.clone()).or_insert_with(|| ended.clone());
        if ended > *kept {
            *kept = ended;
        }
    }

    /// Forgets the ends whose results are gone, as if they had been broken off.
    pub fn forget(&mut self, is_gone: impl Fn(&Ended) -> bool) {
        for story in self.stories.values_mut() {
            let gone = story.ended.extract_if(.., |_, ended| is_gone(ended));
            let gone: Vec<Attempt> = gone.map(|(attempt, _)| attempt).collect();
            story.interrupted.extend(gone);
        }
    }

    /// How a unit stands, if it is given up after so many attempts that vanished.
    pub fn standing(&self, key: &str, attempts: usize) -> UnitStatus<'_> {
        self.stories.get(key).map_or(UnitStatus::Waiting, |story| story.standing(attempts))
    }

    /// The highest round that anybody began.
    pub fn round(&self) -> u32 {
        let opened = self.opened.values().flatten().map(|opened| opened.token.round);
        let begun = self.stories.values().flat_map(|story| &story.begun);
        opened.chain(begun.map(|attempt| attempt.token.round)).max().unwrap_or(0)
    }
}

impl UnitHistory {
    /// How the unit stands.
    pub fn standing(&self, attempts: usize) -> UnitStatus<'_> {
        match self.verdict() {
            Some(standing) => return standing,
            None if self.vanished() >= attempts.max(1) => {
                return UnitStatus::Lost { times: self.vanished() };
            }
            None if self.vanished() > 0 => return UnitStatus::Suspect,
            None => {}
        }
        self.faults
            .last_key_value()
            .map_or(UnitStatus::Waiting, |(_, fault)| UnitStatus::Failed(fault))
    }

    /// What the ends say. One that is undecided says nothing beside one that is decided.
    /// Of decided ones that differ, a verdict counts that more than half of them have.
    fn verdict(&self) -> Option<UnitStatus<'_>> {
        let decided = || self.ended.values().filter(|end| end.verdict != Verdict::Inconclusive);
        if decided().next().is_none() {
            return self.ended.values().next_back().map(UnitStatus::Undecided);
        }
        let count = decided().count();
        let alike = |end: &&Ended| decided().filter(|other| other.verdict == end.verdict).count();
        let most = decided().rev().find(|end| 2 * alike(end) > count);
        Some(most.map_or_else(|| UnitStatus::Disagreeing(decided().collect()), UnitStatus::Decided))
    }

    /// How many attempts were begun and never heard of again. Those whose worker was told to
    /// go count too, from some number on: a unit that each of its workers leaves is one
    /// that a person should look at.
    pub fn vanished(&self) -> usize {
        let is_known = |attempt: &&Attempt| {
            self.ended.contains_key(*attempt)
                || self.faults.contains_key(*attempt)
                || self.interrupted.contains(*attempt)
        };
        let silent = self.begun.len() - self.begun.iter().filter(is_known).count();
        silent + self.interrupted.len().saturating_sub(INTERRUPTIONS_MAX)
    }

    /// How many ends there are beyond the one that counts.
    pub fn duplicates(&self) -> usize {
        let decided = self.ended.values().filter(|end| end.verdict != Verdict::Inconclusive);
        decided.count().saturating_sub(1)
    }

    /// How often the machine could not tell.
    pub fn undecided(&self) -> usize {
        self.ended.values().filter(|end| end.verdict == Verdict::Inconclusive).count()
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
