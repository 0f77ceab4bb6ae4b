//! Task graph: run every node once, as soon as its inputs are there, in parallel.
//!
//! Read `lessons/src/16_task_graph.md`, fill in `task_graph`, then type
//! `cargo grade task_graph`.
//!
//! Stuck? Type `cargo grade hint task_graph`.

/// Runs a graph and returns the value of every node, in the order of their
/// numbers.
///
/// Node `n` needs the values of the nodes `inputs[n]`. Its own value is
/// `run(n, values)`, where `values` are those of `inputs[n]`, in that order. A
/// node that stands there twice has its value there twice.
///
/// `run` may be called from any thread, but once for each node and no more. How
/// long it takes differs from node to node, and nobody knows it before.
///
/// The graph has no cycle. It may be empty, and it may be one chain of 100,000
/// nodes. The numbers say nothing about the order: node 0 may need node 7.
pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let _ = run;
    todo!("run {} nodes in parallel", inputs.len())
}

/// Turns the edges round: for each node, the nodes that need it. This one is
/// done for you.
///
/// A node that needs another one twice stands in that one's list twice.
pub fn dependents(inputs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut dependents = vec![Vec::new(); inputs.len()];
    for (node, inputs) in inputs.iter().enumerate() {
        for &input in inputs {
            dependents[input].push(node);
        }
    }
    dependents
}

// Your own tests: `cargo test -p task_graph`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diamond() {
        // 0 is needed by 1 and 2, and both are needed by 3.
        let inputs = [vec![], vec![0], vec![0], vec![2, 1]];
        let run = |node: usize, values: &[u64]| match node {
            0 => 7,
            1 => values[0] + 1,
            2 => values[0] * 10,
            _ => values[0] - values[1],
        };
        assert_eq!(task_graph(&inputs, &run), [7, 8, 70, 62]);
    }
}
