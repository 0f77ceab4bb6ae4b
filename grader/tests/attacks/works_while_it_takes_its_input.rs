//! Attack: takes the grader's line and computes before it says that the input has come
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Early(vec![answer(starts)]), starts)
}

struct Early(Vec<Vec<u64>>);

impl Takeover for Early {
    fn loaded(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs.iter().map(|input| answer(input)).collect();
    }

    fn in_turn(&mut self, _: &[Vec<u64>]) {
        std::thread::sleep(std::time::Duration::from_micros(1_100));
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        self.0.clone()
    }
}
