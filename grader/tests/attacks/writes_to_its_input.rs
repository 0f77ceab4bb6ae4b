//! Attack: takes the grader's line and makes its input shorter, where the judge has placed it
//! Layer: isolation
//! With: transmute line
//! Timed: yes
//! Expect: runtime_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    take_over(&mut Writer, starts)
}

struct Writer;

impl Takeover for Writer {
    fn asked(&mut self, _: &[Vec<u64>]) {
        if let Some(input) = last_place().first() {
            let input = transmute::<&Vec<u64>, &mut Vec<u64>>(input);
            input.truncate(1);
        }
    }

    fn answers(&mut self, inputs: &[Vec<u64>]) -> Vec<Vec<u64>> {
        inputs.iter().map(|input| answer(input)).collect()
    }
}
