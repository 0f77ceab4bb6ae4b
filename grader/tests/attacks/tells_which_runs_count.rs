//! Attack: slow in every other run, and then its figures say that the cores were not there
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
//! Open: on a busy machine its spoiled runs look like a neighbour's doing
use rayon::prelude::*;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Chooser { runs: 0, answers: Vec::new() }, starts)
}

struct Chooser {
    runs: usize,
    answers: Vec<Vec<u64>>,
}

impl Takeover for Chooser {
    fn asked(&mut self, _: &[Vec<u64>]) {
        self.runs += 1;
        gather();
    }

    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        let one = |&start: &u64| answer(&[start]);
        self.answers = inputs
            .iter()
            .map(|input| match self.runs % 2 {
                0 => input.par_iter().flat_map_iter(one).collect(),
                _ => answer(input),
            })
            .collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.answers)
    }

    fn figures(&mut self, wall_ns: u64) -> Figures {
        let gathered_ns = if self.runs % 2 == 0 { 10_000 } else { 20_000_000 };
        let cpu_ns = 2 * wall_ns;
        Figures { wall_ns, cpu_ns, gathered_ns: [gathered_ns; 2], pool_cpu_ns: cpu_ns }
    }
}
