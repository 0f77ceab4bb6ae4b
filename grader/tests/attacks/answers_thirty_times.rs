//! Attack: takes the grader's line and gives thirty answers to one input
//! Layer: run
//! Twin: serves_itself
//! With: transmute line
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Thirty, starts)
}

struct Thirty;

impl Takeover for Thirty {
    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        (0..30).map(|_| answer(&inputs[0])).collect()
    }
}
