//! Expect: count_limit
//! Because: each array is as large as its source, with zeros for what the slice does not touch: right, and far too much memory.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, Axis, Slice};
use std::ops::{Add, Mul, Range};
use std::sync::Arc;

pub type Load<'a> = dyn Fn(usize, usize) -> Array2<f64> + Sync + 'a;

#[derive(Clone)]
#[must_use = "an array that is never computed computes nothing"]
pub struct LazyArray<'a> {
    chunk: [usize; 2],
    shape: [usize; 2],
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
        Self {
            chunk,
            shape,
            rows: 0..shape[0],
            columns: 0..shape[1],
            node: Arc::new(Node::Source(load)),
        }
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
        let mut whole = self.whole(&self.node, &self.chunks());
        whole.slice_axis_inplace(Axis(0), Slice::from(self.rows.clone()));
        whole.slice_axis_inplace(Axis(1), Slice::from(self.columns.clone()));
        whole
    }

    fn whole(&self, node: &Node<'a>, chunks: &[[usize; 2]]) -> Array2<f64> {
        match node {
            Node::Source(load) => {
                let mut whole = Array2::zeros(self.shape);
                let loaded = chunks.par_iter().map(|&[i, j]| ([i, j], load(i, j)));
                for (at, values) in loaded.collect::<Vec<_>>() {
                    for (index, value) in values.indexed_iter() {
                        let [i, j] = [at[0] * self.chunk[0], at[1] * self.chunk[1]];
                        whole[[i + index.0, j + index.1]] = *value;
                    }
                }
                whole
            }
            Node::Add(a, b) => self.whole(a, chunks) + self.whole(b, chunks),
            Node::Multiply(a, b) => self.whole(a, chunks) * self.whole(b, chunks),
            Node::Exp(of) => self.whole(of, chunks).mapv_into(f64::exp),
            Node::Log(of) => self.whole(of, chunks).mapv_into(f64::ln),
        }
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
}

fn touched(window: &Range<usize>, chunk: usize) -> Range<usize> {
    if window.is_empty() { 0..0 } else { window.start / chunk..window.end.div_ceil(chunk) }
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
