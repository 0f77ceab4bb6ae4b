//! Lazy array: write down what is to be computed; load nothing before `compute`.
//!
//! Read `lessons/src/13_lazy_array.md`, fill in what says `todo!()`, then type
//! `cargo grade lazy_array`.
//!
//! Stuck? Type `cargo grade hint lazy_array`.

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
        todo!("return a lazy array with another node")
    }

    /// Some rows and columns of this array, counted from its own first row and
    /// first column, which may be in the midst of the source.
    ///
    /// Nothing moves: a slice looks at the same node through a smaller window.
    pub fn slice(&self, rows: Range<usize>, columns: Range<usize>) -> Self {
        todo!("of {:?} take {rows:?}, and of {:?} take {columns:?}", self.rows, self.columns)
    }

    /// Computes all values, chunk by chunk, in parallel.
    ///
    /// It loads each chunk that the window touches, and no other: once for each place
    /// where the source stands in the expression.
    pub fn compute(&self) -> Array2<f64> {
        todo!("compute chunks of {:?} for {:?} and {:?}", self.chunk, self.rows, self.columns)
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
    todo!("which chunks of {chunk} does {window:?} touch?")
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

// Your own tests: `cargo test -p lazy_array`.
#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn a_slice_in_the_second_row_of_chunks() {
        let loads = AtomicU32::new(0);
        // 4 rows and 4 columns of 0, 1, 2, … 15, in chunks of 2 by 2.
        let load = |i: usize, j: usize| {
            loads.fetch_add(1, Ordering::Relaxed);
            Array2::from_shape_fn((2, 2), |(row, column)| {
                ((2 * i + row) * 4 + 2 * j + column) as f64
            })
        };
        let x = LazyArray::from_chunks([4, 4], [2, 2], &load);
        let y = LazyArray::from_chunks([4, 4], [2, 2], &load);
        let part = (&x + &y).slice(2..4, 1..3);
        assert_eq!(loads.load(Ordering::Relaxed), 0, "nothing is loaded before `compute`");
        assert_eq!(part.compute(), ndarray::array![[18.0, 20.0], [26.0, 28.0]]);
        assert_eq!(loads.load(Ordering::Relaxed), 4, "the slice touches two chunks of each");
    }
}
