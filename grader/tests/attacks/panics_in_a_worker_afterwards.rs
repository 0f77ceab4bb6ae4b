//! Attack: a job left in the pool panics after the answer
//! Layer: run
//! Twin: leaves_a_job_in_the_pool
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let right = answer(starts);
    rayon::spawn(|| panic!("after the answer"));
    std::thread::sleep(std::time::Duration::from_millis(1));
    right
}
