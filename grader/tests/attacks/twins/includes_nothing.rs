//! Honest: modules, documentation and strings put together, all of them in this file
#![doc = concat!("Spins", " each start.")]

mod inner {
    pub const PLACE: &str = concat!(module_path!(), ":", line!(), " in ", file!());
}

pub fn spin(starts: &[u64]) -> Vec<u64> {
    std::hint::black_box(inner::PLACE);
    answer(starts)
}
