//! Texts to scroll through, as lines.

use super::styled;
use crate::report::Paint;
use crate::report::page::{Answers, PageLayout, page};
use ratatui::text::Line;

/// A lesson's Markdown as lines of at most `width` columns; `command` shows the
/// answers that are folded here.
pub fn lesson_text(
    markdown: &str,
    width: usize,
    command: &str,
    paint: Paint,
) -> Vec<Line<'static>> {
    let answers = Answers::Folded { command };
    let look = PageLayout { width, answers, folder: "lessons/src", paint };
    printed_text(&page(markdown, &look).join("\n"), width)
}

/// What a program printed, as lines of at most `width` columns.
pub fn printed_text(text: &str, width: usize) -> Vec<Line<'static>> {
    styled::lines(text).iter().flat_map(|line| styled::folded(line, width)).collect()
}
