//! A table in columns: as wide as its text, or narrower, with the text broken.

use super::text::{Cell, Mark, cells, width_of, wrapped};
use pulldown_cmark::Alignment;

/// A table, row by row; the first row is its head.
pub struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Vec<Cell>>>,
    row: Vec<Vec<Cell>>,
}

/// Columns of space between two columns of text.
const GAP: usize = 2;

impl Table {
    pub fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new(), row: Vec::new() }
    }

    /// Adds a cell to the row at hand.
    pub fn push(&mut self, cell: Vec<Cell>) {
        self.row.push(cell);
    }

    /// Ends the row at hand.
    pub fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// The table in at most `width` columns, as far as each column has one.
    pub fn laid_out(&self, width: usize) -> Vec<Vec<Cell>> {
        let widths = self.widths(width);
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            lines.extend(self.row_lines(row, &widths));
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
                let rule = rules.join(&" ".repeat(GAP));
                lines.push(cells(&rule, Mark::dim()));
            }
        }
        lines
    }

    /// As wide as the text; where that is too wide, the widest gives way first. A
    /// column keeps its longest word as long as another can give way.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.alignments.len();
        let of_column = |measure: &dyn Fn(&[Cell]) -> usize| -> Vec<usize> {
            let widest = |column: usize| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(cell)).max()
            };
            (0..columns).map(|column| widest(column).unwrap_or_default().max(1)).collect()
        };
        let mut widths = of_column(&width_of);
        let words = of_column(&|cell| {
            cell.split(|cell| cell.0 == ' ').map(width_of).max().unwrap_or_default()
        });
        let room = width.saturating_sub(GAP * columns.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let roomy = (0..columns).filter(|&column| widths[column] > words[column]);
            let widest = roomy.max_by_key(|&column| widths[column]);
            let widest = widest.or_else(|| {
                (0..columns).filter(|&c| widths[c] > 1).max_by_key(|&column| widths[column])
            });
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
        }
        widths
    }

    fn row_lines(&self, row: &[Vec<Cell>], widths: &[usize]) -> Vec<Vec<Cell>> {
        let parts: Vec<Vec<Vec<Cell>>> =
            row.iter().zip(widths).map(|(cell, &width)| wrapped(cell, width)).collect();
        let height = parts.iter().map(Vec::len).max().unwrap_or_default();
        let line = |at: usize| {
            let mut line = Vec::new();
            for (column, part) in parts.iter().enumerate() {
                let text = part.get(at).map_or(&[][..], Vec::as_slice);
                let free = widths[column].saturating_sub(width_of(text));
                let before = match self.alignments.get(column) {
                    Some(Alignment::Right) => free,
                    Some(Alignment::Center) => free / 2,
                    _ => 0,
                };
                let gap = if column == 0 { 0 } else { GAP };
                line.extend(cells(&" ".repeat(gap + before), Mark::default()));
                line.extend_from_slice(text);
                line.extend(cells(&" ".repeat(free - before), Mark::default()));
            }
            line
        };
        (0..height).map(line).collect()
    }
}
