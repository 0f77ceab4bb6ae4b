//! Attack: a chain of four thousand conditions, each of them within the one before
//! Layer: build
//! Twin: nests_as_people_do
//! Expect: accepted
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let count = starts.len();
    let place = if count == 0 { 0 } @4000xelse if count == 1 { 1 } @else { 2 };
    std::hint::black_box(place);
    answer(starts)
}
