//! The table `timeseries` of the data exercises: one row a second from 2000-01-01 on, a
//! name out of 26, an id around 1000, and two floats between −1 and 1. It has the shape
//! of `dask.datasets.timeseries()`, not its values.
//!
//! All of it follows from a seed and the row's number, by arithmetic that stands here and
//! is the same on every machine: integers, and `+ − × ÷` of floats. So the same seed
//! gives the same table for ever, whatever version a library has, and any part of the
//! table can be made by itself.

mod csv;
mod days;
#[cfg(feature = "parquet")]
mod parquet;

pub use csv::{CsvStyle, HEADER, write_csv};
pub use days::{day_name, day_style};
#[cfg(feature = "parquet")]
pub use parquet::{extra_name, write_parquet};
use serde::{Deserialize, Serialize};

/// The names, in order: those of Dask.
pub const NAMES: [&str; 26] = [
    "Alice", "Bob", "Charlie", "Dan", "Edith", "Frank", "George", "Hannah", "Ingrid", "Jerry",
    "Kevin", "Laura", "Michael", "Norbert", "Oliver", "Patricia", "Quinn", "Ray", "Sarah", "Tim",
    "Ursula", "Victor", "Wendy", "Xavier", "Yvonne", "Zelda",
];
/// 2000-01-01 00:00:00 UTC, in seconds since 1970.
pub const START_S: i64 = 946_684_800;
/// How many rows a day has.
pub const ROWS_PER_DAY: usize = 24 * 60 * 60;

/// The mean of the ids.
const ID_MEAN: usize = 1000;
/// Ids lie within six standard deviations of the mean; one in a thousand million would
/// lie outside.
const ID_REACH: usize = 190;

/// Some rows of the table, column by column. All columns are as long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Seconds since 1970, UTC.
    pub time_s: Vec<i64>,
    /// Indices into [`NAMES`].
    pub name: Vec<u8>,
    /// From a Poisson distribution with mean 1000.
    pub id: Vec<i32>,
    /// Uniform in −1..1.
    pub x: Vec<f64>,
    /// Uniform in −1..1.
    pub y: Vec<f64>,
}

impl Table {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.time_s.len()
    }

    /// The names themselves, row by row.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.name.iter().map(|&index| NAMES[usize::from(index)])
    }
}

/// Makes the table of one seed.
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    /// For each id from the least on: how much of the whole lies at or below it, of
    /// `ids_whole`.
    ids: Vec<f64>,
    ids_whole: f64,
}

/// What a row's values are drawn for. Each has a stream of its own, so that one more
/// column changes none of the others.
#[derive(Clone, Copy, Debug)]
enum Column {
    Name,
    Id,
    X,
    Y,
    /// Columns beyond those of the table, by number.
    Extra(u32),
}

impl Column {
    fn stream(self) -> u64 {
        match self {
            Self::Name => 1,
            Self::Id => 2,
            Self::X => 3,
            Self::Y => 4,
            Self::Extra(number) => 5 + u64::from(number),
        }
    }
}

impl Generator {
    /// The table of this seed.
    pub fn new(seed: u64) -> Self {
        let weights = poisson_weights();
        let mut whole = 0.0;
        let ids = weights.iter().map(|weight| {
            whole += weight;
            whole
        });
        let ids = ids.collect();
        Self { seed, ids, ids_whole: whole }
    }

    /// The rows `first..first + rows`: row 0 is the first second of 2000.
    pub fn rows(&self, first: usize, rows: usize) -> Table {
        let range = first..first + rows;
        Table {
            time_s: (START_S..).skip(first).take(rows).collect(),
            name: range.clone().map(|row| self.name(row)).collect(),
            id: range.clone().map(|row| self.id(row)).collect(),
            x: self.x(first, rows),
            y: range.map(|row| self.float(Column::Y, row)).collect(),
        }
    }

    /// One day's rows; day 0 is 2000-01-01.
    pub fn day(&self, day: usize) -> Table {
        self.rows(day * ROWS_PER_DAY, ROWS_PER_DAY)
    }

    /// The column `x` of the rows `first..first + rows`, for whoever needs no other.
    pub fn x(&self, first: usize, rows: usize) -> Vec<f64> {
        (first..first + rows).map(|row| self.float(Column::X, row)).collect()
    }

    /// The values of one column more, uniform in −1..1, for files that hold more than is
    /// asked for.
    pub fn extra(&self, number: u32, first: usize, rows: usize) -> Vec<f64> {
        (first..first + rows).map(|row| self.float(Column::Extra(number), row)).collect()
    }

    fn bits(&self, column: Column, row: usize) -> u64 {
        // SplitMix64 (Steele, Lea and Flood, 2014) is a good hash of a counter; here the
        // counter is the row, and each column starts from a hash of its own.
        let start = mix(self.seed ^ mix(column.stream()));
        mix(start.wrapping_add((row as u64).wrapping_mul(GOLDEN)))
    }

    fn name(&self, row: usize) -> u8 {
        // The upper bits times 26, without a division: off by less than one in 10⁸.
        let high = self.bits(Column::Name, row) >> 32;
        ((high * NAMES.len() as u64) >> 32) as u8
    }

    fn id(&self, row: usize) -> i32 {
        let drawn = unit(self.bits(Column::Id, row)) * self.ids_whole;
        let index = self.ids.partition_point(|&up_to| up_to <= drawn);
        let least = ID_MEAN - ID_REACH;
        i32::try_from(least + index.min(self.ids.len() - 1)).expect("ids lie around 1000")
    }

    fn float(&self, column: Column, row: usize) -> f64 {
        unit(self.bits(column, row)) * 2.0 - 1.0
    }
}

/// 2⁶⁴ over the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of `SplitMix64`.
fn mix(bits: u64) -> u64 {
    let bits = bits.wrapping_add(GOLDEN);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// 53 bits as a float in 0..1.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// The probabilities of the ids from the least to the greatest, up to a factor: from the
/// mean, whose weight is 1, by p(k+1) = p(k) · mean / (k+1) upwards and back downwards.
/// No exponential and no logarithm, which differ between systems.
fn poisson_weights() -> Vec<f64> {
    let mean = ID_MEAN as f64;
    let mut down: Vec<f64> = Vec::with_capacity(2 * ID_REACH + 1);
    let mut weight = 1.0;
    for k in (ID_MEAN - ID_REACH..ID_MEAN).rev() {
        weight = weight * (k + 1) as f64 / mean;
        down.push(weight);
    }
    down.reverse();
    down.push(1.0);
    weight = 1.0;
    for k in ID_MEAN + 1..=ID_MEAN + ID_REACH {
        weight = weight * mean / k as f64;
        down.push(weight);
    }
    down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_table_for_ever() {
        let table = Generator::new(1).rows(5, 3);
        assert_eq!(table.time_s, [946_684_805, 946_684_806, 946_684_807]);
        assert_eq!(table.names().collect::<Vec<_>>(), ["Michael", "Ingrid", "Ingrid"]);
        assert_eq!(table.id, [1013, 1064, 1022]);
        assert_eq!(
            table.x.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            [13_829_209_603_726_201_292, 13_817_802_643_995_719_512, 4_589_496_949_400_093_360]
        );
    }

    #[test]
    fn any_part_can_be_made_by_itself() {
        let generator = Generator::new(7);
        let (whole, part) = (generator.rows(0, 100), generator.rows(40, 10));
        assert_eq!(whole.x[40..50], part.x);
        assert_eq!(generator.x(40, 10), part.x);
        assert_eq!(whole.id[40..50], part.id);
        assert_eq!(whole.name[40..50], part.name);
        assert_eq!(generator.rows(3, 0), Table::default());
    }

    /// Means and spreads of a million rows lie within six standard errors.
    #[test]
    fn its_columns_are_distributed_as_they_should_be() {
        let rows = 1_000_000;
        let table = Generator::new(3).rows(0, rows);
        let n = rows as f64;
        let ids: Vec<f64> = table.id.iter().copied().map(f64::from).collect();
        let mean = ids.iter().sum::<f64>() / n;
        let variance = ids.iter().map(|id| (id - mean).powi(2)).sum::<f64>() / n;
        assert!((mean - 1000.0).abs() < 6.0 * (1000.0 / n).sqrt(), "{mean}");
        assert!((variance - 1000.0).abs() < 6.0 * 1000.0 * (2.0 / n).sqrt(), "{variance}");
        for column in [&table.x, &table.y] {
            let mean = column.iter().sum::<f64>() / n;
            let variance = column.iter().map(|x| x * x).sum::<f64>() / n;
            assert!(mean.abs() < 6.0 * (1.0 / (3.0 * n)).sqrt(), "{mean}");
            assert!((variance - 1.0 / 3.0).abs() < 0.002, "{variance}");
            assert!(column.iter().all(|x| (-1.0..1.0).contains(x)));
        }
        let product: f64 = table.x.iter().zip(&table.y).map(|(x, y)| x * y).sum();
        assert!(product.abs() / n < 6.0 / (3.0 * n.sqrt()), "x and y know of each other");
        let mut counts = [0.0_f64; 26];
        table.name.iter().for_each(|&name| counts[usize::from(name)] += 1.0);
        for count in counts {
            assert!((count - n / 26.0).abs() < 6.0 * (n / 26.0).sqrt(), "{count}");
        }
    }
}
