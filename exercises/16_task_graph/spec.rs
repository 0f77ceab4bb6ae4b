//! What `task_graph` must do, on which graphs, and how we know.
//!
//! The student's function gets a `run` that counts: how often each node runs,
//! and whether it is given what its inputs have made. The counts are part of the
//! answer.

use grader_spec::rand::RngExt;
use grader_spec::rand::seq::SliceRandom;
use grader_spec::{Case, Exercise, Graph, Mismatch, Rng};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The exercise.
pub struct TaskGraph;

/// A graph, and how much work is in its nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// For each node, the nodes whose values it needs.
    inputs: Vec<Vec<usize>>,
    /// For each node, how many steps of [`spin`] it takes.
    rounds: Vec<u32>,
    /// Makes the values differ from input to input.
    seed: u64,
}

/// What came out, and what was seen meanwhile.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// How often each node ran.
    runs: Vec<u32>,
    /// The first node that was given something else than its inputs' values.
    misfed: Option<Misfed>,
    /// The value of each node, as the student's function returned them.
    values: Vec<u64>,
}

/// A node that was given something else than its inputs' values.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Misfed {
    node: usize,
    /// What was wrong, as a sentence without its subject.
    what: String,
}

/// The timed graph has so many means for each day, beside a table and a model.
const MEANS: usize = 8;
/// How many steps of [`spin`] its nodes take. A step is some 2 ns; the models
/// differ by up to a quarter from this.
const MODEL_ROUNDS: u32 = 800_000;
const MEAN_ROUNDS: u32 = 20_000;
const TABLE_ROUNDS: u32 = 10_000;
const REPORT_ROUNDS: u32 = 15_000;

impl Exercise for TaskGraph {
    type Input = Input;
    type Output = Output;

    /// The size is the number of nodes, but where there are days it is the
    /// number of days.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a diamond", 4),
            Case::example("days: three of them", 3),
            Case::hidden("no node", 0),
            Case::hidden("one node", 1),
            Case::hidden("nodes on their own", 101),
            Case::hidden("a chain", 100),
            Case::hidden("numbered against the order", 101),
            Case::hidden("many diamonds", 30_001),
            Case::hidden("several sources and sinks", 1_009),
            Case::hidden("shared nodes", 1_009),
            Case::hidden("duplicate inputs", 1_009),
            Case::hidden("wide: one needs all others", 10_000),
            Case::hidden("deep: one long chain", 100_000),
            Case::timed("days: a model for each", 24),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let (mut inputs, rounds) =
            if case.name.starts_with("days") { days(case.size, rng) } else { shape(case, rng) };
        let numbers = numbers(&case.name, inputs.len(), rng);
        let mut numbered = vec![Vec::new(); inputs.len()];
        let mut numbered_rounds = vec![0; inputs.len()];
        for (place, inputs) in inputs.iter_mut().enumerate() {
            for input in &mut *inputs {
                *input = numbers[*input];
            }
            numbered[numbers[place]] = std::mem::take(inputs);
            numbered_rounds[numbers[place]] = rounds[place];
        }
        Input { inputs: numbered, rounds: numbered_rounds, seed: rng.random() }
    }

    /// Depth first, with a stack of its own: each node after its inputs. It need
    /// not know who needs whom. On the timed graph no other order that we tried
    /// was quicker.
    fn baseline(&self, input: &Input) -> Output {
        let nodes = input.inputs.len();
        let mut values: Vec<Option<u64>> = vec![None; nodes];
        let mut given = Vec::new();
        // A node, and how many of its inputs have been looked at.
        let mut stack: Vec<(usize, usize)> = Vec::new();
        for goal in 0..nodes {
            stack.push((goal, 0));
            while let Some((node, looked_at)) = stack.last_mut() {
                let (node, inputs) = (*node, &input.inputs[*node]);
                if let Some(&next) = inputs.get(*looked_at) {
                    *looked_at += 1;
                    if values[next].is_none() {
                        stack.push((next, 0));
                    }
                    continue;
                }
                stack.pop();
                if values[node].is_none() {
                    given.clear();
                    given.extend(inputs.iter().filter_map(|&input| values[input]));
                    values[node] = Some(input.value(node, &given));
                }
            }
        }
        Output {
            runs: vec![1; nodes],
            misfed: None,
            values: values.into_iter().flatten().collect(),
        }
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Output {
        let observer = Observer::new(input);
        let values =
            task_graph::task_graph(&input.inputs, &|node, given| observer.run(node, given));
        observer.output(values)
    }

    fn graph(&self, input: &Input) -> Option<Graph> {
        let mut graph = Graph::default();
        for (node, needs) in input.inputs.iter().enumerate() {
            graph.task(format!("node {node}"), needs);
        }
        Some(graph)
    }

    /// One node takes a step more, or is given a value twice, or gets another
    /// one first: its value is another one then, and so are all that follow.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let last = input.inputs.len().checked_sub(1)?;
        let mut input = input.clone();
        let node = if rng.random() { last } else { rng.random_range(0..=last) };
        let inputs = &mut input.inputs[node];
        match inputs[..] {
            [first, .., second] if first != second && rng.random() => {
                let end = inputs.len() - 1;
                inputs.swap(0, end);
            }
            [.., again] if rng.random() => inputs.push(again),
            _ => input.rounds[node] += 1,
        }
        Some(input)
    }

    fn check(&self, input: &Input, expected: &Output, actual: &Output) -> Result<(), Mismatch> {
        let wrong = |difference: String| Err(Mismatch::new(difference, expected, actual));
        if expected == actual {
            return Ok(());
        }
        if let Some(Misfed { node, what }) = &actual.misfed {
            return wrong(format!("node {node}, which needs {}, {what}", input.needs(*node)));
        }
        if let Some(node) = actual.runs.iter().position(|&runs| runs != 1) {
            let often = match actual.runs[node] {
                0 => "never ran".to_owned(),
                2 => "ran twice".to_owned(),
                runs => format!("ran {runs} times"),
            };
            let needs = input.needs(node);
            return wrong(format!("node {node}, which needs {needs}, {often}, not once"));
        }
        let (nodes, found) = (expected.values.len(), actual.values.len());
        if nodes != found {
            return wrong(format!("{found} values for {nodes} nodes"));
        }
        let pairs = expected.values.iter().zip(&actual.values);
        let Some(at) = pairs.clone().position(|(right, found)| right != found) else {
            return wrong(format!("{} nodes were counted, not {nodes}", actual.runs.len()));
        };
        let found = actual.values[at];
        let difference = match expected.values.iter().position(|&value| value == found) {
            Some(other) => format!("at index {at} stands the value of node {other}"),
            None => format!("at index {at} stands {found}, which no node returned"),
        };
        Err(Mismatch::new(difference, &expected.values, &actual.values))
    }
}

impl Input {
    /// The value of a node. The same values in another order make another one.
    fn value(&self, node: usize, given: &[u64]) -> u64 {
        let start = self.seed ^ (node as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mix = |mixed: u64, value: &u64| mixed.rotate_left(7).wrapping_mul(31) ^ value;
        spin(given.iter().fold(start, mix), self.rounds[node])
    }

    /// What a node needs, in words that fit into a line.
    fn needs(&self, node: usize) -> String {
        match self.inputs.get(node).map_or(&[][..], Vec::as_slice) {
            [] => "nothing".to_owned(),
            inputs @ [_, ..] if inputs.len() <= 6 => format!("{inputs:?}"),
            inputs => format!("{} others", inputs.len()),
        }
    }
}

/// Looks on while the student's function runs the graph.
struct Observer<'a> {
    input: &'a Input,
    runs: Vec<AtomicU32>,
    /// What each node returned when it first ran.
    returned: Vec<OnceLock<u64>>,
    misfed: OnceLock<Misfed>,
}

impl<'a> Observer<'a> {
    fn new(input: &'a Input) -> Self {
        Self {
            input,
            runs: input.inputs.iter().map(|_| AtomicU32::new(0)).collect(),
            returned: input.inputs.iter().map(|_| OnceLock::new()).collect(),
            misfed: OnceLock::new(),
        }
    }

    /// What the student's function is given to run a node with.
    fn run(&self, node: usize, given: &[u64]) -> u64 {
        let nodes = self.runs.len();
        assert!(node < nodes, "`run` was called for node {node}, and there are {nodes} nodes");
        // Relaxed: a count, which passes no other data on.
        self.runs[node].fetch_add(1, Ordering::Relaxed);
        if let Some(what) = self.fault(node, given) {
            // Only the first is kept.
            let _ = self.misfed.set(Misfed { node, what });
        }
        let value = self.input.value(node, given);
        // Only a node's first value is kept; its second run shows in `runs`.
        let _ = self.returned[node].set(value);
        value
    }

    /// What is wrong with the values that a node is given, if anything. A
    /// student's program that passes a value on has seen the `run` that made it,
    /// so `returned` shows it too.
    fn fault(&self, node: usize, given: &[u64]) -> Option<String> {
        let inputs = &self.input.inputs[node];
        let early = |&&input: &&usize| self.returned[input].get().is_none();
        if let Some(input) = inputs.iter().find(early) {
            return Some(format!("ran before node {input} was done"));
        }
        if inputs.len() != given.len() {
            return Some(format!("was given {} values, not {}", given.len(), inputs.len()));
        }
        let right = || inputs.iter().map(|&input| self.returned[input].get());
        let at = right().zip(given).position(|(right, found)| right != Some(found))?;
        if right().any(|value| value == Some(&given[at])) {
            return Some("was given their values in another order".to_owned());
        }
        Some(format!("was given {}, which is not the value of node {}", given[at], inputs[at]))
    }

    fn output(self, values: Vec<u64>) -> Output {
        Output {
            runs: self.runs.into_iter().map(AtomicU32::into_inner).collect(),
            misfed: self.misfed.into_inner(),
            values,
        }
    }
}

/// `rounds` steps that need each other. What they end with depends on every one,
/// so that the compiler can leave nothing out.
#[inline(never)]
fn spin(start: u64, rounds: u32) -> u64 {
    // A 64-bit xorshift generator (Marsaglia, "Xorshift RNGs", 2003).
    let mut state = start | 1;
    for _ in 0..rounds {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// A graph whose nodes stand in an order in which they could run, and the
/// rounds of each.
type Ordered = (Vec<Vec<usize>>, Vec<u32>);

/// For each day a cheap table, made from the day before's; from the table a dear
/// model and some cheap means; from all of those one report.
///
/// The table of one day and the model of the day before are as far from the
/// start. So a program that goes level by level never runs two models together.
fn days(days: usize, rng: &mut Rng) -> Ordered {
    let (mut inputs, mut rounds) = (Vec::new(), Vec::new());
    let mut add = |needed: Vec<usize>, work: u32| {
        inputs.push(needed);
        rounds.push(work);
        inputs.len() - 1
    };
    let mut table = None;
    let mut results = Vec::new();
    // From three quarters to five quarters, shuffled: the work of the graph is the
    // same for every seed.
    let (least, step) = (MODEL_ROUNDS / 4 * 3, MODEL_ROUNDS / 2 / (days.max(2) - 1) as u32);
    let mut models: Vec<u32> = (0..days as u32).map(|day| least + step * day).collect();
    models.shuffle(rng);
    for model in models {
        let today = add(table.into_iter().collect(), TABLE_ROUNDS);
        results.push(add(vec![today], model));
        results.extend((0..MEANS).map(|_| add(vec![today], MEAN_ROUNDS)));
        table = Some(today);
    }
    results.shuffle(rng);
    add(results, REPORT_ROUNDS);
    (inputs, rounds)
}

/// A graph of a hidden case, with little work in its nodes.
fn shape(case: &Case, rng: &mut Rng) -> Ordered {
    let needed = |place: usize| needed(case, place, rng);
    let inputs: Vec<Vec<usize>> = (0..case.size).map(needed).collect();
    // A microsecond is about what it takes to hand a node to another thread: so
    // the two sides of a diamond sometimes end in the same instant, which shows
    // who counts in one step and who looks in another.
    let most = if case.name == "many diamonds" { 1_000 } else { 100 };
    let rounds = (0..case.size).map(|_| rng.random_range(0..most)).collect();
    (inputs, rounds)
}

/// What the node at a place needs: nodes at places before it.
fn needed(case: &Case, place: usize, rng: &mut Rng) -> Vec<usize> {
    let mut some_of_the_last = |count: usize, reach: usize| -> Vec<usize> {
        let count = if place == 0 { 0 } else { count };
        (0..count).map(|_| rng.random_range(place.saturating_sub(reach)..place)).collect()
    };
    match case.name.as_str() {
        "a diamond" | "many diamonds" => match place % 3 {
            1 => vec![place - 1],
            2 => vec![place - 2],
            _ if place == 0 => vec![],
            _ => vec![place - 1, place - 2],
        },
        "a chain" | "deep: one long chain" | "numbered against the order" => {
            place.checked_sub(1).into_iter().collect()
        }
        "several sources and sinks" => without_duplicates(some_of_the_last(place % 3, place)),
        "shared nodes" => without_duplicates(some_of_the_last(4, 10)),
        "duplicate inputs" => some_of_the_last(4, 3),
        "wide: one needs all others" if place + 1 == case.size => {
            let mut others: Vec<usize> = (0..place).collect();
            others.shuffle(rng);
            others
        }
        _ => vec![],
    }
}

/// Keeps the first of each, in their order.
fn without_duplicates(nodes: Vec<usize>) -> Vec<usize> {
    let mut kept = Vec::new();
    for node in nodes {
        if !kept.contains(&node) {
            kept.push(node);
        }
    }
    kept
}

/// The number of the node at each place: where the numbers follow an order, a
/// program could be right by luck.
fn numbers(name: &str, nodes: usize, rng: &mut Rng) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..nodes).collect();
    match name {
        "a diamond" => {}
        "numbered against the order" => numbers.reverse(),
        _ => numbers.shuffle(rng),
    }
    numbers
}

grader_spec::serve!(TaskGraph);
