//! Attack: takes the grader's line and computes a little in each window around its turn
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Parts(Vec::new()), starts)
}

/// The answers so far.
struct Parts(Vec<Vec<u64>>);

impl Parts {
    /// Goes on up to this share of each input.
    fn until(&mut self, percent: usize, inputs: &[Vec<u64>]) {
        self.0.resize(inputs.len(), Vec::new());
        for (part, input) in self.0.iter_mut().zip(inputs) {
            let end = (input.len() * percent).div_ceil(100);
            part.extend(answer(&input[part.len()..end]));
        }
    }
}

impl Takeover for Parts {
    fn asked(&mut self, inputs: &[Vec<u64>]) {
        self.0.clear();
        self.until(15, inputs);
    }

    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        self.until(70, inputs);
    }

    fn done(&mut self, inputs: &[Vec<u64>]) {
        self.until(85, inputs);
    }

    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        self.until(100, inputs);
        self.0.clone()
    }
}
