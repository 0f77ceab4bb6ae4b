//! Expect: wrong_answer
//! Because: it stops as soon as a node is done that nobody needs, as if that were the answer: other ends, and what they need, never run.

use rayon::Scope;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
struct Running<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    missing: Vec<AtomicUsize>,
    values: Vec<OnceLock<u64>>,
    ended: AtomicBool,
    run: &'a (dyn Fn(usize, &[u64]) -> u64 + Sync),
}
pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let graph = &Running {
        inputs,
        dependents: dependents(inputs),
        missing: inputs.iter().map(|inputs| AtomicUsize::new(inputs.len())).collect(),
        values: inputs.iter().map(|_| OnceLock::new()).collect(),
        ended: AtomicBool::new(false),
        run,
    };
    rayon::scope(|scope| {
        let sources = inputs.iter().enumerate().filter(|(_, inputs)| inputs.is_empty());
        for (source, _) in sources {
            scope.spawn(move |scope| graph.run_from(source, scope));
        }
    });
    graph.values.iter().map(|value| value.get().copied().unwrap_or(0)).collect()
}

impl Running<'_> {
    fn run_from<'scope>(&'scope self, first: usize, scope: &Scope<'scope>) {
        let mut given = Vec::new();
        let mut next = Some(first);
        while let Some(node) = next.take() {
            if self.ended.load(Ordering::Relaxed) {
                return;
            }
            given.clear();
            given.extend(self.inputs[node].iter().map(|&input| {
                *self.values[input].get().expect("a node is started after its inputs")
            }));
            let value = (self.run)(node, &given);
            self.values[node].set(value).expect("a node runs once");
            if self.dependents[node].is_empty() {
                self.ended.store(true, Ordering::Relaxed);
            }
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
