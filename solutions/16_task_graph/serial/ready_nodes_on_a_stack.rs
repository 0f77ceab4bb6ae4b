//! Because: counts of missing inputs and a stack of ready nodes, of which the newest is taken, whose inputs are still in the cache.

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut values = vec![0; inputs.len()];
    let mut ready: Vec<usize> = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    let mut given = Vec::new();
    while let Some(node) = ready.pop() {
        given.clear();
        given.extend(inputs[node].iter().map(|&input| values[input]));
        values[node] = run(node, &given);
        for &dependent in &dependents[node] {
            missing[dependent] -= 1;
            if missing[dependent] == 0 {
                ready.push(dependent);
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
