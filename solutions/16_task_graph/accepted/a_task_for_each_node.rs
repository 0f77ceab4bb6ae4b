//! Because: every node that becomes ready is spawned as a task of its own, also the only one in a chain.

use rayon::Scope;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

struct Graph<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    missing: Vec<AtomicUsize>,
    values: Vec<AtomicU64>,
    run: &'a (dyn Fn(usize, &[u64]) -> u64 + Sync),
}

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let missing = inputs.iter().map(|inputs| AtomicUsize::new(inputs.len())).collect();
    let values = inputs.iter().map(|_| AtomicU64::new(0)).collect();
    let graph = Graph { inputs, dependents: dependents(inputs), missing, values, run };
    rayon::scope(|scope| {
        for (node, inputs) in inputs.iter().enumerate() {
            if inputs.is_empty() {
                let graph = &graph;
                scope.spawn(move |scope| graph.start(node, scope));
            }
        }
    });
    graph.values.into_iter().map(AtomicU64::into_inner).collect()
}

impl Graph<'_> {
    fn start<'scope>(&'scope self, node: usize, scope: &Scope<'scope>) {
        let value_of = |&input: &usize| self.values[input].load(Ordering::SeqCst);
        let given: Vec<u64> = self.inputs[node].iter().map(value_of).collect();
        self.values[node].store((self.run)(node, &given), Ordering::SeqCst);
        for &dependent in &self.dependents[node] {
            if self.missing[dependent].fetch_sub(1, Ordering::SeqCst) == 1 {
                scope.spawn(move |scope| self.start(dependent, scope));
            }
        }
    }
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
