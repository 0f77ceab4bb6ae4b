//! Expect: time_limit
//! Because: each node is a task that waits for the values of its inputs; when every thread waits, as the only one does on a diamond, nobody is left to compute them.

use std::sync::OnceLock;

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let values: Vec<OnceLock<u64>> = inputs.iter().map(|_| OnceLock::new()).collect();
    let values = &values;
    rayon::scope(|scope| {
        for (node, inputs) in inputs.iter().enumerate() {
            scope.spawn(move |_| {
                let given: Vec<u64> = inputs.iter().map(|&input| *values[input].wait()).collect();
                values[node].set(run(node, &given)).expect("a node runs once");
            });
        }
    });
    values.iter().map(|value| *value.get().expect("every node has run")).collect()
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
