//! What goes on, while it goes on: a live line on a terminal, plain lines
//! elsewhere. Always to standard error, which no program reads as data.

use super::ascii::{for_terminal, is_needed};
use super::certified;
use super::tell;
use crate::certify::Step;
use crate::grade::Event;
use crate::process::thread;
use crate::verdict::Timed;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// How often a line moves by itself.
const TICK: Duration = Duration::from_millis(100);

/// Shows events.
#[derive(Debug)]
pub struct Live {
    bar: Option<ProgressBar>,
    last: String,
}

impl Live {
    /// Shows nothing where standard error is no terminal.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{spinner} {wide_msg}")
                .expect("the template is a constant");
            bar.set_style(if is_needed() { style.tick_chars("|/-\\ ") } else { style });
            // It moves by a thread of its own; where there can be none, by our steps.
            if thread(|| ()).is_ok() {
                bar.enable_steady_tick(TICK);
            }
            bar
        });
        Self { bar, last: String::new() }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) {
        if matches!(event, Event::Tested(_)) {
            // The next check's number says as much.
            return;
        }
        match &self.bar {
            // The line goes on changing; this stays above it.
            Some(bar) if matches!(event, Event::Unlocked | Event::NoControl(_)) => {
                bar.println(for_terminal(&line(event)));
            }
            Some(bar) => {
                if matches!(event, Event::Measuring(..)) {
                    // Nothing of ours may run beside a timed run; from here on
                    // the line changes between blocks only.
                    bar.disable_steady_tick();
                }
                bar.set_message(for_terminal(&line(event)).into_owned());
                bar.tick();
            }
            None => self.plain(event),
        }
    }

    /// Shows which of many gradings this is and how far it is, where a line can change.
    pub fn grading(&self, subject: &str, event: Option<&Event>) {
        let Some(bar) = &self.bar else { return };
        match event {
            Some(Event::Tested(_)) => return,
            // See `show`.
            Some(Event::Measuring(..)) => bar.disable_steady_tick(),
            Some(_) => {}
            None => bar.enable_steady_tick(TICK),
        }
        let doing = event.map_or_else(String::new, |event| format!(": {}", line(event)));
        bar.set_message(for_terminal(&format!("{subject}{doing}")).into_owned());
        bar.tick();
    }

    /// Prints what is to stay, above the line that changes.
    pub fn above(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Shows what is done now, where a line can change; says nothing elsewhere.
    pub fn doing(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(for_terminal(what).into_owned());
            bar.tick();
        }
    }

    /// Shows how far a certification is: elsewhere than on a terminal, every tenth.
    pub fn certifying(&mut self, step: Step) {
        let line = certified::step(step);
        match (&self.bar, step) {
            (Some(bar), _) => {
                // Nothing of ours may run beside a timed run.
                bar.disable_steady_tick();
                bar.set_message(line);
                bar.tick();
            }
            (None, Step::Judged { count, of, .. }) if count.all() % of.div_ceil(10) != 0 => {}
            (None, _) => eprintln!("{line}"),
        }
    }

    /// One line per step, without the figures that change.
    fn plain(&mut self, event: &Event) {
        let line = match event {
            Event::Compiling(what) => format!("compiling {what}"),
            Event::Building(progress) if progress.is_worth_a_line() => line(event),
            Event::Building(_) | Event::Typed | Event::Tested(_) => return,
            Event::Testing(..) => "checking answers".to_owned(),
            Event::Measuring(case, _) => format!("measuring `{case}`"),
            Event::Queued
            | Event::Unlocked
            | Event::NoControl(_)
            | Event::Waiting
            | Event::Diagnosing
            | Event::Looking(_) => line(event),
        };
        if line != self.last {
            tell(&format!("{line}\n"));
            self.last = line;
        }
    }

    /// Clears the live line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

/// One event in words.
pub fn line(event: &Event) -> String {
    match event {
        Event::Compiling(what) => format!("compiling {what}"),
        Event::Building(progress) => format!("compiling {progress}"),
        Event::Typed => "compiling your file: its types are right".to_owned(),
        Event::Tested(test) => format!("checked `{}`", test.name),
        Event::Testing(done, of) => format!("checking answers: {done} of {of}"),
        Event::Measuring(case, timing) => {
            let timed = Timed::new(case, (*timing).clone());
            let speedup =
                timed.speedup.map_or_else(String::new, |speedup| format!(", speedup {speedup}"));
            format!("measuring `{case}`: {} of {} pairs count{speedup}", timed.pairs, timed.blocks)
        }
        Event::Looking(case) => format!("measuring `{case}`"),
        Event::Diagnosing => "looking for the cause".to_owned(),
        Event::Queued => "another grading is being timed; waiting for it to end".to_owned(),
        Event::Unlocked => {
            "note: the course's disk has no file locks; time one grading of it at once".to_owned()
        }
        Event::NoControl(why) => {
            format!("note: no control for speed: {why}; a file that is too slow is not confirmed")
        }
        Event::Waiting => "this machine is busy; one more try in a moment".to_owned(),
    }
}
