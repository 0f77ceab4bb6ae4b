//! Because: it takes a block of eight values through all rounds, so that the processor overlaps eight chains.

pub fn parallel_map(arrays: &[Vec<f64>], rounds: u32) -> Vec<f64> {
    arrays.iter().map(|array| mean_after(array, rounds)).collect()
}

fn mean_after(array: &[f64], rounds: u32) -> f64 {
    if array.is_empty() {
        return 0.0;
    }
    let mut sum = 0.0;
    for part in array.chunks(8) {
        let mut block = [0.0; 8];
        let block = &mut block[..part.len()];
        block.copy_from_slice(part);
        for _ in 0..rounds {
            for a in &mut *block {
                *a = a.sqrt() + a.sin();
            }
        }
        sum += block.iter().sum::<f64>();
    }
    sum / array.len() as f64
}
