//! What stands beside the grading or in its place: the course, the list, a page
//! and the help.

use super::{View, ViewStyle, fold_all, put, split};
use crate::report::{Paint, visible};
use crate::watch::page;
use crate::watch::state::{Entry, Input, Kind, Page};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

impl View<'_> {
    /// The course as a column, the exercise at hand in sight.
    pub(super) fn course(&self, height: usize) -> Vec<Line<'static>> {
        let row = |(at, entry): (usize, &Entry)| {
            let is_here = at == self.state.at;
            let mark = if entry.is_done() { self.good("✔") } else { Span::raw("·") };
            let best = entry.best.and_then(|best| best.speedup);
            let best = best.map_or_else(String::new, |speedup| format!("{speedup:.2}x"));
            let name: String = entry.slug.chars().take(17).collect();
            let pointer = if is_here { "▸" } else { " " };
            let style = if is_here { Modifier::BOLD } else { Modifier::empty() };
            Line::from(vec![
                Span::raw(format!(" │{pointer}")),
                mark,
                Span::styled(
                    format!(" {:02} {name:<17} {best:>5}", entry.number),
                    Style::new().add_modifier(style),
                ),
            ])
        };
        let rows: Vec<_> = self.state.course.iter().enumerate().map(row).collect();
        window(rows, self.state.at, height)
    }

    pub(super) fn list(
        &self,
        frame: &mut Frame,
        area: Rect,
        search: &str,
        selected: usize,
    ) -> Input {
        let head = vec![Line::from(vec![
            Span::raw(" Search: "),
            Span::styled(format!("{search}▏"), Style::new().add_modifier(Modifier::BOLD)),
        ])];
        let (top, rest) = split(area, head.len());
        put(frame, top, head);
        let row = |(number, at): (usize, usize)| {
            let entry = &self.state.course[at];
            let is_selected = number == selected;
            let mark = if entry.is_done() { self.good("✔") } else { Span::raw("·") };
            let pointer = if is_selected { " ▸ " } else { "   " };
            let style = if is_selected { Modifier::REVERSED } else { Modifier::empty() };
            let text = format!(" {:02} {:<18} {}", entry.number, entry.slug, entry.title);
            Line::from(vec![
                Span::raw(pointer),
                mark,
                Span::styled(text, Style::new().add_modifier(style)),
            ])
        };
        let found = self.state.found(search);
        let mut rows: Vec<_> = found.into_iter().enumerate().map(row).collect();
        if rows.is_empty() {
            rows.push(Line::raw(" No exercise has that in its number, name or title."));
        }
        put(frame, rest, window(rows, selected, usize::from(rest.height)));
        Input::Drawn { scroll_max: 0, page: 1 }
    }

    pub(super) fn page(&self, page: &Page, width: usize) -> Vec<Line<'static>> {
        let strong = Style::new().add_modifier(Modifier::BOLD);
        let mut lines = vec![Line::styled(format!(" {}", page.title), strong)];
        match &page.kind {
            Kind::Lesson => {
                let ViewStyle { command, color } = self.manner;
                let command = format!("{command} lesson {} --answers", self.state.entry().slug);
                let paint = Paint { color: *color };
                lines.push(Line::default());
                lines.extend(page::lesson_text(&page.text, width, &command, paint));
            }
            Kind::Study { doing } => {
                lines.extend(page::printed_text(&page.text, width));
                if let Some(doing) = doing {
                    lines.push(Line::raw(format!(" … {}; Esc breaks it off", visible(doing))));
                }
            }
        }
        lines
    }

    pub(super) fn help(&self, width: usize) -> Vec<Line<'static>> {
        let command = &self.manner.command;
        let keys = [
            ("n", "go to the next exercise, once this one is done"),
            ("p", "go to the previous one"),
            ("l", "list all exercises; type to search, Enter opens one"),
            ("h", "show the next hint; Esc hides them"),
            ("e", "read the lesson"),
            ("s", "scaling: your speedup on 1, 2, … threads"),
            ("t", "timeline: what each thread did, and where the time went"),
            ("o", "open your file in $VISUAL or $EDITOR"),
            ("r", "run the grading again"),
            ("x", "reset your file to the stub; it asks first, and keeps your file"),
            ("↑ ↓ Space", "scroll a long text"),
            ("q", "quit; from a page, a look or this help, go back"),
        ];
        let mut lines = vec![Line::raw(" Your file is graded whenever you save it.".to_owned())];
        lines.push(Line::default());
        let row = |(key, does): (&str, &str)| Line::raw(format!("   {key:<10} {does}"));
        lines.extend(keys.map(row));
        lines.push(Line::default());
        let slug = &self.state.entry().slug;
        lines.push(Line::raw(format!(
            " Without this screen: `{command} {slug}` grades once, `{command} --help` lists the rest."
        )));
        fold_all(&lines, width)
    }
}

/// As many rows as there is room for, the wanted one among them.
fn window(rows: Vec<Line<'static>>, wanted: usize, height: usize) -> Vec<Line<'static>> {
    let first = wanted.saturating_sub(height / 2).min(rows.len().saturating_sub(height));
    rows.into_iter().skip(first).take(height).collect()
}
