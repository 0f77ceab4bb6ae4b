//! What a grading says to the program that started it: one JSON object on a
//! line for each event, the whole result last.

use crate::fault::Fault;
use crate::grade::{Event, Graded};
use crate::verdict::{Speedup, Test, Timed};
use serde::{Deserialize, Serialize};

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// Dependencies, judge or candidate are being built.
    Compiling(String),
    /// The types are right.
    Typed,
    /// How many checks are done, and how many there are.
    Testing(usize, usize),
    /// One check is done.
    Tested(Box<Test>),
    /// A block was added to a timed case. Nothing runs until a byte comes back.
    Measuring(Measured),
    /// This timed case is begun.
    Looking(String),
    /// The candidate is slow; the cause is looked for.
    Diagnosing,
    /// Another grading of this course is being timed.
    Queued,
    /// Where the course lies there are no locks: other gradings may be timed too.
    Unlocked,
    /// The control for speed cannot be used; why, as a part of a sentence.
    NoControl(String),
    /// The machine was too busy to tell; a second try comes after a pause.
    Waiting,
    /// The result.
    Graded(Box<Graded>),
    /// There is no result.
    Failed {
        /// What happened and where.
        what: String,
        /// What to do about it.
        hint: String,
    },
}

/// What is known so far of a timed case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What is measured, as a person calls it.
    pub case: String,
    /// The speedup asked for, once the capacity is known.
    pub goal: Option<f64>,
    /// The speedup, as soon as a pair counts.
    pub speedup: Option<Speedup>,
    /// Pairs that count.
    pub pairs: usize,
    /// Pairs in all.
    pub blocks: usize,
}

impl From<&Timed> for Measured {
    fn from(timed: &Timed) -> Self {
        Self {
            case: timed.case.clone(),
            goal: timed.goal_speedup,
            speedup: timed.speedup,
            pairs: timed.pairs,
            blocks: timed.blocks,
        }
    }
}

impl From<&Event<'_>> for Message {
    fn from(event: &Event) -> Self {
        match event {
            Event::Compiling(what) => Self::Compiling((*what).to_owned()),
            Event::Building(progress) => Self::Compiling(progress.to_string()),
            Event::Typed => Self::Typed,
            Event::Testing(done, of) => Self::Testing(*done, *of),
            Event::Tested(test) => Self::Tested(Box::new((*test).clone())),
            Event::Measuring(case, timing) => {
                Self::Measuring(Measured::from(&Timed::new(case, (*timing).clone())))
            }
            Event::Looking(case) => Self::Looking((*case).to_owned()),
            Event::Diagnosing => Self::Diagnosing,
            Event::Queued => Self::Queued,
            Event::Unlocked => Self::Unlocked,
            Event::NoControl(why) => Self::NoControl((*why).to_owned()),
            Event::Waiting => Self::Waiting,
        }
    }
}

impl From<Fault> for Message {
    fn from(fault: Fault) -> Self {
        Self::Failed { what: fault.what, hint: fault.hint }
    }
}

impl Message {
    /// As one line, its end included.
    pub fn line(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        text + "\n"
    }

    /// Reads a line; nothing where it is none of ours.
    pub fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// Whether the grading waits for a byte before it goes on.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Measuring(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Outcome;

    #[test]
    fn what_is_written_is_read() {
        let recorded = include_str!("../../tests/evidence/quiet_serial.json");
        let graded: Graded = serde_json::from_str(recorded).expect("a recorded result");
        let timed = graded.timed().remove(0);
        let timing = timed.samples.clone();
        let test = Test {
            name: "three".to_owned(),
            role: None,
            threads: Some(2),
            seed: Some(u64::MAX >> 1),
            outcome: Outcome::Crashed {
                how: "it\npanicked".to_owned(),
                signal: None,
                printed: "\u{1b}".into(),
            },
        };
        let events = [
            Event::Compiling("a"),
            Event::Testing(1, 3),
            Event::NoControl("it\nis damaged"),
            Event::Tested(&test),
            Event::Measuring("m", &timing),
        ];
        let mut messages: Vec<Message> = events.iter().map(Message::from).collect();
        messages.push(Message::from(Fault::new("it broke", "mend it")));
        messages.push(Message::Graded(Box::new(graded.clone())));
        for message in messages {
            let line = message.line();
            assert_eq!(line.find('\n'), Some(line.len() - 1), "one line: {line}");
            assert_eq!(Message::read(&line), Some(message));
        }
        let Message::Measuring(measured) = Message::from(&Event::Measuring("m", &timing)) else {
            panic!("it measures")
        };
        assert_eq!(measured.speedup, timed.speedup);
        assert_eq!(measured.goal, timed.goal_speedup);
        assert_eq!(Message::read("thread 'main' panicked"), None);
    }
}
