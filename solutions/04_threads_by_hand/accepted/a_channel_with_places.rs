//! Because: each thread sends its sum and its place through a channel, so that the order in which they are done does not matter.

use std::sync::mpsc;
use std::thread;

pub fn threads_by_hand(values: &[f64], threads: usize) -> Vec<f64> {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let mut end = 0;
        for place in 0..threads {
            let begin = end;
            end += values.len() / threads + usize::from(place < values.len() % threads);
            let (sender, part) = (sender.clone(), &values[begin..end]);
            scope.spawn(move || sender.send((place, heavy_sum(part))).expect("somebody receives"));
        }
    });
    drop(sender);
    let mut sums = vec![0.0; threads];
    receiver.into_iter().for_each(|(place, sum)| sums[place] = sum);
    sums
}

const ROUNDS: u32 = 3_000;

pub fn heavy_sum(values: &[f64]) -> f64 {
    let (rows, rest) = values.as_chunks::<8>();
    let sums: f64 = rows.iter().map(|row| rounds(*row).iter().sum::<f64>()).sum();
    sums + rest.iter().map(|value| rounds([*value])[0]).sum::<f64>()
}

fn rounds<const N: usize>(mut row: [f64; N]) -> [f64; N] {
    for _ in 0..ROUNDS {
        row = row.map(|a| a.sqrt() + 10.0 * a.sin().abs());
    }
    row
}
