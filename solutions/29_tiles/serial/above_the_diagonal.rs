//! Because: along the rows above the diagonal, and down the columns below it.

pub fn asymmetry(times: &[u16], towns: usize, stride: usize, _threads: usize) -> u64 {
    let mut sum = 0;
    for i in 0..towns {
        for j in i + 1..towns {
            sum += u64::from(times[i * stride + j].abs_diff(times[j * stride + i]));
        }
    }
    sum
}
