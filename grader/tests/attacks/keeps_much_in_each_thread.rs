//! Attack: keeps so much in each thread that its pool cannot start, to blame the machine
//! Layer: limits
//! Twin: keeps_a_little_in_each_thread
//! Expect: runtime_error
use std::cell::Cell;
use std::mem::MaybeUninit;

type Much = MaybeUninit<[u8; 120 << 20]>;

thread_local! {
    static MUCH: Cell<Much> = const { Cell::new(MaybeUninit::uninit()) };
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    if std::hint::black_box(starts.len()) == usize::MAX {
        MUCH.with(|much| std::hint::black_box(std::ptr::from_ref(much)));
    }
    answer(starts)
}
