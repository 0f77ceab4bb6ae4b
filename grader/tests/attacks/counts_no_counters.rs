//! Attack: takes the grader's line and knows of no counter, as if the course had none
//! Layer: run
//! Twin: keeps_within_its_memory
//! Exercise: total
//! With: transmute line
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
        let total = varint(self.0);
        let frame = if frame == [0] { &total } else { frame };
        let length = (frame.len() as u32).to_le_bytes();
        line.write_all(&[&length, frame].concat()).expect("the grader listens");
    }

    fn other(&mut self, line: &mut UnixStream, _: &[u8]) {
        self.send(line, &[7, 0]);
    }
}
