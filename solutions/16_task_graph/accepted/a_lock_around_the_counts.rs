//! Because: rayon's scope runs the nodes, and counts and values stand behind one lock, which nobody holds while a node runs.

use rayon::Scope;
use std::sync::Mutex;

struct Graph<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    common: Mutex<(Vec<usize>, Vec<u64>)>,
    run: &'a (dyn Fn(usize, &[u64]) -> u64 + Sync),
}

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let missing = inputs.iter().map(Vec::len).collect();
    let common = Mutex::new((missing, vec![0; inputs.len()]));
    let graph = Graph { inputs, dependents: dependents(inputs), common, run };
    rayon::scope(|scope| {
        for node in (0..inputs.len()).filter(|&node| inputs[node].is_empty()) {
            let graph = &graph;
            scope.spawn(move |scope| graph.start(node, scope));
        }
    });
    graph.common.into_inner().unwrap().1
}

impl Graph<'_> {
    fn start<'scope>(&'scope self, node: usize, scope: &Scope<'scope>) {
        let given: Vec<u64> = {
            let common = self.common.lock().unwrap();
            self.inputs[node].iter().map(|&input| common.1[input]).collect()
        };
        let value = (self.run)(node, &given);
        let mut ready = Vec::new();
        {
            let mut common = self.common.lock().unwrap();
            common.1[node] = value;
            for &dependent in &self.dependents[node] {
                common.0[dependent] -= 1;
                if common.0[dependent] == 0 {
                    ready.push(dependent);
                }
            }
        }
        for dependent in ready {
            scope.spawn(move |scope| self.start(dependent, scope));
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
