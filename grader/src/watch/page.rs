//! Texts to scroll through, as lines.

use super::styled;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

/// A lesson's Markdown as lines of at most `width` columns.
pub fn lesson_text(markdown: &str, width: usize) -> Vec<Line<'static>> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for text in markdown.lines() {
        is_code ^= text.trim_start().starts_with("```");
        let is_heading = !is_code && text.starts_with('#');
        let weight = if is_heading { Modifier::BOLD } else { Modifier::empty() };
        let line = Line::styled(text.replace('\t', "    "), Style::new().add_modifier(weight));
        lines.extend(styled::folded(&line, width));
    }
    lines
}

/// What a program printed, as lines of at most `width` columns.
pub fn printed_text(text: &str, width: usize) -> Vec<Line<'static>> {
    styled::lines(text).iter().flat_map(|line| styled::folded(line, width)).collect()
}
