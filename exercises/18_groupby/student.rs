//! Group by: filter a table, group it by name, and aggregate each group, on all
//! cores.
//!
//! Read `lessons/src/18_groupby.md`, fill in the function below, then type
//! `cargo grade groupby`.
//!
//! Stuck? Type `cargo grade hint groupby`.
//!
//! Two libraries are at hand: `rayon` for the threads and `rustc_hash`, whose
//! `FxHashMap` is the standard `HashMap` with a faster hash.

/// What is known of one name. Only rows with `y > 0` count.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name that the rows share.
    pub name: String,
    /// Sample standard deviation of `x` (divisor `rows - 1`, as pandas). A
    /// group with one row has none: it is NaN there, and nowhere else.
    pub x_std: f64,
    /// Sum of `x`.
    pub x_sum: f64,
    /// Largest `y`.
    pub y_max: f64,
    /// How many rows the group has.
    pub rows: u64,
}

/// Groups the rows with `y > 0` by name and returns the groups, sorted by name.
/// A name without such a row has no group.
///
/// A name may be any text, and names may be alike but for one letter.
///
/// Row `i` is `names[i]`, `x[i]`, `y[i]`; the three slices have the same length.
/// `x` can lie far from zero, around 1e9 for example: the standard deviation
/// must be right there too.
pub fn groupby(names: &[String], x: &[f64], y: &[f64]) -> Vec<Group> {
    todo!("group {} names, {} values of x and {} of y", names.len(), x.len(), y.len())
}

// Your own tests: `cargo test -p groupby`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names() {
        let names = ["Bob", "Alice", "Bob", "Bob"].map(str::to_owned);
        let groups = groupby(&names, &[1.0, 5.0, 3.0, 9.0], &[0.5, 0.25, 0.75, -1.0]);
        assert_eq!(groups.len(), 2);

        let alice = &groups[0];
        assert_eq!((alice.name.as_str(), alice.rows), ("Alice", 1));
        assert!(alice.x_std.is_nan());

        let bob = &groups[1];
        assert_eq!((bob.name.as_str(), bob.rows), ("Bob", 2));
        assert_eq!((bob.x_sum, bob.y_max), (4.0, 0.75));
        assert!((bob.x_std - 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
