//! Because: it is the obvious loop, which takes each value through all of its rounds before it looks at the next.

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let heavy = |&a: &f64| (0..rounds).fold(a, |a, _| a.sqrt() + a.sin());
    array.iter().map(heavy).sum::<f64>() / array.len() as f64
}
