//! Attack: raises the limit of its stack, and lets it grow without end
//! Layer: limits
//! Machine: x86_64
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let mut limit = [0_usize; 2];
    let place = limit.as_mut_ptr() as usize;
    assert_eq!(system(302, [0, 3, 0, place]), 0, "its own limit it may read");
    if limit[1] > 64 << 20 {
        broke_out("its stack may grow without end");
    }
    limit = [usize::MAX; 2];
    let place = limit.as_mut_ptr() as usize;
    refused("the stack's limit", system(302, [0, 3, place, 0]));
    answer(starts)
}
