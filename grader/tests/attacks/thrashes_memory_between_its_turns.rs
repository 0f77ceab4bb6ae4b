//! Attack: a thread that reads and writes memory without end slows whoever is on turn
//! Layer: measurement
//! Twin: keeps_a_thread_that_waits
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::thread::spawn(|| {
            let mut words = vec![1_u64; 8 << 20];
            loop {
                words.iter_mut().step_by(8).for_each(|word| *word = word.wrapping_mul(3));
                std::hint::black_box(&mut words);
            }
        });
    });
    answer(starts)
}
