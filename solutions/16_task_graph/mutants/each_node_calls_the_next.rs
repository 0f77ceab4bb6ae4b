//! Expect: runtime_error
//! Because: a node calls the one that it made ready, so a chain of 100,000 nodes is a stack of 100,000 calls.

use rayon::Scope;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Running<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    missing: Vec<AtomicUsize>,
    values: Vec<OnceLock<u64>>,
    run: &'a (dyn Fn(usize, &[u64]) -> u64 + Sync),
}

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let graph = &Running {
        inputs,
        dependents: dependents(inputs),
        missing: inputs.iter().map(|inputs| AtomicUsize::new(inputs.len())).collect(),
        values: inputs.iter().map(|_| OnceLock::new()).collect(),
        run,
    };
    rayon::scope(|scope| {
        let sources = inputs.iter().enumerate().filter(|(_, inputs)| inputs.is_empty());
        for (source, _) in sources {
            scope.spawn(move |scope| graph.run_from(source, scope));
        }
    });
    graph.values.iter().map(|value| *value.get().expect("every node has run")).collect()
}

impl Running<'_> {
    fn run_from<'scope>(&'scope self, node: usize, scope: &Scope<'scope>) {
        let mut next = None;
        let given: Vec<u64> = self.inputs[node]
            .iter()
            .map(|&input| *self.values[input].get().expect("a node is started after its inputs"))
            .collect();
        let value = (self.run)(node, &given);
        self.values[node].set(value).expect("a node runs once");
        for &dependent in &self.dependents[node] {
            if self.brings_the_last(dependent) {
                match next {
                    None => next = Some(dependent),
                    Some(_) => scope.spawn(move |scope| self.run_from(dependent, scope)),
                }
            }
        }
        if let Some(next) = next {
            self.run_from(next, scope);
        }
    }

    fn brings_the_last(&self, node: usize) -> bool {
        // Release: the value set above is there for whoever sees this count.
        // Acquire: the one who brings the last input sees the values of all the
        // others, whose counts came before in the same atomic.
        self.missing[node].fetch_sub(1, Ordering::AcqRel) == 1
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
