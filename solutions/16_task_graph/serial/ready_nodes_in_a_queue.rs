//! Because: counts of missing inputs and a queue of ready nodes (A. B. Kahn, 1962).

use std::collections::VecDeque;

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut values = vec![0; inputs.len()];
    let mut ready: VecDeque<usize> = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    let mut given = Vec::new();
    while let Some(node) = ready.pop_front() {
        given.clear();
        given.extend(inputs[node].iter().map(|&input| values[input]));
        values[node] = run(node, &given);
        for &dependent in &dependents[node] {
            missing[dependent] -= 1;
            if missing[dependent] == 0 {
                ready.push_back(dependent);
            }
        }
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
