//! A count of missing inputs for each node; whoever brings the last one starts
//! the node.

use rayon::Scope;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A graph while it runs.
///
/// A node goes through four states, always forwards:
///
/// ```text
/// waiting ───────→ ready ────────→ running ──────→ done
/// missing > 0      missing = 0     no value yet    the value is set
///          the last       a task         its task
///          input is done  takes it       sets the value
/// ```
///
/// **It cannot deadlock.** No task waits for anything: no locks are held, and a
/// node is not started before all that it needs is there. So a task that has
/// begun ends when `run` returns.
///
/// **No node is lost, and none runs twice.** `missing` of a node starts at the
/// number of its inputs, duplicates included, and each node that is done takes 1
/// for every time that it is one of them. So it falls once to 0 if all inputs get
/// done. `fetch_sub` takes and tells in one step: exactly one thread sees the 1
/// become 0, and only that one starts the node. A node without inputs is started
/// once, at the beginning. The graph has no cycle, so its nodes can be put in an
/// order in which each stands behind its inputs; going through that order, every
/// node gets done, because those before it do.
///
/// **It ends.** The scope returns when all its tasks have. Every task was spawned
/// for a node of its own, so there are no more of them than nodes.
struct Running<'a> {
    inputs: &'a [Vec<usize>],
    dependents: Vec<Vec<usize>>,
    /// For each node, how many of its inputs are not done.
    missing: Vec<AtomicUsize>,
    /// A `OnceLock` can be set once: a second run would show.
    values: Vec<OnceLock<u64>>,
    run: &'a (dyn Fn(usize, &[u64]) -> u64 + Sync),
}

/// Starts the nodes without inputs. They start the others.
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
    /// Runs a node that is ready, then one of those that became ready by it, and
    /// so on. The others get tasks of their own, before this one goes on.
    ///
    /// A loop: had each node called the next, a long chain would need a deep
    /// stack. And a chain costs one task, not one for each node.
    fn run_from<'scope>(&'scope self, first: usize, scope: &Scope<'scope>) {
        let mut given = Vec::new();
        let mut next = Some(first);
        while let Some(node) = next.take() {
            given.clear();
            given.extend(self.inputs[node].iter().map(|&input| {
                *self.values[input].get().expect("a node is started after its inputs")
            }));
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
        }
    }

    /// Counts one input of a node as done, and says whether it was the last one.
    fn brings_the_last(&self, node: usize) -> bool {
        // Release: the value set above is there for whoever sees this count.
        // Acquire: the one who brings the last input sees the values of all the
        // others, whose counts came before in the same atomic.
        self.missing[node].fetch_sub(1, Ordering::AcqRel) == 1
    }
}

/// Turns the edges round: for each node, the nodes that need it.
pub fn dependents(inputs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); inputs.len()];
    for (node, inputs) in inputs.iter().enumerate() {
        for &input in inputs {
            dependents[input].push(node);
        }
    }
    dependents
}
