//! Expect: low_speedup
//! Cause: contention
//! Because: the nodes of a level all have to be done before one of the next may start, and in each level one of them is dear.

use rayon::prelude::*;

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    rayon::scope(|_| in_levels(inputs, run))
}

fn in_levels(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut level: Vec<usize> = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    let mut values = vec![0; inputs.len()];
    while !level.is_empty() {
        let computed: Vec<u64> = level
            .par_iter()
            .map(|&node| {
                let given: Vec<u64> = inputs[node].iter().map(|&input| values[input]).collect();
                run(node, &given)
            })
            .collect();
        let mut next = Vec::new();
        for (&node, value) in level.iter().zip(computed) {
            values[node] = value;
            for &dependent in &dependents[node] {
                missing[dependent] -= 1;
                if missing[dependent] == 0 {
                    next.push(dependent);
                }
            }
        }
        level = next;
    }
    values
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
