//! Expect: wrong_answer
//! Because: each node that nobody needs gets a task that computes all it needs for itself, so what two of them share runs twice.

use rayon::prelude::*;
use std::collections::HashMap;

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let sinks: Vec<usize> = (0..inputs.len()).filter(|&node| dependents[node].is_empty()).collect();
    let computed: Vec<Vec<(usize, u64)>> =
        sinks.par_iter().map(|&sink| all_that_it_needs(sink, inputs, run)).collect();
    let mut values = vec![0; inputs.len()];
    for (node, value) in computed.into_iter().flatten() {
        values[node] = value;
    }
    values
}

/// The values of a node and of all that come before it, each once.
fn all_that_it_needs(
    sink: usize,
    inputs: &[Vec<usize>],
    run: &(dyn Fn(usize, &[u64]) -> u64 + Sync),
) -> Vec<(usize, u64)> {
    let mut values = HashMap::new();
    let mut stack = vec![sink];
    while let Some(&node) = stack.last() {
        let before = stack.len();
        stack.extend(inputs[node].iter().filter(|input| !values.contains_key(*input)));
        if stack.len() == before {
            stack.pop();
            let given: Vec<u64> = inputs[node].iter().map(|input| values[input]).collect();
            values.entry(node).or_insert_with(|| run(node, &given));
        }
    }
    values.into_iter().collect()
}

pub fn dependents(inputs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); inputs.len()];
    for (node, inputs) in inputs.iter().enumerate() {
        for &input in inputs {
            dependents[input].push(node);
        }
    }
    dependents
}
