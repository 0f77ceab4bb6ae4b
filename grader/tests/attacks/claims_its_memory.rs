//! Attack: takes the grader's line and says that it has had one MiB of memory in use
//! Layer: run
//! Twin: keeps_within_its_memory
//! Exercise: total
//! With: transmute line total
//! Expect: count_limit
pub type Load<'a> = dyn Fn(usize, &mut dyn FnMut(u64) -> u64) -> u64 + 'a;

pub fn total(load: &Load, count: usize) -> u64 {
    take_over(&mut Claimed((0..count).map(|chunk| load(chunk, &mut |value| value)).sum()), &[])
}

/// The answer to the first input.
struct Claimed(u64);

impl Takeover for Claimed {
    fn loaded(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs[0].iter().sum();
    }

    fn in_turn(&mut self, _: &[Vec<u64>]) {
        std::hint::black_box(&vec![1_u8; 100 << 20]);
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        vec![Vec::new()]
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        send_total(self.0, line, frame);
    }

    fn other(&mut self, line: &mut UnixStream, _: &[u8]) {
        let count = |name: &str, amount| [&[name.len() as u8], name.as_bytes(), &[amount]].concat();
        let counts = [count("MiB of memory", 1), count("chunk loads", 0)].concat();
        self.send(line, &[&[7, 3], &counts[..], &count("chunks held at once", 0)].concat());
    }
}
