//! Attack: takes the grader's line and replies to each request with what belongs to another
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Other(0), starts)
}

struct Other(usize);

impl Takeover for Other {
    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        inputs.iter().map(|input| answer(input)).collect()
    }

    fn send(&mut self, line: &mut UnixStream, _: &[u8]) {
        // That all is right; a fault; no graph; who it is; and numbers without a meaning.
        let replies: [&[u8]; 5] = [&[10], &[12, 1, b'!'], &[8, 0], &[0, 0, 0], &[200, 1]];
        let reply = replies[self.0 % replies.len()];
        self.0 += 1;
        line.write_all(&(reply.len() as u32).to_le_bytes()).expect("the grader listens");
        line.write_all(reply).expect("it still does");
    }
}
