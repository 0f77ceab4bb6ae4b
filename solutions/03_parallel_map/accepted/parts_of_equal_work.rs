//! Because: it cuts the list where the number of values is equal, not the number of arrays, and each thread fills its own part of the answer.

use std::thread;

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    let threads = rayon::current_num_threads();
    let all: usize = arrays.iter().map(Vec::len).sum();
    let mut means = vec![0.0; arrays.len()];
    thread::scope(|scope| {
        let (mut arrays, mut places) = (arrays, means.as_mut_slice());
        for left in (1..=threads).rev() {
            let mut taken = 0;
            let enough = |array: &&Vec<f64>| {
                taken += array.len();
                taken <= all.div_ceil(threads)
            };
            let count =
                if left == 1 { arrays.len() } else { arrays.iter().take_while(enough).count() };
            let (part, rest) = arrays.split_at(count);
            let (filled, later) = places.split_at_mut(count);
            (arrays, places) = (rest, later);
            scope.spawn(move || {
                for (place, array) in filled.iter_mut().zip(part) {
                    *place = mean_after(array, rounds);
                }
            });
        }
    });
    means
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
