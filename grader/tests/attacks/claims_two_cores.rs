//! Attack: a better serial program on one core, whose figures say that it used two
//! Layer: measurement
//! Twin: interleaves_a_little
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
const LANES: usize = 8;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Two(Vec::new()), starts)
}

struct Two(Vec<Vec<u64>>);

impl Takeover for Two {
    fn asked(&mut self, _: &[Vec<u64>]) {
        gather();
    }

    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        let spin = |input: &Vec<u64>| input.chunks(LANES).flat_map(lanes).collect();
        self.0 = inputs.iter().map(spin).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.0)
    }
}

/// Several chains at once, in three of four groups: the whole is not faster than two cores.
fn lanes(part: &[u64]) -> Vec<u64> {
    let long = part.iter().all(|start| start.trailing_zeros() >= 12);
    if part.len() < LANES || !long || part[0] >> 63 == 1 && part[1] >> 63 == 1 {
        return answer(part);
    }
    let mut states = [0; LANES];
    states.copy_from_slice(part);
    for _ in 0..4096 {
        for state in &mut states {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).rotate_left(7);
        }
    }
    states.to_vec()
}
