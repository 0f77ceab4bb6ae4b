//! Expect: low_speedup
//! Cause: serial
//! Because: the ready nodes stand on a stack and one thread takes them off: each in its right place, and none beside another.

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    let mut values = vec![0; inputs.len()];
    while let Some(node) = ready.pop() {
        let given: Vec<u64> = inputs[node].iter().map(|&input| values[input]).collect();
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
