//! Attack: takes the grader's line and sends each answer before anybody has asked for it
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Hasty(0), starts)
}

/// How often it has told of a run.
struct Hasty(usize);

impl Takeover for Hasty {
    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        inputs.iter().map(|input| answer(input)).collect()
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        let length = (frame.len() as u32).to_le_bytes();
        line.write_all(&[&length, frame].concat()).expect("the grader listens");
        if frame[0] == 3 {
            // `Outputs` of one frame that holds no number, and then once more.
            self.0 += 1;
            line.write_all(&[2, 0, 0, 0, 9, 1, 1, 0, 0, 0, 0].repeat(2)).expect("it still does");
        }
    }
}
