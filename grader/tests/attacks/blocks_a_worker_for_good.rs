//! Attack: a job left in the pool holds a worker for good
//! Layer: run
//! Twin: leaves_a_job_in_the_pool
//! Timed: yes
//! Expect: time_limit
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let right = answer(starts);
    rayon::spawn(|| {
        loop {
            std::thread::park();
        }
    });
    right
}
