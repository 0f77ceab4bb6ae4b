//! Because: equal parts need no pool, only a thread each, and a value that two parts share.

/// One part for each thread. A part ends with the value that the next one begins with.
pub fn new_exercise(values: &[i64]) -> u64 {
    let pairs = values.len().saturating_sub(1);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let length = pairs.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let starts = (0..pairs).step_by(length);
        let parts = starts.map(|start| &values[start..=pairs.min(start + length)]);
        let threads: Vec<_> = parts.map(|part| scope.spawn(|| largest(part))).collect();
        let gaps = threads.into_iter().map(|thread| thread.join().expect("it only compares"));
        gaps.max().unwrap_or(0)
    })
}

fn largest(part: &[i64]) -> u64 {
    part.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap_or(0)
}
