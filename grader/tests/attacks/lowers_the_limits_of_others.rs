//! Attack: sets the limits of the processes around it, so that they fail by them
//! Layer: enclosure
//! Machine: x86_64
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const PRLIMIT: usize = 302;
    const OPEN_FILES: usize = 7;
    let own = std::process::id() as usize;
    // What is written is what was read: whoever is reached stays as it was.
    let mut limit = [0_u64; 2];
    let place = limit.as_mut_ptr() as usize;
    let others = (own - 100..own + 100).chain([@VICTIM@]);
    for other in others.filter(|&other| other != own) {
        refused("limits are read", system(PRLIMIT, [other, OPEN_FILES, 0, place]));
        let less = [3_u64, limit[1]];
        if other == @VICTIM@ {
            let place = less.as_ptr() as usize;
            refused("limits are set", system(PRLIMIT, [other, OPEN_FILES, place, 0]));
        }
    }
    assert_eq!(system(PRLIMIT, [0, OPEN_FILES, 0, place]), 0, "its own it may read");
    answer(starts)
}
