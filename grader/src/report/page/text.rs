//! Text with marks, in cells of one character each: measured, broken at spaces,
//! painted.

use crate::report::Paint;
use unicode_width::UnicodeWidthChar;

/// How a character is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub weight: Weight,
    pub italic: bool,
    pub underlined: bool,
    pub code: bool,
}

/// How much it stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    #[default]
    Plain,
    Bold,
    Dim,
}

impl Mark {
    /// Less important.
    pub fn dim() -> Self {
        Self { weight: Weight::Dim, ..Self::default() }
    }
}

/// A character and its mark.
pub type Cell = (char, Mark);

/// A text with one mark.
pub fn cells(text: &str, mark: Mark) -> Vec<Cell> {
    text.chars().map(|letter| (letter, mark)).collect()
}

/// The columns that it takes.
pub fn width_of(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.0.width().unwrap_or_default()).sum()
}

/// Breaks a text into lines of at most `width` columns: at spaces, at line ends,
/// and inside a word only where it is too long for any line.
pub fn wrapped(text: &[Cell], width: usize) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    for part in text.split(|cell| cell.0 == '\n') {
        let mut line: Vec<Cell> = Vec::new();
        for word in part.split(|cell| cell.0 == ' ').filter(|word| !word.is_empty()) {
            if !line.is_empty() && width_of(&line) + 1 + width_of(word) > width {
                lines.push(std::mem::take(&mut line));
            }
            if let Some(last) = line.last().copied() {
                // A space is underlined only inside what is underlined.
                let mark = if last.1 == word[0].1 { last.1 } else { Mark::default() };
                line.push((' ', mark));
            }
            for &cell in word {
                if !line.is_empty() && width_of(&line) + width_of(&[cell]) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(cell);
            }
        }
        lines.push(line);
    }
    lines
}

/// A line as a terminal takes it. Nothing follows its last word.
pub fn painted(line: &[Cell], paint: Paint) -> String {
    let end = line.iter().rposition(|cell| cell.0 != ' ').map_or(0, |last| last + 1);
    let runs = line[..end].chunk_by(|a, b| a.1 == b.1);
    let run = |run: &[Cell]| {
        let text: String = run.iter().map(|cell| cell.0).collect();
        let Mark { weight, italic, underlined, code } = run[0].1;
        if run[0].1 == Mark::default() {
            return text;
        }
        let style = paint.style();
        let style = match weight {
            Weight::Plain => style,
            Weight::Bold => style.bold(),
            Weight::Dim => style.dim(),
        };
        let style = if italic { style.italic() } else { style };
        let style = if underlined { style.underlined() } else { style };
        let style = if code { style.cyan() } else { style };
        style.apply_to(text).to_string()
    };
    runs.map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &[&str]) {
        let lines = wrapped(&cells(text, Mark::default()), width);
        let found: Vec<String> =
            lines.iter().map(|line| painted(line, Paint { color: false })).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn text_is_broken_at_spaces_and_line_ends() {
        check("one two  three", 8, &["one two", "three"]);
        check("one\ntwo", 8, &["one", "two"]);
        check("", 8, &[""]);
        check("a 宽宽宽", 4, &["a", "宽宽", "宽"]);
        check("an unbreakable", 4, &["an", "unbr", "eaka", "ble"]);
    }
}
