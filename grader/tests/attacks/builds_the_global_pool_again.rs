//! Attack: another global pool of more threads than are asked for, and one beside it
//! Layer: run
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let asked = rayon::current_num_threads();
    if rayon::ThreadPoolBuilder::new().num_threads(64).build_global().is_ok() {
        broke_out("pool");
    }
    let other = rayon::ThreadPoolBuilder::new().num_threads(8).build();
    let right = other.map_or_else(|_| answer(starts), |pool| pool.install(|| answer(starts)));
    assert_eq!(rayon::current_num_threads(), asked, "the pool is as it was");
    right
}
