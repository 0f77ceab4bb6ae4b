//! Honest: each thread has a table of its own, of half a megabyte
//! Expect: accepted
use std::cell::RefCell;
thread_local! {
    static TABLE: RefCell<[u8; 512 << 10]> = const { RefCell::new([0; 512 << 10]) };
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    TABLE.with_borrow_mut(|table| table[starts.len() % 7] = 1);
    answer(starts)
}
