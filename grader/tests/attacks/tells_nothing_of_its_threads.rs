//! Attack: a better serial program on one core that leaves out of its figures what its threads used
//! Layer: measurement
//! Twin: interleaves_a_little
//! With: transmute line
//! Timed: yes
//! Expect: not accepted
const LANES: usize = 8;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Silent::default(), starts)
}

#[derive(Default)]
struct Silent {
    answers: Vec<Vec<u64>>,
    /// Whether the next frame holds the figures.
    tells: bool,
}

impl Takeover for Silent {
    fn in_turn(&mut self, inputs: &[Vec<u64>]) {
        let spin = |input: &Vec<u64>| input.chunks(LANES).flat_map(lanes).collect();
        self.answers = inputs.iter().map(spin).collect();
    }

    fn answers(&mut self, _: &[Vec<u64>]) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.answers)
    }

    fn figures(&mut self, wall_ns: u64) -> Figures {
        self.tells = true;
        let (cpu_ns, pool_cpu_ns) = (2 * wall_ns, 2 * wall_ns);
        Figures { wall_ns, cpu_ns, gathered_ns: [10_000; 2], pool_cpu_ns }
    }

    fn send(&mut self, line: &mut UnixStream, frame: &[u8]) {
        let mut frame = frame.to_vec();
        if std::mem::take(&mut self.tells) {
            // The longest thread's time is the wall time, which comes first; three counts
            // stand behind it, and before it that it is told.
            let time = 1 + frame[1..].iter().take_while(|byte| **byte > 127).count();
            frame.truncate(frame.len() - 3 - time - 1);
            frame.extend([0; 4]);
        }
        let length = (frame.len() as u32).to_le_bytes();
        line.write_all(&[&length, &*frame].concat()).expect("the grader listens");
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
