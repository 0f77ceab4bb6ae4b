//! Because: the roots are made of multiplications, by Newton's method from a guess in the bits, which the compiler turns into vector instructions.

use ndarray::ArrayView1;

pub fn chunk_size(_len: usize, _threads: usize) -> usize {
    16_384
}

pub fn mean_root_square(data: ArrayView1<'_, f64>, _chunk_size: usize) -> f64 {
    if data.is_empty() {
        return 0.0;
    }
    let Some(numbers) = data.as_slice() else {
        return data.iter().map(|x| (x * x + 1.0).sqrt()).sum::<f64>() / data.len() as f64;
    };
    let (rows, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for row in rows {
        for (sum, &x) in sums.iter_mut().zip(row) {
            *sum += root(x * x + 1.0);
        }
    }
    let rest: f64 = rest.iter().map(|x| (x * x + 1.0).sqrt()).sum();
    (sums.iter().sum::<f64>() + rest) / data.len() as f64
}

/// Four steps towards 1/√a, which double the right digits each time.
fn root(a: f64) -> f64 {
    let mut y = f64::from_bits(0x5FE6_EB50_C7B5_37A9 - (a.to_bits() >> 1));
    for _ in 0..4 {
        y *= 1.5 - 0.5 * a * y * y;
    }
    a * y
}
