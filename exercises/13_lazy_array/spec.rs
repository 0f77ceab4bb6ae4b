//! What `lazy_array` must do, on which expressions, and how we know.
//!
//! An input is an expression, written down as the list of its steps. The spec
//! builds it with the student's `LazyArray`, sees that nothing was loaded, and
//! only then lets it compute. It counts every load.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Graph, Mismatch, Rng, Tolerance, compare_floats};
use lazy_array::LazyArray;
use ndarray::{Array2, Axis, Slice};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The exercise.
pub struct LazyArrays;

static LOADS: Counter = Counter::new("chunk loads");

/// An expression, and the sources that it is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Makes the values of all sources.
    pub seed: u64,
    /// The chunk whose values every source makes anew, if any.
    pub made_anew: Option<[usize; 2]>,
    /// Rows and columns of every source.
    pub shape: [usize; 2],
    /// Rows and columns of a chunk, but for those at the edges.
    pub chunk: [usize; 2],
    /// The expression. Each step is a node, and those that it names stand before it. The
    /// last one is the answer; another may be needed twice, or never.
    pub steps: Vec<Step>,
}

/// One array of an expression.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Step {
    /// A source of chunks, like no other.
    Source,
    /// Some rows and columns of an array.
    Slice {
        /// The array.
        of: usize,
        /// Counted from the first row of that array.
        rows: Range<usize>,
        /// Counted from the first column of that array.
        columns: Range<usize>,
    },
    /// The sum of two arrays, value by value.
    Add(usize, usize),
    /// The product of two arrays, value by value.
    Multiply(usize, usize),
    /// `exp` of each value.
    Exp(usize),
    /// The natural logarithm of each value.
    Log(usize),
}

/// What came out, and what was seen on the way.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Chunks that had been loaded before `compute` was called.
    early: u64,
    /// Rows and columns.
    shape: [usize; 2],
    /// Row by row.
    #[serde(with = "grader_spec::float_bytes")]
    values: Vec<f64>,
}

impl Exercise for LazyArrays {
    type Input = Input;
    type Output = Output;

    /// The size is the number of rows of a source.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("x + y", 5),
            Case::example("a slice", 20),
            Case::hidden("a corner of a large array", 2_048),
            Case::hidden("no rows", 0),
            Case::hidden("one value", 1),
            Case::hidden("chunks of one value", 11),
            Case::hidden("a chunk larger than the array", 10),
            Case::hidden("small chunks at the edges", 101),
            Case::hidden("a slice inside one chunk", 40),
            Case::hidden("a slice from edge to edge of chunks", 64),
            Case::hidden("a slice of a slice", 90),
            Case::hidden("slices that meet", 90),
            Case::hidden("an empty slice", 40),
            Case::hidden("the same array twice", 50),
            Case::hidden("an array that nobody needs", 30),
            Case::timed("log(exp(x) + y), a slice", 896),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let (columns, chunk) = layout(case);
        Input {
            seed: rng.random(),
            made_anew: None,
            shape: [case.size, columns],
            chunk,
            steps: steps(case, columns),
        }
    }

    /// Chunk by chunk, each cut down to the window as soon as it is loaded, and copied
    /// to its place before the next one.
    fn baseline(&self, input: &Input) -> Output {
        let last = input.steps.len() - 1;
        let [rows, columns] = input.window(last);
        let mut whole = Array2::zeros((rows.len(), columns.len()));
        for i in touched(&rows, input.chunk[0]) {
            for j in touched(&columns, input.chunk[1]) {
                let windows = [seen(&rows, input.chunk[0], i), seen(&columns, input.chunk[1], j)];
                let values = input.evaluate(last, [i, j], &windows);
                let [(_, rows), (_, columns)] = windows;
                let mut place = whole.slice_axis_mut(Axis(0), Slice::from(rows));
                place.slice_axis_mut(Axis(1), Slice::from(columns)).assign(&values);
            }
        }
        output(0, whole)
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let loads: Vec<_> = (0..input.steps.len())
            .map(|source| move |row: usize, column: usize| input.load(source, [row, column]))
            .collect();
        let mut arrays: Vec<LazyArray> = Vec::new();
        for (step, load) in input.steps.iter().zip(&loads) {
            arrays.push(match step {
                Step::Source => LazyArray::from_chunks(input.shape, input.chunk, load),
                Step::Slice { of, rows, columns } => {
                    arrays[*of].slice(rows.clone(), columns.clone())
                }
                Step::Add(a, b) => &arrays[*a] + &arrays[*b],
                Step::Multiply(a, b) => &arrays[*a] * &arrays[*b],
                Step::Exp(of) => arrays[*of].exp(),
                Step::Log(of) => arrays[*of].log(),
            });
        }
        let early = LOADS.most();
        output(early, arrays[arrays.len() - 1].compute())
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&LOADS]
    }

    /// Chunk by chunk, and only what the answer needs.
    fn graph(&self, input: &Input) -> Option<Graph> {
        let last = input.steps.len() - 1;
        let [rows, columns] = input.window(last);
        let mut graph = Graph::default();
        let mut parts = Vec::new();
        for i in touched(&rows, input.chunk[0]) {
            for j in touched(&columns, input.chunk[1]) {
                parts.push(input.tasks(&mut graph, last, [i, j]));
            }
        }
        graph.task("array", &parts);
        Some(graph)
    }

    /// One chunk that the answer needs is made anew, the last one or any.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let [rows, columns] = input.window(input.steps.len() - 1);
        if rows.is_empty() || columns.is_empty() {
            return None;
        }
        let last = rng.random();
        let mut place = |chunks: Range<usize>| {
            if last { chunks.end - 1 } else { rng.random_range(chunks) }
        };
        let at = [place(touched(&rows, input.chunk[0])), place(touched(&columns, input.chunk[1]))];
        let made_anew = match input.made_anew {
            Some(before) if before == at => None,
            _ => Some(at),
        };
        Some(Input { made_anew, ..input.clone() })
    }

    /// A value goes through a handful of roundings. A logarithm near 0 is one of a value
    /// near 1, so it is off by as many roundings of 1, however small it is itself.
    fn check(&self, _: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        const HANDFUL: f64 = 16.0 * f64::EPSILON;
        if actual.early > 0 {
            let were = if actual.early == 1 { "chunk was" } else { "chunks were" };
            let difference = format!("{} {were} loaded before `compute`", actual.early);
            return Err(Mismatch::new(difference, expected, actual));
        }
        if expected.shape != actual.shape {
            let ([rows, columns], [r, c]) = (expected.shape, actual.shape);
            let difference = format!("expected {rows} rows and {columns} columns, got {r} and {c}");
            return Err(Mismatch::new(difference, expected, actual));
        }
        let tolerance = Tolerance { relative: HANDFUL, absolute: HANDFUL };
        compare_floats(&expected.values, &actual.values, tolerance)
    }
}

/// The columns of a source, and the rows and columns of a chunk.
fn layout(case: &Case) -> (usize, [usize; 2]) {
    match case.name.as_str() {
        "x + y" => (7, [2, 3]),
        "a slice" => (12, [4, 5]),
        "a corner of a large array" => (case.size, [64, 64]),
        "one value" => (1, [3, 3]),
        "chunks of one value" => (13, [1, 1]),
        "a chunk larger than the array" => (9, [64, 32]),
        "small chunks at the edges" => (67, [16, 10]),
        "log(exp(x) + y), a slice" => (case.size, [32, 32]),
        _ => (70, [16, 16]),
    }
}

/// What a case asks for, in arrays of any number of rows.
fn steps(case: &Case, columns: usize) -> Vec<Step> {
    use Step::{Add, Exp, Log, Multiply, Slice, Source};
    let slice =
        |of, rows: Range<usize>, columns| Slice { of, rows: within(&rows, case.size), columns };
    let logarithm = [Source, Source, Exp(0), Add(2, 1), Log(3)];
    match case.name.as_str() {
        "x + y" => vec![Source, Source, Add(0, 1)],
        "a slice" => vec![Source, slice(0, 5..11, 3..8)],
        "a corner of a large array" => {
            let corner = slice(2, 1_700..1_950, within(&(1_000..1_150), columns));
            vec![Source, Source, Multiply(0, 1), corner]
        }
        "one value" | "a chunk larger than the array" => vec![Source, Exp(0)],
        "chunks of one value" => vec![Source, Source, Multiply(0, 1)],
        "a slice inside one chunk" => {
            vec![Source, Source, Multiply(0, 1), slice(2, 17..30, 3..9)]
        }
        "a slice from edge to edge of chunks" => vec![Source, slice(0, 16..48, 32..64), Exp(1)],
        "a slice of a slice" | "slices that meet" => {
            let outer = within(&(10..70), case.size);
            let inner = within(&(9..41), outer.len());
            let direct = outer.start + inner.start..outer.start + inner.end;
            let once = Slice { of: 2, rows: outer, columns: 5..60 };
            let twice = Slice { of: 3, rows: inner, columns: 11..44 };
            let mut steps = vec![Source, Source, Add(0, 1), once, twice];
            if case.name == "slices that meet" {
                // The same window of another source, cut out at one go.
                let direct = Slice { of: 5, rows: direct, columns: 16..49 };
                steps.extend([Source, direct, Multiply(4, 6)]);
            }
            steps
        }
        "an empty slice" => vec![Source, slice(0, 20..20, 3..60)],
        "the same array twice" => vec![Source, Add(0, 0)],
        "an array that nobody needs" => {
            vec![Source, Source, Exp(1), Multiply(0, 0), slice(3, 3..29, 1..69)]
        }
        "log(exp(x) + y), a slice" => {
            // Not from the middle: whoever cuts the source in halves sees it.
            let lower = slice(4, case.size * 7 / 16..case.size, 0..columns);
            [&logarithm[..], &[lower]].concat()
        }
        _ => logarithm.to_vec(),
    }
}

/// What a source is called: x, y or z.
fn name(steps: &[Step], source: usize) -> &'static str {
    let before = steps[..source].iter().filter(|step| matches!(step, Step::Source)).count();
    ["x", "y", "z"][before % 3]
}

/// The part of a range that an axis of this length has.
fn within(range: &Range<usize>, length: usize) -> Range<usize> {
    range.start.min(length)..range.end.min(length)
}

impl Input {
    /// Loads a chunk of the source that this step is. It stands for a file to be
    /// read and unpacked, and it is most of the work.
    fn load(&self, source: usize, [i, j]: [usize; 2]) -> Array2<f64> {
        LOADS.add(1);
        let length = |axis: usize, at: usize| {
            let left = self.shape[axis].saturating_sub(at.saturating_mul(self.chunk[axis]));
            assert!(left > 0, "there is no chunk ({i}, {j}) in an array of {:?}", self.shape);
            left.min(self.chunk[axis])
        };
        // A 64-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003).
        let place = (source as u64) << 48 | (i as u64) << 24 | j as u64;
        let anew = u64::from(self.made_anew == Some([i, j])) << 32;
        let mut state = (self.seed ^ anew ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1;
        Array2::from_shape_simple_fn((length(0, i), length(1, j)), || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let unpacked = (state >> 11) as f64 / (1_u64 << 53) as f64;
            (10.0 * unpacked).sin().abs().sqrt()
        })
    }

    /// The rows and columns of the sources that a step looks at. Both arrays of
    /// a sum or a product look at the same.
    fn window(&self, step: usize) -> [Range<usize>; 2] {
        match &self.steps[step] {
            Step::Source => self.shape.map(|length| 0..length),
            Step::Slice { of, rows, columns } => {
                let [outer_rows, outer_columns] = self.window(*of);
                [moved(rows, outer_rows.start), moved(columns, outer_columns.start)]
            }
            Step::Add(of, _) | Step::Multiply(of, _) | Step::Exp(of) | Step::Log(of) => {
                self.window(*of)
            }
        }
    }

    /// The values of a step in one chunk, cut down to the window before anything is
    /// computed. A source that stands twice in the expression is loaded twice.
    fn evaluate(&self, step: usize, at: [usize; 2], windows: &[Seen; 2]) -> Array2<f64> {
        let value = |step: usize| self.evaluate(step, at, windows);
        match self.steps[step] {
            Step::Source => {
                let mut chunk = self.load(step, at);
                for (axis, (in_chunk, _)) in windows.iter().enumerate() {
                    chunk.slice_axis_inplace(Axis(axis), Slice::from(in_chunk.clone()));
                }
                chunk
            }
            Step::Slice { of, .. } => value(of),
            Step::Add(a, b) => value(a) + value(b),
            Step::Multiply(a, b) => value(a) * value(b),
            Step::Exp(of) => value(of).mapv_into(f64::exp),
            Step::Log(of) => value(of).mapv_into(f64::ln),
        }
    }

    /// The tasks that make one chunk of a step, and the number of the last one.
    fn tasks(&self, graph: &mut Graph, step: usize, at: [usize; 2]) -> usize {
        let mut made = |step: usize| self.tasks(graph, step, at);
        let (label, needs) = match self.steps[step] {
            Step::Source => {
                (format!("{} {},{}", name(&self.steps, step), at[0], at[1]), Vec::new())
            }
            Step::Slice { of, .. } => ("slice".into(), vec![made(of)]),
            Step::Add(a, b) => ("+".into(), vec![made(a), made(b)]),
            Step::Multiply(a, b) => ("×".into(), vec![made(a), made(b)]),
            Step::Exp(of) => ("exp".into(), vec![made(of)]),
            Step::Log(of) => ("log".into(), vec![made(of)]),
        };
        graph.task(label, &needs)
    }
}

/// Row by row. What lies so already is not copied: that would be timed, too.
fn output(early: u64, values: Array2<f64>) -> Output {
    let (rows, columns) = values.dim();
    let values = if values.is_standard_layout() {
        let (mut all, first) = values.into_raw_vec_and_offset();
        let first = first.unwrap_or(0);
        all.truncate(first + rows * columns);
        all.drain(..first);
        all
    } else {
        values.iter().copied().collect()
    };
    Output { early, shape: [rows, columns], values }
}

fn moved(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// The chunks along one axis that a window touches: none, if it is empty.
fn touched(window: &Range<usize>, chunk: usize) -> Range<usize> {
    if window.is_empty() { 0..0 } else { window.start / chunk..window.end.div_ceil(chunk) }
}

/// What a window and a chunk have in common along one axis, counted from the
/// start of the chunk, and from the start of the window.
type Seen = (Range<usize>, Range<usize>);

fn seen(window: &Range<usize>, chunk: usize, at: usize) -> Seen {
    let first = at * chunk;
    let (start, end) = (window.start.max(first), window.end.min(first + chunk));
    (start - first..end - first, start - window.start..end - window.start)
}

grader_spec::serve!(LazyArrays);
