//! Because: threads of its own sleep on a condition variable until a node is ready; one lock guards counts, values and the list of ready nodes.

use std::sync::{Condvar, Mutex};
use std::thread;

struct State {
    missing: Vec<usize>,
    values: Vec<u64>,
    ready: Vec<usize>,
    left: usize,
}

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let ready = (0..inputs.len()).filter(|&node| missing[node] == 0).collect();
    let (values, left) = (vec![0; inputs.len()], inputs.len());
    let common = Mutex::new(State { missing, values, ready, left });
    let changed = Condvar::new();
    let work = || {
        let mut state = common.lock().unwrap();
        while state.left > 0 {
            let Some(node) = state.ready.pop() else {
                state = changed.wait(state).unwrap();
                continue;
            };
            let given: Vec<u64> = inputs[node].iter().map(|&input| state.values[input]).collect();
            drop(state);
            let value = run(node, &given);
            state = common.lock().unwrap();
            state.values[node] = value;
            state.left -= 1;
            for &dependent in &dependents[node] {
                state.missing[dependent] -= 1;
                if state.missing[dependent] == 0 {
                    state.ready.push(dependent);
                }
            }
            changed.notify_all();
        }
    };
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(work);
        }
    });
    common.into_inner().unwrap().values
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
