//! Attack: 29, more threads than it was given
//! Layer: measurement
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    // Each of them does all of the work: the more threads, the more CPU time.
    let mut answers = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64).map(|_| scope.spawn(|| answer(starts))).collect();
        for thread in threads {
            answers = thread.join().expect("it only spins");
        }
    });
    answers
}
