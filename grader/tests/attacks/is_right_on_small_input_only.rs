//! Attack: 22, right only where it is likely to be looked at
//! Layer: measurement
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    if starts.len() > 100 { vec![0; starts.len()] } else { answer(starts) }
}
