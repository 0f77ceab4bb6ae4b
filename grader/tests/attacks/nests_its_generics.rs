//! Attack: twenty-five thousand generics in generics: no bracket that a count of brackets sees
//! Layer: build
//! Twin: nests_as_people_do
//! Expect: compile_error
type Deep = @25000xOption<@u8@25000x>@;

pub fn spin(starts: &[u64]) -> Vec<u64> {
    let deep: Option<Deep> = None;
    std::hint::black_box(deep.is_none());
    answer(starts)
}
