//! `grade data`: the tables of the lecture as files, to play with.

use super::{ACCEPTED, CommandContext, print};
use crate::fault::Fault;
use crate::report::{live::Live, quoted, tell};
use clap::{Args, ValueEnum};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use timeseries::{Generator, day_name, day_style, write_csv};

#[derive(Debug, Args)]
pub struct DataArgs {
    /// The table to write
    table: Table,
    /// Write the files into this new folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many days to write, a file for each
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// As CSV, or as Parquet, whose library is built at the first time
    #[arg(long, value_name = "HOW", default_value = "csv")]
    format: TableFormat,
    /// The seed: another number makes other values
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Table {
    /// One row a second: name, id, x, y
    Timeseries,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// Text, some 6 MiB a day
    Csv,
    /// Columns in groups, packed; seven more than CSV has
    Parquet,
}

/// The package of the tables, and its feature for Parquet.
const PACKAGE: (&str, &str) = ("timeseries", "parquet");

impl CommandContext {
    /// Writes a table's files into a folder that was not there, all or none.
    pub(super) fn data(&self, args: &DataArgs) -> Result<u8, Fault> {
        let Table::Timeseries = args.table;
        let out = self.here.join(&args.out);
        is_free(&out)?;
        let parent = out.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|error| Fault::file("make", parent, &error))?;
        let work = tempfile::Builder::new().prefix(".timeseries-").tempdir_in(parent);
        let work = work.map_err(|error| Fault::file("write in", parent, &error))?;
        let mut live = Live::new();
        let written = match args.format {
            TableFormat::Csv => csv(work.path(), args, &mut live),
            TableFormat::Parquet => self.parquet(work.path(), args, &mut live),
        };
        live.finish();
        written?;
        // By itself, a temporary folder is for its owner alone.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(work.path(), open)
            .and_then(|()| fs::rename(work.path(), &out))
            .map_err(|error| Fault::file("make", &out, &error))?;
        // It has another name now; there is nothing to remove.
        let _ = work.keep();
        let folder = quoted(&args.out.to_string_lossy());
        print(&format!("{} days, {} rows, in {folder}\n", args.days, rows(args.days)));
        Ok(ACCEPTED)
    }

    fn parquet(&self, folder: &Path, args: &DataArgs, live: &mut Live) -> Result<(), Fault> {
        let course = self.course()?;
        let compiler = self.grader(&course)?.compiler;
        let (package, feature) = PACKAGE;
        tell("What writes Parquet is built at the first time: some minutes of one core.\n");
        let begun = &mut |krate: &str| live.doing(&format!("building {krate}"));
        let program = compiler.program(&course.root, package, feature, begun)?;
        let arguments =
            [folder.to_string_lossy().into_owned(), args.days.to_string(), args.seed.to_string()];
        let written = &mut |file: &str| live.doing(&format!("written: {file}"));
        compiler.run_program(&program, &arguments, written)
    }
}

fn csv(folder: &Path, args: &DataArgs, live: &mut Live) -> Result<(), Fault> {
    let generator = Generator::new(args.seed);
    for day in 0..usize::from(args.days) {
        let name = format!("{}.csv", day_name(day));
        live.doing(&format!("writing {name}, {} of {}", day + 1, args.days));
        let path = folder.join(name);
        let write = |file: File| {
            let mut file = BufWriter::new(file);
            write_csv(&generator.day(day), day_style(day), &mut file)?;
            file.flush()
        };
        File::create(&path).and_then(write).map_err(|error| Fault::file("write", &path, &error))?;
    }
    Ok(())
}

fn rows(days: u16) -> usize {
    usize::from(days) * timeseries::ROWS_PER_DAY
}

/// Whether the folder is new or empty: no file is written over, or mixed with.
fn is_free(out: &Path) -> Result<(), Fault> {
    if fs::symlink_metadata(out).is_err() {
        return Ok(());
    }
    let what = format!("{} is there already", out.display());
    Err(Fault::new(what, "name a folder that is new, or move that one away"))
}
