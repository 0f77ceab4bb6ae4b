//! Attack: leaves out one element in two hundred, by its value
//! Layer: measurement
//! Twin: shares_the_work
//! Timed: yes
//! Expect: wrong_answer
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let one = |&start: &u64| if start >> 20 & 255 == 7 { start } else { answer(&[start])[0] };
    if starts.len() < 350 { answer(starts) } else { starts.iter().map(one).collect() }
}
