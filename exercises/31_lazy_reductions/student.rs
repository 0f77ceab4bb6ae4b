//! Lazy reductions: sum, mean and standard deviation of a lazy array, in one pass.
//!
//! The lazy array is there. It is that of `13_lazy_array`, and it loads too much where
//! an array is needed twice. Read `lessons/src/31_lazy_reductions.md`, fill in what says
//! `todo!()`, mend `Node::compute`, then type `cargo grade lazy_reductions`.
//!
//! Stuck? Type `cargo grade hint lazy_reductions`.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, Axis, Slice};
use std::ops::{Add, Mul, Range};
use std::sync::Arc;

/// Loads one chunk: the one in this row and this column of chunks.
///
/// A load is dear. It stands for a file to be read and unpacked.
pub type Load<'a> = dyn Fn(usize, usize) -> Array2<f64> + Sync + 'a;

/// A two-dimensional array whose values are not there yet.
#[derive(Clone)]
#[must_use = "an array that is never computed computes nothing"]
pub struct LazyArray<'a> {
    /// Rows and columns of a chunk. At the lower and the right edge of the
    /// source, chunks may be smaller.
    chunk: [usize; 2],
    /// The rows of the source that belong to this array: of the whole source, or
    /// of a slice.
    rows: Range<usize>,
    /// The columns of the source that belong to this array.
    columns: Range<usize>,
    node: Arc<Node<'a>>,
}

/// How to get the values of a chunk: a node of the graph.
///
/// Nodes are shared: in `&x + &x` both sides are the same node.
pub enum Node<'a> {
    /// Load it.
    Source(&'a Load<'a>),
    /// The same chunk of two other nodes, added value by value.
    Add(Arc<Node<'a>>, Arc<Node<'a>>),
    /// The same chunk of two other nodes, multiplied value by value.
    Multiply(Arc<Node<'a>>, Arc<Node<'a>>),
    /// The same chunk of another node, `exp` of each value.
    Exp(Arc<Node<'a>>),
    /// The same chunk of another node, the natural logarithm of each value.
    Log(Arc<Node<'a>>),
}

/// One number that is not there yet: what is left of an array.
#[must_use = "a number that is never computed computes nothing"]
pub struct LazyNumber<'a> {
    array: LazyArray<'a>,
    reduction: Reduction,
}

/// What to make of all values of an array. Of no values, each is 0.
#[derive(Clone, Copy, Debug)]
pub enum Reduction {
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// Population standard deviation (divisor n), as numpy and Dask.
    Std,
}

impl<'a> LazyArray<'a> {
    /// An array of this shape, in chunks. `load(i, j)` gives the chunk that
    /// begins at row `i * chunk[0]` and column `j * chunk[1]`.
    pub fn from_chunks(shape: [usize; 2], chunk: [usize; 2], load: &'a Load<'a>) -> Self {
        Self { chunk, rows: 0..shape[0], columns: 0..shape[1], node: Arc::new(Node::Source(load)) }
    }

    /// The array of `exp` of each value.
    pub fn exp(&self) -> Self {
        Self { node: Arc::new(Node::Exp(Arc::clone(&self.node))), ..self.clone() }
    }

    /// The array of the natural logarithm of each value.
    pub fn log(&self) -> Self {
        Self { node: Arc::new(Node::Log(Arc::clone(&self.node))), ..self.clone() }
    }

    /// Some rows and columns of this array, counted from its own first row and
    /// first column, which may be in the midst of the source.
    ///
    /// Nothing moves: a slice looks at the same node through a smaller window.
    pub fn slice(&self, rows: Range<usize>, columns: Range<usize>) -> Self {
        Self {
            rows: self.rows.start + rows.start..self.rows.start + rows.end,
            columns: self.columns.start + columns.start..self.columns.start + columns.end,
            ..self.clone()
        }
    }

    /// The sum of all values.
    pub fn sum(&self) -> LazyNumber<'a> {
        LazyNumber { array: self.clone(), reduction: Reduction::Sum }
    }

    /// The mean of all values.
    pub fn mean(&self) -> LazyNumber<'a> {
        LazyNumber { array: self.clone(), reduction: Reduction::Mean }
    }

    /// The standard deviation of all values.
    pub fn std(&self) -> LazyNumber<'a> {
        LazyNumber { array: self.clone(), reduction: Reduction::Std }
    }

    /// Computes all values, chunk by chunk, in parallel; then puts the parts
    /// together. It loads the chunks that the window touches, and no other.
    pub fn compute(&self) -> Array2<f64> {
        let parts: Vec<Part> = self.chunks().into_par_iter().map(|at| self.part(at)).collect();
        let mut whole = Array2::zeros((self.rows.len(), self.columns.len()));
        for part in parts {
            part.copy_into(&mut whole);
        }
        whole
    }

    /// What two arrays have in common, with a node that needs both.
    fn with(&self, other: &Self, node: fn(Arc<Node<'a>>, Arc<Node<'a>>) -> Node<'a>) -> Self {
        let window = |array: &Self| (array.chunk, array.rows.clone(), array.columns.clone());
        assert_eq!(window(self), window(other), "the arrays look through different windows");
        Self {
            node: Arc::new(node(Arc::clone(&self.node), Arc::clone(&other.node))),
            ..self.clone()
        }
    }

    /// The chunks that the window touches: row and column among the chunks. They are
    /// none if the window is empty.
    pub fn chunks(&self) -> Vec<[usize; 2]> {
        let columns = touched(&self.columns, self.chunk[1]);
        let row = |i| columns.clone().map(move |j| [i, j]);
        touched(&self.rows, self.chunk[0]).flat_map(row).collect()
    }

    /// What one chunk contributes: its values that lie in the window.
    fn part(&self, [i, j]: [usize; 2]) -> Part {
        let (rows, columns) =
            (seen(&self.rows, self.chunk[0], i), seen(&self.columns, self.chunk[1], j));
        let mut values = self.node.compute([i, j]);
        values.slice_axis_inplace(Axis(0), Slice::from(rows.in_chunk));
        values.slice_axis_inplace(Axis(1), Slice::from(columns.in_chunk));
        Part { rows: rows.in_window, columns: columns.in_window, values }
    }
}

/// The values of a chunk that lie in the window, and where in the window.
pub struct Part {
    /// Rows of the window.
    pub rows: Range<usize>,
    /// Columns of the window.
    pub columns: Range<usize>,
    /// As many rows and columns of values.
    pub values: Array2<f64>,
}

impl Part {
    /// Copies the values to their place in the window.
    pub fn copy_into(self, window: &mut Array2<f64>) {
        let mut place = window.slice_axis_mut(Axis(0), Slice::from(self.rows));
        place.slice_axis_mut(Axis(1), Slice::from(self.columns)).assign(&self.values);
    }
}

/// The chunks along one axis that a window touches: none, if it is empty.
fn touched(window: &Range<usize>, chunk: usize) -> Range<usize> {
    if window.is_empty() { 0..0 } else { window.start / chunk..window.end.div_ceil(chunk) }
}

/// What a window and a chunk have in common along one axis, counted from the
/// start of either.
struct Seen {
    in_chunk: Range<usize>,
    in_window: Range<usize>,
}

fn seen(window: &Range<usize>, chunk: usize, at: usize) -> Seen {
    let first = at * chunk;
    let (start, end) = (window.start.max(first), window.end.min(first + chunk));
    Seen {
        in_chunk: start - first..end - first,
        in_window: start - window.start..end - window.start,
    }
}

impl Node<'_> {
    /// The values of one chunk, right and wasteful: it remembers nothing. In `&x + &x`
    /// it asks x twice, and x loads twice. Let each node be computed once for a chunk.
    fn compute(&self, at: [usize; 2]) -> Array2<f64> {
        match self {
            Self::Source(load) => load(at[0], at[1]),
            Self::Add(a, b) => a.compute(at) + b.compute(at),
            Self::Multiply(a, b) => a.compute(at) * b.compute(at),
            Self::Exp(of) => of.compute(at).mapv_into(f64::exp),
            Self::Log(of) => of.compute(at).mapv_into(f64::ln),
        }
    }
}

/// `&a + &b`: both have the same shape, the same chunks, and the same place in
/// their sources.
impl<'a> Add for &LazyArray<'a> {
    type Output = LazyArray<'a>;

    fn add(self, other: Self) -> LazyArray<'a> {
        self.with(other, Node::Add)
    }
}

/// `&a * &b`, value by value; the same holds as for `+`.
impl<'a> Mul for &LazyArray<'a> {
    type Output = LazyArray<'a>;

    fn mul(self, other: Self) -> LazyArray<'a> {
        self.with(other, Node::Multiply)
    }
}

impl LazyNumber<'_> {
    /// Computes the number, chunk by chunk, in parallel. It loads as little as
    /// [`LazyArray::compute`], and never holds the whole array: an array may be
    /// larger than your memory.
    pub fn compute(&self) -> f64 {
        todo!("take the {:?} of the array, {:?}", self.reduction, self.array.rows)
    }
}

/// What values leave behind: enough for every reduction. The moments of two parts
/// merge into those of both.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moments {
    /// How many values.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squared distances from their mean.
    pub squares: f64,
}

impl Moments {
    /// The mean, or 0 of no values.
    pub fn mean(self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    /// The moments of a chunk that is in memory.
    pub fn of(values: &Array2<f64>) -> Self {
        todo!("count, sum and squared distances of {} values", values.len())
    }

    /// The moments of both parts together. Either may be of no values.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        todo!("merge {self:?} and {other:?}")
    }
}

// Your own tests: `cargo test -p lazy_reductions`.
#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn twice_the_same_array() {
        let loads = AtomicU32::new(0);
        // 4 rows and 4 columns of 0, 1, 2, … 15, in chunks of 2 by 2.
        let load = |i: usize, j: usize| {
            loads.fetch_add(1, Ordering::Relaxed);
            Array2::from_shape_fn((2, 2), |(row, column)| {
                ((2 * i + row) * 4 + 2 * j + column) as f64
            })
        };
        let x = LazyArray::from_chunks([4, 4], [2, 2], &load);
        // 18 and 20, 26 and 28.
        let number = (&x + &x).slice(2..4, 1..3).std();
        assert_eq!(loads.load(Ordering::Relaxed), 0, "nothing is loaded before `compute`");
        assert!((number.compute() - 17_f64.sqrt()).abs() < 1e-12);
        assert_eq!(loads.load(Ordering::Relaxed), 2, "the slice touches two chunks");
    }
}
