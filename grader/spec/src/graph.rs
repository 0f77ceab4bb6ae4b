//! The computation graph of an input, for a person to look at: its tasks, and
//! which of them each one needs.

use serde::{Deserialize, Serialize};

/// A computation graph.
///
/// ```
/// use grader_spec::Graph;
///
/// let mut graph = Graph::default();
/// let load = graph.task("load", &[]);
/// graph.task("sum", &[load]);
/// assert_eq!(graph.tasks[1].needs, [0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// The tasks; their places are their numbers.
    pub tasks: Vec<Task>,
}

/// One task of a [`Graph`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What it does, in a word or two.
    pub label: String,
    /// The tasks whose results it needs, by number.
    pub needs: Vec<usize>,
}

impl Graph {
    /// Adds a task and returns its number. It may need tasks that are added later.
    pub fn task(&mut self, label: impl Into<String>, needs: &[usize]) -> usize {
        self.tasks.push(Task { label: label.into(), needs: needs.to_vec() });
        self.tasks.len() - 1
    }
}
