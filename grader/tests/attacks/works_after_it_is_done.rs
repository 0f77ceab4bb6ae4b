//! Attack: takes the grader's line, and computes when it is done, before it tells so
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Late(Vec::new()), starts)
}

struct Late(Vec<Vec<u64>>);

impl Takeover for Late {
    fn in_turn(&mut self, _: &[Vec<u64>]) {
        std::thread::sleep(std::time::Duration::from_micros(1_100));
    }

    fn done(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs.iter().map(|input| answer(input)).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.0)
    }
}
