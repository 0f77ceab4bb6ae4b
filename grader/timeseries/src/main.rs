//! Writes the table as Parquet, one file a day: `timeseries FOLDER DAYS SEED`. Says each
//! day on standard error when it is done.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use timeseries::{Generator, ROWS_PER_DAY, day_name};

/// Columns beyond those of the table.
const EXTRA: u32 = 7;
/// Four groups a day.
const ROWS_PER_GROUP: usize = ROWS_PER_DAY / 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, days, seed] = &arguments[..] else {
        eprintln!("error: usage: timeseries FOLDER DAYS SEED");
        return ExitCode::from(2);
    };
    match write(Path::new(folder), days, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, days: &str, seed: &str) -> Result<(), Box<dyn std::error::Error>> {
    let generator = Generator::new(seed.parse()?);
    for day in 0..days.parse()? {
        let name = format!("{}.parquet", day_name(day));
        let path = folder.join(&name);
        let file = File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let first = day * ROWS_PER_DAY;
        generator.write_parquet(first..first + ROWS_PER_DAY, EXTRA, ROWS_PER_GROUP, file)?;
        eprintln!("{name}");
    }
    Ok(())
}
