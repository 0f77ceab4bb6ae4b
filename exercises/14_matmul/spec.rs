//! What `matmul` must do, on which matrices, and how we know.
//!
//! The baseline is ndarray's own product. The hidden cases bring the shapes and
//! the strides that hand-made blocks get wrong.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Mismatch, Rng};
use ndarray::{Array2, ArrayView2, Axis, Slice};
use serde::{Deserialize, Serialize};

/// The exercise.
pub struct MatMul;

/// The two factors.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    a: Matrix,
    b: Matrix,
}

/// A matrix, and how it lies in memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    layout: Layout,
    /// All numbers, those between the matrix's included.
    #[serde(with = "grader_spec::float_bytes")]
    values: Vec<f64>,
}

/// How a matrix lies in memory.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Layout {
    /// Row after row.
    Rows,
    /// Column after column: a transposed view.
    Columns,
    /// Every second row and column of a matrix twice as high and wide.
    EverySecond,
}

impl Matrix {
    fn random((rows, columns): (usize, usize), layout: Layout, rng: &mut Rng) -> Self {
        let count = match layout {
            Layout::Rows | Layout::Columns => rows * columns,
            Layout::EverySecond => 4 * rows * columns,
        };
        let values = (0..count).map(|_| rng.random_range(-1.0..1.0)).collect();
        Self { rows, columns, layout, values }
    }

    /// What the student's function is given.
    fn view(&self) -> ArrayView2<'_, f64> {
        let &Self { rows, columns, layout, ref values } = self;
        let of_shape = |shape: (usize, usize)| {
            ArrayView2::from_shape(shape, values).expect("there is a number for every place")
        };
        let every_second = Slice::new(0, None, 2);
        match layout {
            Layout::Rows => of_shape((rows, columns)),
            Layout::Columns => of_shape((columns, rows)).reversed_axes(),
            Layout::EverySecond => of_shape((2 * rows, 2 * columns))
                .slice_axis_move(Axis(0), every_second)
                .slice_axis_move(Axis(1), every_second),
        }
    }
}

impl Matrix {
    /// Replaces one number that is seen: the last one or any. The new one is a
    /// half off, and between -1 and 1, too.
    fn perturb(&mut self, rng: &mut Rng) {
        let mut place = |length: usize| {
            if rng.random() { length - 1 } else { rng.random_range(0..length) }
        };
        let (row, column) = (place(self.rows), place(self.columns));
        let at = match self.layout {
            Layout::Rows => row * self.columns + column,
            Layout::Columns => column * self.rows + row,
            Layout::EverySecond => 4 * row * self.columns + 2 * column,
        };
        let old = self.values[at];
        self.values[at] = if old > 0.0 { old - 0.5 } else { old + 0.5 };
    }
}

impl Exercise for MatMul {
    type Input = Input;
    type Output = Array2<f64>;

    /// The size is the number of rows of `a`, or that of the dimension that the
    /// case is about.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three by three", 3),
            Case::example("64 by 64", 64),
            Case::hidden("no row", 0),
            Case::hidden("nothing between them", 0),
            Case::hidden("one number", 1),
            Case::hidden("one row", 1),
            Case::hidden("prime sizes", 197),
            Case::hidden("high and narrow", 1_009),
            Case::hidden("low and wide", 1_009),
            Case::hidden("long between them", 1_009),
            Case::hidden("a transposed", 101),
            Case::hidden("b transposed", 101),
            Case::hidden("both transposed", 67),
            Case::hidden("every second row and column", 101),
            Case::timed("square, about 500 by 500", 500),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let size = case.size;
        let (rows, between, columns) = match case.name.as_str() {
            "no row" => (size, 5, 3),
            "nothing between them" => (4, size, 3),
            "one row" => (size, 300, 200),
            "prime sizes" => (size, size + 2, size + 14),
            "high and narrow" => (size, 7, 5),
            "low and wide" => (5, 7, size),
            "long between them" => (7, size, 5),
            "three by three" | "64 by 64" | "one number" | "square, about 500 by 500" => {
                (size, size, size)
            }
            _ => (size, size + 1, size + 2),
        };
        let (a, b) = match case.name.as_str() {
            "a transposed" => (Layout::Columns, Layout::Rows),
            "b transposed" => (Layout::Rows, Layout::Columns),
            "both transposed" => (Layout::Columns, Layout::Columns),
            "every second row and column" => (Layout::EverySecond, Layout::EverySecond),
            _ => (Layout::Rows, Layout::Rows),
        };
        Input {
            a: Matrix::random((rows, between), a, rng),
            b: Matrix::random((between, columns), b, rng),
        }
    }

    /// ndarray's product, by the crate matrixmultiply on one thread. It cuts the
    /// factors into blocks for the caches and uses the widest vector
    /// instructions that the processor has.
    fn baseline(&self, input: &Input) -> Array2<f64> {
        input.a.view().dot(&input.b.view())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Array2<f64> {
        matmul::matmul(input.a.view(), input.b.view())
    }

    /// One number of `a` or of `b`. It counts for a whole row or column of the
    /// product, far above the rounding.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let mut input = input.clone();
        if [input.a.rows, input.a.columns, input.b.columns].contains(&0) {
            return None;
        }
        let factor = if rng.random() { &mut input.a } else { &mut input.b };
        factor.perturb(rng);
        Some(input)
    }

    fn check(
        &self,
        input: &Input,
        expected: &Array2<f64>,
        actual: &Array2<f64>,
    ) -> Result<(), Mismatch> {
        if expected.dim() != actual.dim() {
            let ((rows, columns), (found_rows, found_columns)) = (expected.dim(), actual.dim());
            let difference = format!(
                "expected {rows} rows and {columns} columns, got {found_rows} and {found_columns}"
            );
            return Err(Mismatch::new(difference, expected, actual));
        }
        let tolerance = rounding(input.a.columns);
        let pairs = expected.indexed_iter().zip(actual);
        // Written so that NaN is close to nothing.
        let close = |right: f64, found: f64| (right - found).abs() <= tolerance;
        match pairs.into_iter().find(|&((_, &right), &found)| !close(right, found)) {
            None => Ok(()),
            Some((((row, column), right), found)) => {
                let difference =
                    format!("row {row}, column {column}: expected {right:?}, got {found:?}");
                Err(Mismatch::new(difference, &expected.row(row), &actual.row(row)))
            }
        }
    }
}

/// How far two right answers may lie apart. In whatever order its k terms are
/// added, a number of the product is good to γ Σ|a||b|, where γ = k u / (1 - k u)
/// and u = 2⁻⁵³ (Higham, "Accuracy and Stability of Numerical Algorithms", 3.5).
/// No number here is larger than 1, so that the sum is at most k. Two answers may
/// differ by twice that; 1 more in k stands for the denominator.
fn rounding(between: usize) -> f64 {
    (between * (between + 1)) as f64 * f64::EPSILON
}

grader_spec::serve!(MatMul);
