//! Because: a list of sums and a list of counts, with whole numbers for the counts.

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else {
        return Vec::new();
    };
    let (first, last) = (first / 3600, last / 3600);
    let mut sums = vec![0.0; (last - first) as usize + 1];
    let mut rows = vec![0_u32; sums.len()];
    for (time, x) in times.iter().zip(x) {
        let hour = (time / 3600 - first) as usize;
        sums[hour] += x;
        rows[hour] += 1;
    }
    let means = sums.iter().zip(&rows).map(|(sum, &rows)| sum / f64::from(rows));
    (first..).map(|hour| hour * 3600).zip(means).collect()
}
