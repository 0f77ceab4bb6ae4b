//! Because: even and odd rows have a table each, so that two rows of one hour need not wait for each other.

pub fn resample(times: &[u32], x: &[f64]) -> Vec<(u32, f64)> {
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else {
        return Vec::new();
    };
    let (first, last) = (first / 3600, last / 3600);
    let mut even = vec![(0.0, 0.0); (last - first) as usize + 1];
    let mut odd = even.clone();
    let mut add = |hours: &mut [(f64, f64)], time: u32, x: f64| {
        let hour = &mut hours[(time / 3600 - first) as usize];
        hour.0 += x;
        hour.1 += 1.0;
    };
    for (times, x) in times.chunks(2).zip(x.chunks(2)) {
        add(&mut even, times[0], x[0]);
        if let (Some(&time), Some(&x)) = (times.get(1), x.get(1)) {
            add(&mut odd, time, x);
        }
    }
    let means = even.iter().zip(&odd).map(|(even, odd)| (even.0 + odd.0) / (even.1 + odd.1));
    (first..).map(|hour| hour * 3600).zip(means).collect()
}
