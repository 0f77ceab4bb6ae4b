//! Attack: tells figures of its run that no run can have
//! Layer: measurement
//! Twin: serves_itself
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Nonsense(Vec::new()), starts)
}

struct Nonsense(Vec<Vec<u64>>);

impl Takeover for Nonsense {
    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        self.0 = inputs.iter().map(|input| answer(input)).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.0)
    }

    fn figures(&mut self, _: u64) -> Figures {
        // No time at all, and more CPU time than there is.
        Figures { wall_ns: 0, cpu_ns: u64::MAX, gathered_ns: [0; 2], pool_cpu_ns: u64::MAX }
    }
}
