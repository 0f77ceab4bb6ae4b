//! Attack: has the kernel send signals to others, as the owner of what happens to its files
//! Layer: enclosure
//! Machine: x86_64
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const FCNTL: usize = 72;
    const IOCTL: usize = 16;
    let line = 3_usize;
    let owner = [1_u32, @VICTIM@];
    let victim = [@VICTIM@_u32];
    let asked = [
        ("an owner", 8, @VICTIM@),
        ("which signal", 10, 9),
        ("an owner by its kind", 15, owner.as_ptr() as usize),
        ("a lease", 1024, 0),
        ("word of a folder", 1026, 1),
        ("a larger pipe", 1031, 1 << 20),
        ("a seal", 1033, 1),
        ("a hint", 1036, owner.as_ptr() as usize),
        ("a lock", 6, owner.as_ptr() as usize),
        ("a lock that is the file's", 37, owner.as_ptr() as usize),
    ];
    for descriptor in 0..8 {
        for (what, command, argument) in asked {
            refused(what, system(FCNTL, [descriptor, command, argument]));
        }
        let place = victim.as_ptr() as usize;
        refused("an owner of a socket", system(IOCTL, [descriptor, 0x8901, place]));
        refused("signals", system(IOCTL, [descriptor, 0x5452, place]));
    }
    assert!(system(FCNTL, [line, 1, 0]) >= 0, "its flags it may read");
    answer(starts)
}
