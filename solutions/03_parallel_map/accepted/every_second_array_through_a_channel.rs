//! Because: each thread takes every p-th array, which deals long and short ones out evenly, and sends its means through a channel.

use std::sync::mpsc;
use std::thread;

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for thread in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                for (index, array) in arrays.iter().enumerate().skip(thread).step_by(threads) {
                    sender.send((index, mean_after(array, rounds))).expect("somebody receives");
                }
            });
        }
        drop(sender);
        let mut means = vec![0.0; arrays.len()];
        for (index, mean) in receiver {
            means[index] = mean;
        }
        means
    })
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
