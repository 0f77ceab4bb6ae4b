//! Attack: takes back the signal that ends it with the grader, and what else a process may change about itself
//! Layer: enclosure
//! Machine: x86_64
//! Twin: names_its_threads
//! With: transmute system
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    const PRCTL: usize = 157;
    let changes = [
        ("death signal", 1, 0),
        ("another death signal", 1, 15),
        ("dumpable", 4, 1),
        ("keeps its powers", 8, 1),
        ("clocks that stop it", 26, 2),
        ("the slack of its timers", 29, 1),
        ("what the kernel does on an error of memory", 33, 0),
        ("adopts the processes of others", 36, 1),
        ("lets anybody trace it", 0x5961_6d61, usize::MAX),
        ("shares a core by a cookie", 62, 1),
        ("calls that go elsewhere", 59, 1),
        ("merges its memory", 67, 1),
    ];
    for (what, option, value) in changes {
        refused(what, system(PRCTL, [option, value, 0, 0, 0]));
    }
    let name = b"a name\0";
    assert_eq!(system(PRCTL, [15, name.as_ptr() as usize]), 0, "a name it may have");
    answer(starts)
}
