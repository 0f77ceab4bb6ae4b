//! What `many_groups` must do, on which columns, and how we know.
//!
//! The keys look like those that databases hand out: large, and the last twelve bits of
//! all are the same. The baseline is one map on purpose: the exercise is to cut it up.

use grader_spec::rand::RngExt;
use grader_spec::{Case, Exercise, Rng};
use std::collections::{BTreeMap, HashMap};

/// The exercise.
pub struct ManyGroups;

/// Bits at the end of a key that are the same for all keys of a column.
const ALIKE: u32 = 12;

impl Exercise for ManyGroups {
    type Input = Vec<u64>;
    type Output = BTreeMap<usize, usize>;

    /// The size is the number of rows.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("a dozen rows", 12),
            Case::example("a thousand rows", 1_000),
            Case::hidden("no row", 0),
            Case::hidden("one row", 1),
            Case::hidden("two rows", 2),
            Case::hidden("a prime number of rows", 50_021),
            Case::hidden("another key for each row", 20_011),
            Case::hidden("one key for all rows", 20_011),
            Case::hidden("one key for nine rows of ten", 20_011),
            Case::hidden("26 keys", 20_011),
            Case::hidden("keys in order, one after the other", 20_011),
            Case::timed("about as many groups as rows", 400_000),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Vec<u64> {
        let alike = rng.random_range(0..1_u64 << ALIKE);
        let key = |bits: u64| bits << ALIKE | alike;
        let mut drawn = |count: usize| -> Vec<u64> {
            (0..count).map(|_| key(rng.random_range(0..1 << (64 - ALIKE)))).collect()
        };
        let pool = match case.name.as_str() {
            "one key for all rows" => drawn(1),
            // The least and the largest are keys as any other.
            "26 keys" => [vec![0, u64::MAX], drawn(24)].concat(),
            "another key for each row" => drawn(case.size),
            // Drawn from twice as many keys as rows, eight groups of ten have one row.
            _ => drawn(2 * case.size),
        };
        let first = rng.random_range(0..1_u64 << 32);
        let of_row = |row: usize| match case.name.as_str() {
            "another key for each row" => pool[row],
            "keys in order, one after the other" => key(first + row as u64 / 2),
            "one key for nine rows of ten" if rng.random_ratio(9, 10) => pool[0],
            _ => pool[rng.random_range(0..pool.len())],
        };
        (0..case.size).map(of_row).collect()
    }

    /// One map, the one that everybody knows.
    ///
    /// Programs that cut the rows into partitions are faster on one thread already, and so
    /// is a sort. They are what is asked for.
    fn baseline(&self, keys: &Vec<u64>) -> BTreeMap<usize, usize> {
        let mut rows: HashMap<u64, usize> = HashMap::new();
        for key in keys {
            *rows.entry(*key).or_default() += 1;
        }
        let mut groups = BTreeMap::new();
        for rows in rows.into_values() {
            *groups.entry(rows).or_default() += 1;
        }
        groups
    }

    fn candidate(&self, keys: &Vec<u64>, _threads: usize) -> BTreeMap<usize, usize> {
        many_groups::many_groups(keys)
    }

    /// One row, the last or any, gets the key of another row, or a new one. Where that
    /// leaves as many groups of each size as before, so does one row more.
    fn perturb(&self, keys: &Vec<u64>, rng: &mut Rng) -> Option<Vec<u64>> {
        let last = keys.len().checked_sub(1)?;
        let before = self.baseline(keys);
        let mut keys = keys.clone();
        (0..50).find_map(|_| {
            let row = if rng.random() { last } else { rng.random_range(0..=last) };
            keys[row] = match rng.random_range(0..3) {
                0 => keys[row] ^ 1 << rng.random_range(ALIKE..u64::BITS),
                _ => keys[rng.random_range(0..=last)],
            };
            (self.baseline(&keys) != before).then(|| keys.clone())
        })
    }
}

grader_spec::serve!(ManyGroups);
