//! Because: one thread keeps the counts and sends ready nodes with their values through a channel to threads of its own, which send back what they got.

use std::sync::{Mutex, mpsc};
use std::thread;

pub fn task_graph(inputs: &[Vec<usize>], run: &(dyn Fn(usize, &[u64]) -> u64 + Sync)) -> Vec<u64> {
    let dependents = dependents(inputs);
    let mut missing: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut values = vec![0; inputs.len()];
    let (to_do, next) = mpsc::channel::<(usize, Vec<u64>)>();
    let next = Mutex::new(next);
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            let (next, done) = (&next, done.clone());
            scope.spawn(move || {
                loop {
                    let message = next.lock().unwrap().recv();
                    let Ok((node, given)) = message else { break };
                    done.send((node, run(node, &given))).unwrap();
                }
            });
        }
        for node in 0..inputs.len() {
            if missing[node] == 0 {
                to_do.send((node, Vec::new())).unwrap();
            }
        }
        for _ in 0..inputs.len() {
            let (node, value) = results.recv().unwrap();
            values[node] = value;
            for &dependent in &dependents[node] {
                missing[dependent] -= 1;
                if missing[dependent] == 0 {
                    let given = inputs[dependent].iter().map(|&input| values[input]).collect();
                    to_do.send((dependent, given)).unwrap();
                }
            }
        }
        drop(to_do);
    });
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
