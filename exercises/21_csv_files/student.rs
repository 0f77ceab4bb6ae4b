//! CSV files: read a folder with one CSV file a day as one table, group it by name and
//! take means, on all cores and in little memory.
//!
//! Read `lessons/src/21_csv_files.md`, fill in the function below, then type
//! `cargo grade csv_files`.
//!
//! Stuck? Type `cargo grade hint csv_files`.
//!
//! Three libraries are at hand: `csv`, which reads a file row by row, `rayon` for the
//! threads and `rustc_hash`, whose `FxHashMap` is the standard `HashMap` with a faster
//! hash.

use std::io;
use std::path::Path;

/// What the whole folder says.
#[derive(Clone, Debug)]
pub struct Table {
    /// The groups of all files that are sound, sorted by name.
    pub groups: Vec<Group>,
    /// The files that are not sound, sorted by file name.
    pub broken: Vec<Broken>,
}

/// All rows that share a name.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name.
    pub name: String,
    /// How many rows have it.
    pub rows: u64,
    /// Mean of `x` over the rows where `x` is not empty; NaN if it is empty in all.
    pub x_mean: f64,
    /// Mean of `y`.
    pub y_mean: f64,
}

/// A file that cannot be read as a part of the table.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The file's name, without the folder: `2000-01-31.csv`.
    pub file: String,
    /// One sentence that says what is wrong with it.
    pub error: String,
}

/// Groups the rows of all files in `folder` whose names end with `.csv`; other files do
/// not count.
///
/// A file begins with a header. It has the columns `name`, `x` and `y` and maybe others,
/// in an order of its own. Fields may be quoted, and a name in quotes may hold commas,
/// quotes and line ends. Lines end with LF or with CR LF. A file may begin with a UTF-8
/// byte order mark. The library `csv` knows all that.
///
/// A file is broken if one of the three columns is missing, if a row has more or fewer
/// fields than the header, if a name is no UTF-8, if `y` is no number, or if `x` is
/// neither empty nor a number. A number is what `str::parse::<f64>` takes. *No row* of a
/// broken file counts. It stops nothing: it is reported, and all others are read.
///
/// The table may be larger than the memory you may use, and a single file may be, too:
/// read row by row. Use one `csv::ByteRecord` for all rows of a file: a new record, or a
/// struct by serde, for each row takes up to twice as long.
///
/// # Errors
/// If the folder cannot be read.
pub fn group_means(folder: &Path) -> io::Result<Table> {
    todo!("read the CSV files in {}", folder.display())
}

// Your own tests: `cargo test -p csv_files`.
#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn two_days_and_a_broken_one() {
        let folder = std::env::temp_dir().join(format!("csv_files_{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("1.csv"), "name,x,y\nBob,1,2\n\"Ann, the 1st\",,4\n").unwrap();
        fs::write(folder.join("2.csv"), "y,id,x,name\r\n4,7,3,Bob\r\n").unwrap();
        fs::write(folder.join("3.csv"), "name,x,y\nBob,100,100\nBob,100\n").unwrap();

        let table = group_means(&folder);
        fs::remove_dir_all(&folder).unwrap();

        let table = table.unwrap();
        assert_eq!(table.broken.len(), 1);
        assert_eq!(table.broken[0].file, "3.csv");
        assert_eq!(table.groups.len(), 2);
        let (ann, bob) = (&table.groups[0], &table.groups[1]);
        assert_eq!((ann.name.as_str(), ann.rows), ("Ann, the 1st", 1));
        assert!(ann.x_mean.is_nan());
        assert_eq!((bob.name.as_str(), bob.rows), ("Bob", 2));
        assert!((bob.x_mean - 2.0).abs() < 1e-12);
        assert!((bob.y_mean - 3.0).abs() < 1e-12);
    }
}
