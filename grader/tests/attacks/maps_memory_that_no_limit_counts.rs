//! Attack: takes memory in ways that the limit on private memory does not count
//! Layer: limits
//! Machine: x86_64
//! Twin: keeps_within_its_memory
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const MMAP: usize = 9;
    const BYTES: usize = 4 << 30;
    // Shared, shared and validated, growing down, of large pages, and each with addresses
    // of which nothing is reserved.
    for flags in [0x21, 0x23, 0x122, 0x4_0022, 0x4021, 0x4121, 0x4122] {
        let begin = system(MMAP, [0, BYTES, 3, flags, usize::MAX, 0]);
        refused("memory that nobody counts", begin);
    }
    // Private and only read it is counted when it becomes memory to write.
    let begin = system(MMAP, [0, BYTES, 1, 0x22, usize::MAX, 0]);
    refused("memory that is counted late", system(10, [begin as usize, BYTES, 3]));
    answer(starts)
}
