//! Attack: twenty-five thousand brackets in brackets, for whoever reads by recursion
//! Layer: admission
//! Twin: nests_as_people_do
//! Expect: compile_error
pub fn spin(starts: &[u64]) -> Vec<u64> {
    let one = @25000x(@1@25000x)@;
    let _: (@25000x[@u8@25000x; one]@);
    answer(starts)
}
