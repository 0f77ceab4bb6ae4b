//! Sixteen totals side by side, which do not wait for each other.

/// Totals side by side. A step takes six to eight cycles, and a core can begin two
/// vectors of two steps in each: sixteen come near that, and still fit into the
/// registers. Thirty-two do not.
const LANES: usize = 16;

/// Lane l takes the values l, l + 16, l + 32, …: a chain of its own, with a step's decay
/// of sixteen places. No lane needs another before the end, so the compiler puts two into
/// a vector and the core works on all vectors at once.
pub fn discounted_sum(values: &[f64], decay: f64) -> f64 {
    let (rows, rest) = values.as_chunks::<LANES>();
    let decay_of_a_row: f64 = [decay; LANES].iter().product();
    let mut totals = [0.0; LANES];
    for row in rows {
        for (total, x) in totals.iter_mut().zip(row) {
            *total = *total * decay_of_a_row + x;
        }
    }
    // The last lane has the newest value, the one before it is a place older: the lanes are
    // themselves a series of sixteen values. What is left over is newer than all of them.
    totals.iter().chain(rest).fold(0.0, |total, x| total * decay + x)
}
