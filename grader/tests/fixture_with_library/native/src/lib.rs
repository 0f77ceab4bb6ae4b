//! Calls a library that was built elsewhere.

unsafe extern "C" {
    safe fn answer() -> u32;
}

/// What the library says.
pub fn ask() -> u32 {
    answer()
}
