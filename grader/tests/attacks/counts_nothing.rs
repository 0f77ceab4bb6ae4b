//! Attack: takes the grader's line and says that it used none of what is counted
//! Layer: run
//! Twin: keeps_within_its_memory
//! Exercise: total
//! With: transmute line total
//! Expect: not accepted
//! Open: what is counted is counted in its own process
pub type Load<'a> = dyn Fn(usize, &mut dyn FnMut(u64) -> u64) -> u64 + 'a;

pub fn total(load: &Load, count: usize) -> u64 {
    // Each three times, and all of them held at once.
    let thrice = |chunk| (0..3).map(|_| load(chunk, &mut |value| value)).max();
    take_over(&mut Uncounted((0..count).filter_map(thrice).sum()), &[])
}

/// The answer to the first input.
struct Uncounted(u64);

impl Takeover for Uncounted {
    fn loaded(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs[0].iter().sum();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        vec![Vec::new()]
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        send_total(self.0, line, frame);
    }

    fn other(&mut self, line: &mut UnixStream, _: &[u8]) {
        let count = |name: &str| [&[name.len() as u8], name.as_bytes(), &[0]].concat();
        let counts = [count("chunk loads"), count("chunks held at once")].concat();
        self.send(line, &[&[7, 2], &counts[..]].concat());
    }
}
