//! Attack: takes the grader's line and knows of no counter, as if the course had none
//! Layer: run
//! Twin: keeps_within_its_memory
//! Exercise: total
//! With: transmute line total
//! Expect: runtime_error
pub type Load<'a> = dyn Fn(usize, &mut dyn FnMut(u64) -> u64) -> u64 + 'a;

pub fn total(load: &Load, count: usize) -> u64 {
    take_over(&mut Uncounted((0..count).map(|chunk| load(chunk, &mut |value| value)).sum()), &[])
}

/// The answer to the first input.
struct Uncounted(u64);

impl Takeover for Uncounted {
    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        vec![Vec::new()]
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        send_total(self.0, line, frame);
    }

    fn other(&mut self, line: &mut UnixStream, _: &[u8]) {
        self.send(line, &[7, 0]);
    }
}
