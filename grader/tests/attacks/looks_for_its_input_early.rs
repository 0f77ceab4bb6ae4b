//! Attack: takes the grader's line and, while its pool is asked to gather, looks for its next input in the memory where the last one lay
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Early(Vec::new()), starts)
}

struct Early(Vec<Vec<u64>>);

impl Takeover for Early {
    fn gathering(&mut self) {
        gather();
        self.0 = last_place().iter().map(|input| answer(input)).collect();
    }

    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        let is_known = |(answers, input): (&Vec<u64>, &Vec<u64>)| answers[..1] == answer(&input[..1]);
        if self.0.len() != inputs.len() || !self.0.iter().zip(inputs).all(is_known) {
            self.0 = inputs.iter().map(|input| answer(input)).collect();
        }
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        self.0.clone()
    }
}
