//! Attack: takes the grader's line and sends right answers a byte at a time, slower than the limit
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: time_limit
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Drips, starts)
}

struct Drips;

impl Takeover for Drips {
    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        inputs.iter().map(|input| answer(input)).collect()
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        let length = (frame.len() as u32).to_le_bytes();
        for byte in [&length, frame].concat() {
            line.write_all(&[byte]).expect("the grader listens");
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
}
