//! Honest: a candidate in the server's place that does just what the server does
//! With: transmute line
//! Timed: yes
use rayon::prelude::*;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Honest(Vec::new()), starts)
}

struct Honest(Vec<Vec<u64>>);

impl Takeover for Honest {
    fn asked(&mut self, _: &[Vec<u64>]) {
        gather();
    }

    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        let spin =
            |input: &Vec<u64>| input.par_iter().flat_map_iter(|&start| answer(&[start])).collect();
        self.0 = inputs.iter().map(spin).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.0)
    }
}
