//! Expect: low_speedup
//! Cause: serial
//! Because: it walks through the chunks with a plain iterator; the graph is lazy, but one thread does it all.

use ndarray::{Array2, Axis, Slice};
use std::ops::{Add, Mul, Range};
use std::sync::Arc;

pub type Load<'a> = dyn Fn(usize, usize) -> Array2<f64> + Sync + 'a;

#[derive(Clone)]
#[must_use = "an array that is never computed computes nothing"]
pub struct LazyArray<'a> {
    chunk: [usize; 2],
    rows: Range<usize>,
    columns: Range<usize>,
    node: Arc<Node<'a>>,
}

pub enum Node<'a> {
    Source(&'a Load<'a>),
    Add(Arc<Node<'a>>, Arc<Node<'a>>),
    Multiply(Arc<Node<'a>>, Arc<Node<'a>>),
    Exp(Arc<Node<'a>>),
    Log(Arc<Node<'a>>),
}

impl<'a> LazyArray<'a> {
    pub fn from_chunks(shape: [usize; 2], chunk: [usize; 2], load: &'a Load<'a>) -> Self {
        Self { chunk, rows: 0..shape[0], columns: 0..shape[1], node: Arc::new(Node::Source(load)) }
    }

    pub fn exp(&self) -> Self {
        Self { node: Arc::new(Node::Exp(Arc::clone(&self.node))), ..self.clone() }
    }

    pub fn log(&self) -> Self {
        Self { node: Arc::new(Node::Log(Arc::clone(&self.node))), ..self.clone() }
    }

    pub fn slice(&self, rows: Range<usize>, columns: Range<usize>) -> Self {
        Self {
            rows: self.rows.start + rows.start..self.rows.start + rows.end,
            columns: self.columns.start + columns.start..self.columns.start + columns.end,
            ..self.clone()
        }
    }

    pub fn compute(&self) -> Array2<f64> {
        let parts: Vec<Part> = self.chunks().into_iter().map(|at| self.part(at)).collect();
        let mut whole = Array2::zeros((self.rows.len(), self.columns.len()));
        for part in parts {
            part.copy_into(&mut whole);
        }
        whole
    }

    fn with(&self, other: &Self, node: fn(Arc<Node<'a>>, Arc<Node<'a>>) -> Node<'a>) -> Self {
        let window = |array: &Self| (array.chunk, array.rows.clone(), array.columns.clone());
        assert_eq!(window(self), window(other), "the arrays look through different windows");
        Self {
            node: Arc::new(node(Arc::clone(&self.node), Arc::clone(&other.node))),
            ..self.clone()
        }
    }

    fn chunks(&self) -> Vec<[usize; 2]> {
        let columns = touched(&self.columns, self.chunk[1]);
        let row = |i| columns.clone().map(move |j| [i, j]);
        touched(&self.rows, self.chunk[0]).flat_map(row).collect()
    }

    fn part(&self, [i, j]: [usize; 2]) -> Part {
        let (rows, columns) =
            (seen(&self.rows, self.chunk[0], i), seen(&self.columns, self.chunk[1], j));
        let mut values = self.node.compute([i, j]);
        values.slice_axis_inplace(Axis(0), Slice::from(rows.in_chunk));
        values.slice_axis_inplace(Axis(1), Slice::from(columns.in_chunk));
        Part { rows: rows.in_window, columns: columns.in_window, values }
    }
}

struct Part {
    rows: Range<usize>,
    columns: Range<usize>,
    values: Array2<f64>,
}

impl Part {
    fn copy_into(self, window: &mut Array2<f64>) {
        let mut place = window.slice_axis_mut(Axis(0), Slice::from(self.rows));
        place.slice_axis_mut(Axis(1), Slice::from(self.columns)).assign(&self.values);
    }
}

fn touched(window: &Range<usize>, chunk: usize) -> Range<usize> {
    if window.is_empty() { 0..0 } else { window.start / chunk..window.end.div_ceil(chunk) }
}

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

impl<'a> Add for &LazyArray<'a> {
    type Output = LazyArray<'a>;

    fn add(self, other: Self) -> LazyArray<'a> {
        self.with(other, Node::Add)
    }
}

impl<'a> Mul for &LazyArray<'a> {
    type Output = LazyArray<'a>;

    fn mul(self, other: Self) -> LazyArray<'a> {
        self.with(other, Node::Multiply)
    }
}
