//! Attack: a hundred thousand signs before one value, each of them around the next
//! Layer: build
//! Twin: nests_as_people_do
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let no = @100000x!@false;
    let far = @100000x&@no;
    std::hint::black_box(far);
    answer(starts)
}
