//! Attack: a value of its thread that never lets itself be dropped, so that the process cannot end
//! Layer: run
//! Expect: accepted
thread_local! {
    static LAST: Last = const { Last };
}

struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    }
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    LAST.with(|last| drop(std::hint::black_box(std::ptr::from_ref(last))));
    answer(starts)
}
