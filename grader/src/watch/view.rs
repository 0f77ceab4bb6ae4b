//! Draws what `watch` knows. It decides nothing: words, places and colours only.

mod charts;
mod overlays;

use super::message::Measured;
use super::state::{Checks, Entry, Input, Mark, Overlay, Phase, State, Steps};
use super::styled;
use crate::report::{self, Context, Paint, visible};
use crate::verdict::{Remedy, Verdict};
use charts::{bars, interval, meter};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use std::fmt::Write as _;

/// From this width on, the course stands beside the grading.
const WIDE: u16 = 110;
const COURSE_WIDTH: u16 = 34;
/// Below this width words are shortened.
const NARROW: usize = 60;
/// Below this height only what cannot be missed is shown.
const LOW: u16 = 16;
/// Where the values begin.
const INDENT: usize = 12;

/// How it is shown.
#[derive(Clone, Debug)]
pub struct ViewStyle {
    /// Colours, or none.
    pub color: bool,
    /// What is typed: `cargo grade`, or `grade`.
    pub command: String,
}

/// Draws the whole screen, and says how far it can be scrolled.
pub fn draw(frame: &mut Frame, state: &State, manner: &ViewStyle) -> Input {
    let area = frame.area();
    frame.render_widget(Clear, area);
    let view = View { state, manner };
    let title = view.title(usize::from(area.width));
    let keys = view.keys(usize::from(area.width), area.height);
    let (top, rest) = split(area, title.len());
    let (middle, bottom) = split_end(rest, keys.len());
    put(frame, top, title);
    put(frame, bottom, keys);
    match &state.overlay {
        Overlay::None | Overlay::Asking => view.grading(frame, middle),
        Overlay::Help => view.scrolling(frame, middle, view.help(width(middle))),
        Overlay::Page(page) => view.scrolling(frame, middle, view.page(page, width(middle))),
        Overlay::List { search, selected } => view.list(frame, middle, search, *selected),
    }
}

fn width(area: Rect) -> usize {
    usize::from(area.width)
}

/// The first rows of an area, and the rest.
fn split(area: Rect, rows: usize) -> (Rect, Rect) {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX).min(area.height);
    let first = Rect { height: rows, ..area };
    (first, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// The rows before the last ones, and those.
fn split_end(area: Rect, rows: usize) -> (Rect, Rect) {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX).min(area.height);
    split(area, usize::from(area.height - rows))
}

fn put(frame: &mut Frame, area: Rect, lines: Vec<Line<'static>>) {
    frame.render_widget(Paragraph::new(lines), area);
}

struct View<'a> {
    state: &'a State,
    manner: &'a ViewStyle,
}

impl View<'_> {
    fn colored(&self, color: Color) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        if self.manner.color { bold.fg(color) } else { bold }
    }

    fn good(&self, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.colored(Color::Green))
    }

    fn bad(&self, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.colored(Color::Red))
    }

    fn unsure(&self, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.colored(Color::Yellow))
    }

    fn mark(&self, verdict: Verdict) -> Span<'static> {
        match verdict {
            Verdict::Accepted => self.good("✔"),
            Verdict::Inconclusive => self.unsure("?"),
            _ => self.bad("✘"),
        }
    }

    /// Which exercise this is, and how far the course has come.
    fn title(&self, width: usize) -> Vec<Line<'static>> {
        let entry = self.state.entry();
        let name = format!(" {:02} {} ", entry.number, entry.title);
        let (done, of) = (self.done(), self.state.course.len());
        let progress = if width >= NARROW {
            format!("{done} of {of} done {} ", meter(done, of, 20))
        } else {
            format!("{done} of {of} ")
        };
        let gap = width.saturating_sub(name.chars().count() + progress.chars().count());
        let style = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        vec![Line::styled(format!("{name}{}{progress}", " ".repeat(gap)), style)]
    }

    fn done(&self) -> usize {
        self.state.course.iter().filter(|entry| entry.is_done()).count()
    }

    /// The keys that do something now.
    fn keys(&self, width: usize, height: u16) -> Vec<Line<'static>> {
        let keys: &[(&str, &str)] = match &self.state.overlay {
            Overlay::Asking => &[("y", "yes, reset"), ("n", "no")],
            Overlay::List { .. } => &[("↑↓", "choose"), ("Enter", "open"), ("Esc", "back")],
            Overlay::Help | Overlay::Page(_) => &[("↑↓ Space", "scroll"), ("q Esc", "back")],
            Overlay::None if height < LOW => {
                &[("n", "next"), ("h", "hint"), ("r", "run"), ("?", "help"), ("q", "quit")]
            }
            Overlay::None => &[
                ("n", "next"),
                ("p", "previous"),
                ("l", "list"),
                ("h", "hint"),
                ("e", "lesson"),
                ("s", "scaling"),
                ("t", "timeline"),
                ("o", "editor"),
                ("r", "run again"),
                ("x", "reset"),
                ("?", "help"),
                ("q", "quit"),
            ],
        };
        let mut lines = vec![Line::default()];
        for (key, word) in keys {
            // What does nothing now is not offered.
            if *key == "n" && *word == "next" && !self.state.entry().is_done() {
                continue;
            }
            let long = key.chars().count() + word.chars().count() + 3;
            let last = lines.len() - 1;
            if !lines[last].spans.is_empty() && lines[last].width() + long > width {
                lines.push(Line::default());
            }
            let last = lines.len() - 1;
            let strong = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
            lines[last].push_span(Span::raw(" "));
            lines[last].push_span(Span::styled((*key).to_owned(), strong));
            lines[last].push_span(Span::raw(format!(" {word} ")));
        }
        lines
    }

    /// The grading: steps, verdict, hints, speed, attempts and what to do next.
    fn grading(&self, frame: &mut Frame, area: Rect) -> Input {
        let (area, side) = if area.width >= WIDE {
            let left = Rect { width: area.width - COURSE_WIDTH, ..area };
            (left, Some(Rect { x: area.x + left.width, width: COURSE_WIDTH, ..area }))
        } else {
            (area, None)
        };
        if let Some(side) = side {
            put(frame, side, self.course(usize::from(side.height)));
        }
        let is_low = area.height < LOW;
        let columns = width(area);
        let mut top = Vec::new();
        if !is_low {
            top.push(Line::styled(format!(" {}", self.state.entry().file()), dim()));
        }
        top.extend(styled::folded(&self.steps(columns), columns));
        if !is_low {
            top.push(Line::default());
        }
        let mut below = Vec::new();
        below.extend(self.hints(columns));
        below.extend(self.speed(area));
        below.extend(self.attempts(area));
        below.extend(fold_all(&self.next_step(), columns));
        // The verdict keeps a third of the room, however much stands below it.
        let room = usize::from(area.height).saturating_sub(top.len());
        let least = (room / 3).max(1);
        let cut = below.len().saturating_sub(room.saturating_sub(least));
        below.drain(..cut);
        let (above, rest) = split(area, top.len());
        let (middle, under) = split_end(rest, below.len());
        put(frame, above, top);
        put(frame, under, below);
        self.scrolling(frame, middle, fold_all(&self.verdict(columns), columns))
    }

    /// Lines that may be more than there is room for.
    fn scrolling(&self, frame: &mut Frame, area: Rect, lines: Vec<Line<'static>>) -> Input {
        let height = usize::from(area.height);
        let scroll_max = lines.len().saturating_sub(height);
        let scroll = self.state.scroll.min(scroll_max);
        let shown = if scroll < scroll_max && height > 1 {
            self.cut(&lines[scroll..], height)
        } else {
            lines.into_iter().skip(scroll).take(height).collect()
        };
        put(frame, area, shown);
        Input::Drawn { scroll_max, page: height.saturating_sub(2) }
    }

    /// As many lines as there is room for, then how many more there are. What rustc
    /// suggests about the first error stays in sight.
    fn cut(&self, lines: &[Line<'static>], height: usize) -> Vec<Line<'static>> {
        let has_errors = self.state.overlay == Overlay::None && self.has_errors();
        let room = height - 1;
        let help = if has_errors { suggestion(lines, room, height / 2) } else { &[] };
        let above = room - help.len();
        let more = lines.len() - above;
        let mut shown = lines[..above].to_vec();
        shown.push(Line::styled(format!(" ↓ {more} more lines (Space)"), dim()));
        shown.extend_from_slice(help);
        shown
    }

    fn has_errors(&self) -> bool {
        let Phase::Graded(graded) = &self.state.phase else { return false };
        graded.verdict == Verdict::CompileError
    }

    /// One line: types, examples, hidden cases, speed, each as it is known.
    fn steps(&self, width: usize) -> Line<'static> {
        let steps = &self.state.steps;
        let mut line = Line::default();
        if self.state.phase == Phase::Idle {
            line.push_span(Span::styled(" not graded in this sitting", dim()));
            return line;
        }
        let gap = if width < NARROW { "" } else { "  " };
        let mut add = |mark: Span<'static>, text: String| {
            line.push_span(Span::raw(" "));
            line.push_span(mark);
            line.push_span(Span::raw(format!(" {text}{gap}")));
        };
        add(self.step(steps.types), "types".to_owned());
        add(self.checks(steps, steps.examples), "examples".to_owned());
        let hidden = if width < NARROW { "hidden" } else { "hidden cases" };
        add(self.checks(steps, steps.hidden), hidden.to_owned());
        if self.state.entry().is_timed {
            add(self.speed_mark(), "speed".to_owned());
        }
        // The result has the count of its own.
        let is_open = self.state.phase == Phase::Grading && steps.planned > 0;
        if is_open && width >= NARROW {
            let Checks { passed, failed } = steps.done();
            let text = format!(" {} of {} checks", passed + failed, steps.planned);
            line.push_span(Span::styled(text, dim()));
        }
        line
    }

    fn step(&self, mark: Mark) -> Span<'static> {
        match mark {
            Mark::Passed => self.good("✔"),
            Mark::Failed => self.bad("✘"),
            Mark::Open if self.state.phase == Phase::Grading => Span::raw("…"),
            Mark::Open => Span::raw("·"),
        }
    }

    fn checks(&self, steps: &Steps, checks: Checks) -> Span<'static> {
        match checks {
            Checks { failed: 1.., .. } => self.bad("✘"),
            Checks { passed: 1.., .. } if steps.done().passed == steps.planned => self.good("✔"),
            Checks { passed: 1.., .. } => Span::raw("…"),
            Checks { .. } => Span::raw("·"),
        }
    }

    fn speed_mark(&self) -> Span<'static> {
        match &self.state.phase {
            Phase::Graded(graded) if !graded.timed.is_empty() => self.mark(graded.verdict),
            Phase::Grading if !self.state.steps.measured.is_empty() => Span::raw("…"),
            _ => Span::raw("·"),
        }
    }

    /// The verdict with what it rests on, or what goes on.
    fn verdict(&self, columns: usize) -> Vec<Line<'static>> {
        match &self.state.phase {
            Phase::Idle => self.idle(),
            Phase::Settling => vec![Line::raw(" … you saved")],
            Phase::Grading => vec![Line::raw(format!(" … {}", visible(&self.state.steps.doing)))],
            Phase::Graded(graded) => {
                let entry = self.state.entry();
                let context = Context {
                    title: entry.title.clone(),
                    command: self.manner.command.clone(),
                    lesson: format!("lessons/src/{}.md", entry.folder),
                    next: None,
                    asks_for_speed: entry.is_timed,
                    before: None,
                    predicted: None,
                    paint: Paint { color: self.manner.color },
                };
                styled::lines(report::findings(graded, &context, columns).trim_end())
            }
            Phase::Failed { what, hint } => {
                let mut lines = vec![Line::from(self.bad("✘ NO VERDICT"))];
                lines.extend(styled::lines(what));
                lines.extend(styled::lines(&format!("hint: {hint}")));
                lines
            }
        }
    }

    fn idle(&self) -> Vec<Line<'static>> {
        let entry = self.state.entry();
        let mut lines = Vec::new();
        if let Some(best) = entry.best {
            let mut line = Line::from(vec![Span::raw(" "), self.mark(best.verdict)]);
            line.push_span(Span::raw(format!(" {}", best_words(entry))));
            lines.push(line);
            lines.push(Line::default());
        }
        let text = " It is graded when you save it, and when you press r.";
        lines.push(Line::raw(text));
        lines
    }

    /// The hints so far.
    fn hints(&self, width: usize) -> Vec<Line<'static>> {
        let entry = self.state.entry();
        let shown = entry.hints.iter().take(self.state.hints).enumerate();
        let hint = |(number, text): (usize, &String)| {
            Line::raw(format!(" Hint {} of {}: {text}", number + 1, entry.hints.len()))
        };
        // What is known of the last result comes first.
        let last = entry.attempts.last().filter(|_| self.state.hints > 0);
        let after = last.and_then(|last| last.hint(&entry.hints_after));
        let after = after.map(|(occasion, text)| Line::raw(format!(" After {occasion}: {text}")));
        let mut lines: Vec<_> = after.into_iter().chain(shown.map(hint)).collect();
        if (1..entry.hints.len()).contains(&self.state.hints) {
            lines.push(Line::styled(" h shows the next hint, Esc hides them", dim()));
        } else if !lines.is_empty() {
            lines.push(Line::styled(" Esc hides the hints", dim()));
        }
        fold_all(&lines, width)
    }

    /// The speedup's interval against the goal.
    fn speed(&self, area: Rect) -> Vec<Line<'static>> {
        let (width, is_low) = (width(area), area.height < LOW);
        let Some(measured) = self.state.steps.measured.last() else { return Vec::new() };
        let mut words = format!(" {:<INDENT$}{}", "speedup", speed_words(measured));
        if width >= NARROW {
            let Measured { case, pairs, blocks, .. } = measured;
            let _ = write!(words, ", {pairs} of {blocks} pairs count, `{}`", visible(case));
        }
        let mut lines = vec![Line::raw(words)];
        if !is_low && let Some(picture) = interval(measured, width.saturating_sub(INDENT + 3)) {
            let margin = " ".repeat(INDENT + 1);
            lines.extend(picture.map(|line| Line::raw(format!("{margin}{line}"))));
        }
        lines
    }

    /// The last attempts: their speedups as bars, their verdicts as marks.
    fn attempts(&self, area: Rect) -> Vec<Line<'static>> {
        let (width, is_low) = (width(area), area.height < LOW);
        let entry = self.state.entry();
        let (Some(last), Some(_)) = (entry.attempts.last(), entry.best) else { return Vec::new() };
        let room = width.saturating_sub(INDENT + 2);
        let skipped = entry.attempts.len().saturating_sub(room);
        let attempts = &entry.attempts[skipped..];
        let said = |text: String| {
            let free = room > attempts.len() + 2 + text.chars().count();
            Span::styled(if free { format!("  {text}") } else { String::new() }, dim())
        };
        let mut marks = Line::from(format!(" {:<INDENT$}", ""));
        for attempt in attempts {
            marks.push_span(self.mark(attempt.verdict));
        }
        marks.push_span(said(format!("best: {}", best_words(entry))));
        let bars: String = bars(attempts);
        let mut above = Line::from(format!(" {:<INDENT$}{bars}", "attempts"));
        let speedup = last.speedup.map_or(String::new(), |speedup| format!(" {speedup:.2}x"));
        let why = last.why.map_or(String::new(), |why| format!(", {why}"));
        above.push_span(said(format!("last: {}{speedup}{why}", last.verdict)));
        if is_low { vec![marks] } else { vec![above, marks] }
    }

    /// One sentence: what to do now; or an answer to the last key.
    fn next_step(&self) -> Vec<Line<'static>> {
        let strong = Style::new().add_modifier(Modifier::BOLD);
        let entry = self.state.entry();
        let file = entry.file();
        if self.state.overlay == Overlay::Asking {
            let text = format!(" Put the stub back in place of {file}? Your file is kept. y or n");
            return vec![Line::styled(text, self.colored(Color::Yellow))];
        }
        let mut lines = Vec::new();
        if let Some(note) = &self.state.note {
            let note = styled::lines(note);
            lines.extend(note.iter().map(|line| Line::styled(format!(" {line}"), strong)));
        }
        let step = match &self.state.phase {
            Phase::Settling | Phase::Grading | Phase::Failed { .. } => return lines,
            Phase::Idle if entry.is_done() => self.onward(),
            Phase::Idle => format!("change {file} and save"),
            Phase::Graded(graded) => match graded.verdict {
                Verdict::CompileError => "mend the first error above and save".to_owned(),
                _ if report::is_stub(graded) => {
                    format!("read the lesson (e), replace the `todo!` in {file}, and save")
                }
                Verdict::LowSpeedup => {
                    format!(
                        "see where the time goes (t), read the pitfalls (e), change {file}, and save"
                    )
                }
                Verdict::Inconclusive => match graded.reason.remedy() {
                    Remedy::FasterProgram => "make it a little faster, and save".to_owned(),
                    Remedy::Instructor => format!("show {file} to an instructor"),
                    Remedy::MoreCores => {
                        "run again (r) where two cores or more are free".to_owned()
                    }
                    Remedy::QuietMachine => "close other programs, then run again (r)".to_owned(),
                },
                Verdict::Accepted => self.onward(),
                _ => format!("change {file} and save; h shows a hint"),
            },
        };
        lines.push(Line::styled(format!(" Next: {step}"), strong));
        lines
    }

    fn onward(&self) -> String {
        match self.state.next() {
            Some(at) => format!("go on (n) with `{}`", self.state.course[at].slug),
            None => "you have done them all; beat your own speedups, or quit (q)".to_owned(),
        }
    }
}

fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

/// Below the first rows of a compiler's message: what it suggests about its first error,
/// in at most so many lines.
fn suggestion<'a>(lines: &'a [Line<'static>], rows: usize, most: usize) -> &'a [Line<'static>] {
    let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let begins = |line: &String, word: &str| line.trim_start().starts_with(word);
    let errors = text.iter().enumerate().filter(|(_, line)| line.starts_with("error"));
    let end = errors.map(|(at, _)| at).nth(1).unwrap_or(lines.len());
    let is_help = |line: &String| begins(line, "help: ") || line.contains(" help: ");
    let Some(from) = text[..end].iter().position(is_help) else { return &[] };
    let block = text[from..end].iter().take_while(|line| !line.trim().is_empty()).count();
    let to = from + block.min(most);
    // Where all of it is in sight already, there is no need.
    if to <= rows || most == 0 { &[] } else { &lines[from..to] }
}

fn fold_all(lines: &[Line<'static>], width: usize) -> Vec<Line<'static>> {
    lines.iter().flat_map(|line| styled::folded(line, width)).collect()
}

/// `accepted 1.93x, 2026-11-25`.
fn best_words(entry: &Entry) -> String {
    let Some(best) = entry.best else { return "nothing yet".to_owned() };
    let speedup = best.speedup.map_or_else(String::new, |speedup| format!(" {speedup:.2}x"));
    let date = best.date.map_or_else(String::new, |date| format!(", {date}"));
    format!("{}{speedup}{date}", best.verdict)
}

fn speed_words(measured: &Measured) -> String {
    let Measured { goal, speedup, .. } = measured;
    let speedup = speedup.map_or_else(|| "not known yet".to_owned(), |speedup| speedup.to_string());
    let goal = goal.map_or_else(String::new, |goal| format!(", goal {goal:.2}x"));
    format!("{speedup}{goal}")
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
