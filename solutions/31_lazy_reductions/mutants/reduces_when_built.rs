//! Expect: wrong_answer
//! Because: `sum`, `mean` and `std` load and reduce at once: what they return is a number that is there already.

use ndarray::parallel::prelude::*;
use ndarray::{ArcArray2, Array2, Axis, Slice};
use std::collections::HashMap;
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

#[must_use = "a number that is never computed computes nothing"]
pub struct LazyNumber<'a> {
    value: f64,
    array: std::marker::PhantomData<LazyArray<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub enum Reduction {
    Sum,
    Mean,
    Std,
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

    pub fn sum(&self) -> LazyNumber<'a> {
        self.reduce(Reduction::Sum)
    }

    pub fn mean(&self) -> LazyNumber<'a> {
        self.reduce(Reduction::Mean)
    }

    pub fn std(&self) -> LazyNumber<'a> {
        self.reduce(Reduction::Std)
    }

    pub fn compute(&self) -> Array2<f64> {
        let parts: Vec<Part> = self.chunks().into_par_iter().map(|at| self.part(at)).collect();
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

    fn reduce(&self, reduction: Reduction) -> LazyNumber<'a> {
        let chunks = self.chunks().into_par_iter();
        let moments = chunks.map(|at| Moments::of(&self.part(at).values));
        let all = moments.reduce(Moments::default, Moments::merge);
        let value = match reduction {
            Reduction::Sum => all.sum,
            Reduction::Mean => all.mean(),
            Reduction::Std => (all.squares / all.count.max(1.0)).sqrt(),
        };
        LazyNumber { value, array: std::marker::PhantomData }
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

type Known<'a> = HashMap<*const Node<'a>, ArcArray2<f64>>;

impl<'a> Node<'a> {
    fn compute(&self, at: [usize; 2]) -> Array2<f64> {
        self.shared(at, &mut Known::new()).into_owned()
    }

    fn shared(&self, at: [usize; 2], known: &mut Known<'a>) -> ArcArray2<f64> {
        if let Some(values) = known.get(&std::ptr::from_ref(self)) {
            return values.clone();
        }
        let values = match self {
            Self::Source(load) => load(at[0], at[1]).into_shared(),
            Self::Add(a, b) => a.shared(at, known) + b.shared(at, known),
            Self::Multiply(a, b) => a.shared(at, known) * b.shared(at, known),
            Self::Exp(of) => of.shared(at, known).mapv_into(f64::exp),
            Self::Log(of) => of.shared(at, known).mapv_into(f64::ln),
        };
        known.insert(self, values.clone());
        values
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

impl LazyNumber<'_> {
    pub fn compute(&self) -> f64 {
        self.value
    }
}

#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn of(values: &Array2<f64>) -> Self {
        let (count, sum) = (values.len() as f64, values.sum());
        let mean = sum / count;
        Self { count, sum, squares: values.iter().map(|x| (x - mean) * (x - mean)).sum() }
    }

    fn mean(self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let distance = other.mean() - self.mean();
        let weight = self.count * other.count / count.max(1.0);
        Self {
            count,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares + distance * distance * weight,
        }
    }
}
