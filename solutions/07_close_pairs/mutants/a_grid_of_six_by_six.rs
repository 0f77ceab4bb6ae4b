//! Expect: low_speedup
//! Cause: algorithm
//! Because: 36 cells, however many points: far fewer comparisons, and still four times as many for twice the points.

use rayon::prelude::*;

/// Points sorted by the cell that they lie in.
struct Grid {
    columns: usize,
    rows: usize,
    /// Where each cell's points begin in `points`, and where the last one's end.
    starts: Vec<usize>,
    points: Vec<(f64, f64)>,
}

impl Grid {
    fn new(x: &[f64], y: &[f64], radius: f64) -> Self {
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (left, top) = (least(x), least(y));
        let (width, height) = (most(x) - left, most(y) - top);
        // A division may round up: a little wider, and close points never lie two
        // cells apart.
        let radius = radius * (1.0 + 1e-9);
        let cells_max = 5.0;
        let cell = radius.max(width / cells_max).max(height / cells_max).max(f64::MIN_POSITIVE);
        let (columns, rows) = ((width / cell) as usize + 1, (height / cell) as usize + 1);
        let cell_of =
            |x: f64, y: f64| ((y - top) / cell) as usize * columns + ((x - left) / cell) as usize;
        let cells: Vec<usize> = x.iter().zip(y).map(|(&x, &y)| cell_of(x, y)).collect();
        let mut starts = vec![0; columns * rows + 1];
        cells.iter().for_each(|cell| starts[cell + 1] += 1);
        for cell in 0..columns * rows {
            starts[cell + 1] += starts[cell];
        }
        let mut next = starts.clone();
        let mut points = vec![(0.0, 0.0); x.len()];
        for (index, &cell) in cells.iter().enumerate() {
            points[next[cell]] = (x[index], y[index]);
            next[cell] += 1;
        }
        Self { columns, rows, starts, points }
    }

    /// The points of some cells of one row; none if the row does not exist.
    fn cells(&self, row: usize, from: usize, to: usize) -> &[(f64, f64)] {
        if row >= self.rows {
            return &[];
        }
        let at = |column: usize| self.starts[row * self.columns + column.min(self.columns)];
        &self.points[at(from)..at(to)]
    }

    /// The close pairs whose first point lies in this row. Every pair is met once:
    /// from the earlier of its two cells, or from the earlier of its two points.
    fn close_in_row(&self, row: usize, limit: f64) -> u64 {
        let mut close = 0;
        for column in 0..self.columns {
            let own = self.cells(row, column, column + 1);
            let right = self.cells(row, column + 1, column + 2);
            let below = self.cells(row + 1, column.saturating_sub(1), column + 2);
            for (index, &point) in own.iter().enumerate() {
                let others = [&own[index + 1..], right, below];
                close += others.iter().map(|others| count_close(point, others, limit)).sum::<u64>();
            }
        }
        close
    }
}

fn count_close((x, y): (f64, f64), others: &[(f64, f64)], limit: f64) -> u64 {
    let is_close = |&(other_x, other_y): &(f64, f64)| {
        let (dx, dy) = (other_x - x, other_y - y);
        u64::from(dx * dx + dy * dy <= limit)
    };
    others.iter().map(is_close).sum()
}

/// Returns how many pairs of points lie at most `radius` apart.
pub fn close_pairs(x: &[f64], y: &[f64], radius: f64) -> u64 {
    if x.is_empty() {
        return 0;
    }
    let grid = Grid::new(x, y, radius);
    (0..grid.rows).into_par_iter().map(|row| grid.close_in_row(row, radius * radius)).sum()
}
