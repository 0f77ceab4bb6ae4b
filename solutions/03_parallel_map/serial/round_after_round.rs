//! Because: it is the lecture's form, which takes a copy of the whole array through one round and then through the next.

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let mut values = array.to_vec();
    for _ in 0..rounds {
        for a in &mut values {
            *a = a.sqrt() + a.sin();
        }
    }
    values.iter().sum::<f64>() / values.len() as f64
}
