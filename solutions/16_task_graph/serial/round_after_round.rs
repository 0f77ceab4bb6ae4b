//! Because: level after level: all nodes of a level, then all that they made ready.

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut values = vec![0; inputs.len()];
    let mut level: Vec<usize> = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    while !level.is_empty() {
        let mut next = Vec::new();
        for node in level {
            let given: Vec<u64> = inputs[node].iter().map(|&input| values[input]).collect();
            values[node] = run(node, &given);
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
