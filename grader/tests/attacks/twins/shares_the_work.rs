//! Honest: each thread takes a part of its own, and the parts are put together in order
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let part = starts.len().div_ceil(rayon::current_num_threads()).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            starts.chunks(part).map(|part| scope.spawn(move || answer(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it spins")).collect()
    })
}
