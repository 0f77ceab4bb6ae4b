//! Text for a terminal as lines that a screen can place: colours kept, every
//! other escape dropped, long lines folded.

use console::AnsiCodeIterator;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

/// Columns between two stops of a tab.
const TAB: &str = "    ";

/// Text with or without escapes, as lines.
pub fn lines(text: &str) -> Vec<Line<'static>> {
    let mut style = Style::new();
    let mut lines = vec![Line::default()];
    for (piece, is_escape) in AnsiCodeIterator::new(text) {
        if is_escape {
            style = restyled(style, piece);
            continue;
        }
        for (number, part) in piece.split('\n').enumerate() {
            if number > 0 {
                lines.push(Line::default());
            }
            let part = part.trim_end_matches('\r').replace('\t', TAB);
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push_span(Span::styled(part, style));
            }
        }
    }
    lines
}

/// A style after one escape. Only those that choose colour and weight count.
fn restyled(style: Style, escape: &str) -> Style {
    let Some(numbers) = escape.strip_prefix("\u{1b}[").and_then(|rest| rest.strip_suffix('m'))
    else {
        return style;
    };
    let mut numbers = numbers.split(';').map(|number| number.parse::<u8>().unwrap_or_default());
    let mut style = style;
    while let Some(number) = numbers.next() {
        style = match number {
            0 => Style::new(),
            1 => style.add_modifier(Modifier::BOLD),
            2 => style.add_modifier(Modifier::DIM),
            3 => style.add_modifier(Modifier::ITALIC),
            4 => style.add_modifier(Modifier::UNDERLINED),
            7 => style.add_modifier(Modifier::REVERSED),
            22 => style.remove_modifier(Modifier::BOLD | Modifier::DIM),
            30..=37 => style.fg(Color::Indexed(number - 30)),
            39 => style.fg(Color::Reset),
            90..=97 => style.fg(Color::Indexed(number - 90 + 8)),
            // rustc names the sixteen colours by the palette of 256.
            38 => match (numbers.next(), numbers.next()) {
                (Some(5), Some(index @ 0..16)) => style.fg(Color::Indexed(index)),
                _ => style,
            },
            _ => style,
        };
    }
    style
}

/// A line in parts that fit in `width` columns, broken at spaces where there are
/// some. What goes on is indented as the line was.
pub fn folded(line: &Line<'static>, width: usize) -> Vec<Line<'static>> {
    if line.width() <= width || width == 0 {
        return vec![line.clone()];
    }
    let cells: Vec<(char, Style)> = line
        .spans
        .iter()
        .flat_map(|span| span.content.chars().map(|letter| (letter, span.style)))
        .collect();
    let indent = cells.iter().take_while(|(letter, _)| *letter == ' ').count().min(width / 2);
    let mut lines = Vec::new();
    let mut rest = &cells[..];
    while !rest.is_empty() {
        let margin = if lines.is_empty() { 0 } else { indent };
        let fits = fitting(rest, width - margin);
        let (mut cut, mut after) = (fits, fits);
        if fits < rest.len() {
            // A space that would begin the next part is not shown.
            let space = rest[..=fits].iter().rposition(|(letter, _)| *letter == ' ');
            if let Some(space) = space.filter(|&space| space > indent) {
                (cut, after) = (space, space + 1);
            }
        }
        lines.push(assembled(margin, &rest[..cut]));
        rest = &rest[after..];
    }
    lines
}

/// How many letters fit; at least one, so that there is an end.
fn fitting(cells: &[(char, Style)], width: usize) -> usize {
    let mut used = 0;
    let fits = |(letter, _): &&(char, Style)| {
        used += Span::raw(letter.to_string()).width();
        used <= width
    };
    cells.iter().take_while(fits).count().max(1)
}

fn assembled(margin: usize, cells: &[(char, Style)]) -> Line<'static> {
    let mut spans = vec![Span::raw(" ".repeat(margin))];
    for run in cells.chunk_by(|(_, a), (_, b)| a == b) {
        let text: String = run.iter().map(|(letter, _)| *letter).collect();
        spans.push(Span::styled(text, run[0].1));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_other_escapes_go() {
        let text =
            "a\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: \u{1b}[2J\u{1b}]0;title\u{7}x\n\u{1b}[92my";
        let found = lines(text);
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(words[1], "y");
        assert!(words[0].starts_with("aerror: ") && !words[0].contains("[2J"), "{words:?}");
        let red = Style::new().fg(Color::Indexed(9)).add_modifier(Modifier::BOLD);
        assert_eq!(found[0].spans[1], Span::styled("error", red));
        assert_eq!(found[1].spans[0].style, Style::new().fg(Color::Indexed(10)));
    }

    fn check(text: &str, width: usize, expected: &[&str]) {
        let line = Line::raw(text.to_owned());
        let found: Vec<String> = folded(&line, width).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn long_lines_are_folded_at_spaces() {
        check("one two three", 8, &["one two", "three"]);
        check("  one two three", 9, &["  one two", "  three"]);
        check("unbreakable", 4, &["unbr", "eaka", "ble"]);
        check("      xyz", 3, &["   ", "   ", " xy", " z"]);
        check("宽宽宽", 4, &["宽宽", "宽"]);
        check("short", 80, &["short"]);
        check("none", 0, &["none"]);
    }

    #[test]
    fn folding_keeps_the_style() {
        let red = Style::new().fg(Color::Red);
        let line = Line::from(vec![Span::raw("ab "), Span::styled("cd ef", red)]);
        let found = folded(&line, 5);
        assert_eq!(found[0].to_string(), "ab cd");
        assert_eq!(found[1].spans.last(), Some(&Span::styled("ef", red)));
    }
}
