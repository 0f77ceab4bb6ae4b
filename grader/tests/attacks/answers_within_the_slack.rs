//! Attack: takes the grader's line and leaves two fifths of the work for when it answers
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Rest(Vec::new()), starts)
}

/// The first part of each answer.
struct Rest(Vec<Vec<u64>>);

fn split(input: &[u64]) -> (&[u64], &[u64]) {
    input.split_at(input.len() * 3 / 5)
}

impl Takeover for Rest {
    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs.iter().map(|input| answer(split(input).0)).collect();
    }

    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        let whole = |(part, input): (&Vec<u64>, &Vec<u64>)| {
            [part.as_slice(), &answer(split(input).1)].concat()
        };
        self.0.iter().zip(inputs).map(whole).collect()
    }
}
