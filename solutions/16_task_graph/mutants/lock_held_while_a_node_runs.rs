//! Expect: low_speedup
//! Cause: contention
//! Because: the lock is taken for the call and so held until `run` is back: there are many tasks, and one of them at a time runs its node.

use rayon::Scope;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

struct Running<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    missing: Vec<AtomicUsize>,
    values: Vec<OnceLock<u64>>,
    run: Mutex<&'a (dyn Fn(usize, &[u64]) -> u64 + Sync)>,
}

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let graph = &Running {
        inputs,
        dependents: dependents(inputs),
        missing: inputs.iter().map(|inputs| AtomicUsize::new(inputs.len())).collect(),
        values: inputs.iter().map(|_| OnceLock::new()).collect(),
        run: Mutex::new(run),
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
    fn run_from<'scope>(&'scope self, first: usize, scope: &Scope<'scope>) {
        let mut given = Vec::new();
        let mut next = Some(first);
        while let Some(node) = next.take() {
            given.clear();
            given.extend(self.inputs[node].iter().map(|&input| {
                *self.values[input].get().expect("a node is started after its inputs")
            }));
            let value = self.run.lock().expect("no node has panicked")(node, &given);
            self.values[node].set(value).expect("a node runs once");
            for &dependent in &self.dependents[node] {
                if self.brings_the_last(dependent) {
                    match next {
                        None => next = Some(dependent),
                        Some(_) => scope.spawn(move |scope| self.run_from(dependent, scope)),
                    }
                }
            }
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
