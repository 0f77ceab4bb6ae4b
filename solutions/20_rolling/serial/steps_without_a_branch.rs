//! Because: two rows are let out by comparing and not by branching, so a lost row is no surprise to the processor.

pub fn rolling(times: &[u32], x: &[f64], window_s: u32) -> Vec<f64> {
    let (mut start, mut middle, mut back) = (0, 0, 0.0);
    let mut front: Vec<f64> = Vec::new();
    let mean = |row: usize| {
        let time = times[row];
        back += x[row];
        if let Some(next) = times.get(start..start + 2) {
            let is_out = |next: &u32| usize::from(time.saturating_sub(*next) >= window_s);
            start += next.iter().map(is_out).sum::<usize>();
        }
        while time - times[start] >= window_s {
            start += 1;
        }
        if start >= middle {
            let mut sum = 0.0;
            front.clear();
            front.extend(x[start..=row].iter().rev().map(|x| {
                sum += x;
                sum
            }));
            (middle, back) = (row + 1, 0.0);
        }
        (front[middle - 1 - start] + back) / (row + 1 - start) as f64
    };
    (0..x.len()).map(mean).collect()
}
