//! Attack: a serial program whose figures say that it never had its cores, so that no pair counts
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Busy(Vec::new()), starts)
}

struct Busy(Vec<Vec<u64>>);

impl Takeover for Busy {
    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs.iter().map(|input| answer(input)).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.0)
    }

    fn figures(&mut self, wall_ns: u64) -> Figures {
        let gathered_ns = [20_000_000; 2];
        Figures { wall_ns, cpu_ns: wall_ns / 2, gathered_ns, pool_cpu_ns: wall_ns / 2 }
    }
}
