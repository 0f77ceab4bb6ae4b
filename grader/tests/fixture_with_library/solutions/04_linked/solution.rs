//! The solution.

/// Gives the number back.
pub fn linked(number: u32) -> u32 {
    number
}
