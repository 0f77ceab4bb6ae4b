//! What `lazy_reductions` must do, on which expressions, and how we know.
//!
//! An input is an expression, written down as the list of its steps. The spec
//! builds it with the student's `LazyArray`, sees that nothing was loaded, and
//! only then lets it compute. It counts every load.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Counter, Exercise, Graph, Mismatch, Rng, compare_floats};
use lazy_reductions::LazyArray;
use ndarray::{ArcArray2, Array2, Axis, Slice};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The exercise.
pub struct LazyReductions;

static LOADS: Counter = Counter::new("chunk loads");

/// An expression, and the sources that it is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Makes the values of all sources.
    pub seed: u64,
    /// Added to every value.
    pub offset: f64,
    /// How far the values spread.
    pub spread: f64,
    /// The chunk whose values every source makes anew, if any.
    pub made_anew: Option<[usize; 2]>,
    /// Rows and columns of every source.
    pub shape: [usize; 2],
    /// Rows and columns of a chunk, but for those at the edges.
    pub chunk: [usize; 2],
    /// What is asked for.
    pub expression: Expression,
}

/// A graph: each step is a node, and the steps that it names are the nodes that
/// it needs. They stand before it. A step may be needed twice, or never.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expression {
    /// The arrays. The last one is the answer, or what is left of it.
    pub steps: Vec<Step>,
    /// What is asked of the last array.
    pub end: End,
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

/// What is asked of an array.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum End {
    /// All its values.
    Array,
    /// The sum of all values.
    Sum,
    /// The mean of all values.
    Mean,
    /// Population standard deviation of all values.
    Std,
}

/// What came out, and what was seen on the way.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Chunks that had been loaded before `compute` was called.
    early: u64,
    /// Rows and columns; 1 and 1 for a number.
    shape: [usize; 2],
    /// Row by row.
    #[serde(with = "grader_spec::float_bytes")]
    values: Vec<f64>,
}

impl Exercise for LazyReductions {
    type Input = Input;
    type Output = Output;

    /// The size is the number of rows of a source.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("the sum of x + y", 5),
            Case::example("a slice", 20),
            Case::hidden("larger than the memory you may use", 2_048),
            Case::hidden("no rows", 0),
            Case::hidden("one value", 1),
            Case::hidden("chunks of one value", 11),
            Case::hidden("a chunk larger than the array", 10),
            Case::hidden("small chunks at the edges", 101),
            Case::hidden("a slice inside one chunk", 40),
            Case::hidden("a slice from edge to edge of chunks", 64),
            Case::hidden("a slice of a slice", 90),
            Case::hidden("an empty slice", 40),
            Case::hidden("the same array twice", 50),
            Case::hidden("doubled ten times", 33),
            Case::hidden("an array that nobody needs", 30),
            Case::hidden("far from zero", 103),
            Case::timed("the std of exp(x y + x), a slice", 768),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let (columns, chunk) = layout(case);
        let (offset, spread) = match case.name.as_str() {
            "far from zero" => (FAR_FROM_ZERO, rng.random_range(50.0..100.0)),
            _ => (0.0, 1.0),
        };
        let expression = expression(case, columns);
        Input {
            seed: rng.random(),
            offset,
            spread,
            made_anew: None,
            shape: [case.size, columns],
            chunk,
            expression,
        }
    }

    /// Chunk by chunk, each loaded once, and nothing kept. A loop written for one
    /// expression alone is faster by a fourteenth at most; the lesson has the
    /// table.
    fn baseline(&self, input: &Input) -> Output {
        let end = input.expression.end;
        let last = input.expression.steps.len() - 1;
        let ([rows, columns], needed) = (input.window(last), input.needed());
        let mut all = Moments::default();
        let mut whole = match end {
            End::Array => Array2::zeros((rows.len(), columns.len())),
            End::Sum | End::Mean | End::Std => Array2::zeros((1, 1)),
        };
        for i in touched(&rows, input.chunk[0]) {
            for j in touched(&columns, input.chunk[1]) {
                let windows = [seen(&rows, input.chunk[0], i), seen(&columns, input.chunk[1], j)];
                let values = input.evaluate(&needed, [i, j], &windows);
                if let End::Array = end {
                    let [(_, rows), (_, columns)] = windows;
                    let mut place = whole.slice_axis_mut(Axis(0), Slice::from(rows));
                    place.slice_axis_mut(Axis(1), Slice::from(columns)).assign(&values);
                } else {
                    all.merge(&values);
                }
            }
        }
        match end {
            End::Array => {}
            End::Sum => whole.fill(all.sum),
            End::Mean => whole.fill(all.mean()),
            End::Std => whole.fill((all.squares / all.count.max(1.0)).sqrt()),
        }
        output(0, &whole)
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let loads: Vec<_> = (0..input.expression.steps.len())
            .map(|source| move |row: usize, column: usize| input.load(source, [row, column]))
            .collect();
        let mut arrays: Vec<LazyArray> = Vec::new();
        for (step, load) in input.expression.steps.iter().zip(&loads) {
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
        let last = &arrays[arrays.len() - 1];
        let number = match input.expression.end {
            End::Array => {
                let early = LOADS.most();
                return output(early, &last.compute());
            }
            End::Sum => last.sum(),
            End::Mean => last.mean(),
            End::Std => last.std(),
        };
        let early = LOADS.most();
        output(early, &Array2::from_elem((1, 1), number.compute()))
    }

    fn counters(&self) -> Vec<&'static Counter> {
        vec![&LOADS]
    }

    /// Chunk by chunk, and only what the answer needs.
    fn graph(&self, input: &Input) -> Option<Graph> {
        let steps = &input.expression.steps;
        let last = steps.len() - 1;
        let ([rows, columns], needed) = (input.window(last), input.needed());
        let (part, whole) = match input.expression.end {
            End::Array => (None, "array"),
            End::Sum => (Some("sum"), "sum of sums"),
            End::Mean => (Some("sum, count"), "mean"),
            End::Std => (Some("moments"), "std"),
        };
        let mut graph = Graph::default();
        let mut parts = Vec::new();
        for i in touched(&rows, input.chunk[0]) {
            for j in touched(&columns, input.chunk[1]) {
                let mut made = vec![0; steps.len()];
                for (at, step) in steps.iter().enumerate().filter(|(at, _)| needed[*at]) {
                    made[at] = match step {
                        Step::Source => graph.task(format!("{} {i},{j}", name(steps, at)), &[]),
                        Step::Slice { of, .. } => graph.task("slice", &[made[*of]]),
                        Step::Add(a, b) => graph.task("+", &[made[*a], made[*b]]),
                        Step::Multiply(a, b) => graph.task("×", &[made[*a], made[*b]]),
                        Step::Exp(of) => graph.task("exp", &[made[*of]]),
                        Step::Log(of) => graph.task("log", &[made[*of]]),
                    };
                }
                parts.push(part.map_or(made[last], |part| graph.task(part, &[made[last]])));
            }
        }
        graph.task(whole, &parts);
        Some(graph)
    }

    /// One chunk that the answer needs is made anew, the last one or any.
    ///
    /// A single value would be lost where the answer is a deviation far from zero.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let [rows, columns] = input.window(input.expression.steps.len() - 1);
        let values = rows.len() * columns.len();
        if values == 0 || (values == 1 && matches!(input.expression.end, End::Std)) {
            return None;
        }
        if input.offset > 0.0 {
            // There a chunk may hide in the rounding.
            return Some(Input {
                spread: input.spread * rng.random_range(1.01..1.1),
                ..input.clone()
            });
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

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
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
        // Values that are all the same deviate by a few roundings of 1; all else is made
        // of terms that are not negative.
        let absolute = if let End::Std = input.expression.end { 16.0 * f64::EPSILON } else { 0.0 };
        let tolerance = grader_spec::Tolerance { relative: input.tolerance(expected), absolute };
        compare_floats(&expected.values, &actual.values, tolerance)
    }
}

/// Where the values lie in the case that breaks a naive sum of squares: the
/// squares are around 1e18, and a 64-bit float is then good to 128 only.
///
/// How far they spread there is drawn anew each time, so that no deviation can
/// be guessed. It is some hundred times what the answer may be off, so that half
/// of the chunks, or a single other one, shows.
const FAR_FROM_ZERO: f64 = 1e9;

/// The columns of a source, and the rows and columns of a chunk.
fn layout(case: &Case) -> (usize, [usize; 2]) {
    match case.name.as_str() {
        "the sum of x + y" => (7, [2, 3]),
        "a slice" => (12, [4, 5]),
        "larger than the memory you may use" => (case.size, [64, 64]),
        "one value" => (1, [3, 3]),
        "chunks of one value" => (13, [1, 1]),
        "a chunk larger than the array" => (9, [64, 32]),
        "small chunks at the edges" | "far from zero" => (67, [16, 10]),
        "the std of exp(x y + x), a slice" => (case.size, [24, 24]),
        _ => (70, [16, 16]),
    }
}

/// What a case asks for, in arrays of any number of rows.
fn expression(case: &Case, columns: usize) -> Expression {
    use Step::{Add, Exp, Log, Multiply, Slice, Source};
    let of = |steps: &[Step], end| Expression { steps: steps.to_vec(), end };
    let slice =
        |of, rows: Range<usize>, columns| Slice { of, rows: within(&rows, case.size), columns };
    match case.name.as_str() {
        "the sum of x + y" => of(&[Source, Source, Add(0, 1)], End::Sum),
        "a slice" => of(&[Source, slice(0, 5..11, 3..8)], End::Array),
        "larger than the memory you may use" => of(&[Source, Exp(0)], End::Mean),
        "one value" | "far from zero" => of(&[Source], End::Std),
        "chunks of one value" => of(&[Source, Source, Multiply(0, 1)], End::Sum),
        "a chunk larger than the array" => of(&[Source, Exp(0)], End::Array),
        "small chunks at the edges" => of(&[Source], End::Mean),
        "a slice inside one chunk" => {
            of(&[Source, Source, Multiply(0, 1), slice(2, 17..30, 3..9)], End::Array)
        }
        "a slice from edge to edge of chunks" => {
            let logarithm = [Source, Source, Exp(0), Add(2, 1), Log(3)];
            of(&[&logarithm[..], &[slice(4, 16..48, 32..64)]].concat(), End::Sum)
        }
        "a slice of a slice" => {
            // The same window along two ways, before and after the sum.
            let outer = within(&(10..70), case.size);
            let inner = within(&(9..41), outer.len());
            let direct = outer.start + inner.start..outer.start + inner.end;
            let once = Slice { of: 2, rows: outer, columns: 5..60 };
            let twice = Slice { of: 3, rows: inner, columns: 11..44 };
            let direct = Slice { of: 0, rows: direct, columns: 16..49 };
            of(&[Source, Source, Add(0, 1), once, twice, direct, Multiply(4, 5)], End::Array)
        }
        "an empty slice" => of(&[Source, slice(0, 20..20, 3..60)], End::Sum),
        "the same array twice" => of(&[Source, Add(0, 0)], End::Array),
        "doubled ten times" => {
            let doubled = (0..10).map(|step| Add(step, step));
            of(&std::iter::once(Source).chain(doubled).collect::<Vec<_>>(), End::Mean)
        }
        "an array that nobody needs" => {
            of(&[Source, Source, Exp(1), Multiply(0, 0), slice(3, 3..29, 1..69)], End::Std)
        }
        "the std of exp(x y + x), a slice" => {
            // Not from the middle: whoever cuts the source in halves sees it.
            let lower = Slice { of: 4, rows: case.size * 3 / 8..case.size, columns: 0..columns };
            of(&[Source, Source, Multiply(0, 1), Add(2, 0), Exp(3), lower], End::Std)
        }
        _ => of(&[Source, Source, Multiply(0, 1), Exp(2)], End::Mean),
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
            self.offset + self.spread * (10.0 * unpacked).sin().abs().sqrt()
        })
    }

    /// The rows and columns of the sources that a step looks at. Both arrays of
    /// a sum or a product look at the same.
    fn window(&self, step: usize) -> [Range<usize>; 2] {
        match &self.expression.steps[step] {
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

    /// Which steps the last one needs.
    fn needed(&self) -> Vec<bool> {
        let steps = &self.expression.steps;
        let mut needed = vec![false; steps.len()];
        needed[steps.len() - 1] = true;
        for (at, step) in steps.iter().enumerate().rev() {
            if needed[at] {
                match *step {
                    Step::Source => {}
                    Step::Slice { of, .. } | Step::Exp(of) | Step::Log(of) => needed[of] = true,
                    Step::Add(a, b) | Step::Multiply(a, b) => (needed[a], needed[b]) = (true, true),
                }
            }
        }
        needed
    }

    /// The values of the last step in one chunk, cut down to the window before
    /// anything is computed.
    fn evaluate(&self, needed: &[bool], at: [usize; 2], windows: &[Seen; 2]) -> ArcArray2<f64> {
        let mut values: Vec<ArcArray2<f64>> = Vec::with_capacity(needed.len());
        for (index, step) in self.expression.steps.iter().enumerate() {
            values.push(match step {
                _ if !needed[index] => ArcArray2::default((0, 0)),
                Step::Source => {
                    let mut chunk = self.load(index, at);
                    for (axis, (in_chunk, _)) in windows.iter().enumerate() {
                        chunk.slice_axis_inplace(Axis(axis), Slice::from(in_chunk.clone()));
                    }
                    chunk.into_shared()
                }
                Step::Slice { of, .. } => values[*of].clone(),
                Step::Add(a, b) => (&values[*a] + &values[*b]).into_shared(),
                Step::Multiply(a, b) => (&values[*a] * &values[*b]).into_shared(),
                Step::Exp(of) => values[*of].mapv(f64::exp).into_shared(),
                Step::Log(of) => values[*of].mapv(f64::ln).into_shared(),
            });
        }
        values.swap_remove(needed.len() - 1)
    }

    /// How far an answer may be off, relative to the right one.
    ///
    /// An element goes through a handful of roundings; no logarithm is taken of what is
    /// below 1. A sum of n terms, none negative, is right to n roundings in whatever
    /// order they are added (Higham, "Accuracy and Stability of Numerical Algorithms",
    /// 4.2). A standard deviation taken by parts is right to n roundings times the
    /// condition number, at most 1 + mean/std (T. F. Chan et al., "Algorithms for
    /// computing the sample variance: analysis and recommendations", The American
    /// Statistician 37, 1983).
    fn tolerance(&self, expected: &Output) -> f64 {
        const HANDFUL: f64 = 16.0;
        let last = self.expression.steps.len() - 1;
        let count: usize = self.window(last).iter().map(ExactSizeIterator::len).product();
        let roundings = HANDFUL + 2.0 * count as f64;
        let factor = match (self.expression.end, expected.values.as_slice()) {
            (End::Array, _) => HANDFUL,
            // Without offset and spread, no mean is above e².
            (End::Std, [std]) if *std > 0.0 => {
                roundings * (1.0 + (self.offset + 8.0 * self.spread) / std)
            }
            (End::Sum | End::Mean | End::Std, _) => roundings,
        };
        factor * f64::EPSILON
    }
}

fn output(early: u64, values: &Array2<f64>) -> Output {
    let (rows, columns) = values.dim();
    Output { early, shape: [rows, columns], values: values.iter().copied().collect() }
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

/// What the chunks so far leave behind: enough for every number that is asked.
#[derive(Default)]
struct Moments {
    count: f64,
    sum: f64,
    /// Sum of squared distances from the mean.
    squares: f64,
}

impl Moments {
    fn mean(&self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    /// Takes a chunk in: T. F. Chan et al., "Updating formulae and a pairwise
    /// algorithm for computing sample variances", 1979.
    fn merge(&mut self, values: &ArcArray2<f64>) {
        let (count, sum) = (values.len() as f64, values.sum());
        let mean = sum / count;
        let distance = mean - self.mean();
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        self.squares += squares + distance * distance * self.count * count / (self.count + count);
        self.count += count;
        self.sum += sum;
    }
}

grader_spec::serve!(LazyReductions);
