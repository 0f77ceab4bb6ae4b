//! Expect: wrong_answer
//! Because: a comma in quotes is part of the name, and quotes are not.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::{fs, io};

#[derive(Clone, Debug)]
pub struct Table {
    pub groups: Vec<Group>,
    pub broken: Vec<Broken>,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub rows: u64,
    pub x_mean: f64,
    pub y_mean: f64,
}

#[derive(Clone, Debug)]
pub struct Broken {
    pub file: String,
    pub error: String,
}

#[derive(Default)]
struct Sums {
    rows: u64,
    x_rows: u64,
    x: f64,
    y: f64,
}

type Groups = FxHashMap<Box<[u8]>, Sums>;

pub fn group_means(folder: &Path) -> io::Result<Table> {
    let paths = csv_files(folder)?;
    // One file a task: the files differ in size.
    let files: Vec<Result<Groups, String>> =
        paths.par_iter().with_max_len(1).map(|path| sums_of(path)).collect();

    // A `BTreeMap` hands its entries back in the order of their names.
    let mut groups: BTreeMap<Box<[u8]>, Sums> = BTreeMap::new();
    let mut broken = Vec::new();
    for (path, file) in paths.iter().zip(files) {
        match file {
            Ok(sums) => sums.into_iter().for_each(|(name, sums)| {
                groups.entry(name).or_default().merge(&sums);
            }),
            Err(error) => broken.push(Broken { file: file_name(path), error }),
        }
    }
    let groups = groups.into_iter().map(|(name, sums)| sums.finish(&name)).collect();
    Ok(Table { groups, broken })
}

fn csv_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn sums_of(path: &Path) -> Result<Groups, String> {
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let mut lines = BufReader::new(file).lines();
    let header = lines.next().transpose().map_err(|error| error.to_string())?.unwrap_or_default();
    let header = header.trim_start_matches('\u{feff}').replace('"', "");
    let columns: Vec<&str> = header.split(',').collect();
    let column = |name: &str| {
        let at = columns.iter().position(|&column| column == name);
        at.ok_or_else(|| format!("it has no column `{name}`"))
    };
    let (name_at, x_at, y_at) = (column("name")?, column("x")?, column("y")?);
    let mut groups = Groups::default();
    for line in lines {
        let line = line.map_err(|error| error.to_string())?.replace('"', "");
        let fields: Vec<&str> = line.split(',').collect();
        if fields.len() != columns.len() {
            return Err("a row is too long or too short".to_owned());
        }
        let number = |at: usize| fields[at].parse().map_err(|_| "no number".to_owned());
        let x = if fields[x_at].is_empty() { None } else { Some(number(x_at)?) };
        let sums = groups.entry(fields[name_at].as_bytes().into()).or_default();
        sums.add(x, number(y_at)?);
    }
    Ok(groups)
}

impl Sums {
    fn add(&mut self, x: Option<f64>, y: f64) {
        self.rows += 1;
        self.y += y;
        if let Some(x) = x {
            self.x_rows += 1;
            self.x += x;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.x_rows += other.x_rows;
        self.x += other.x;
        self.y += other.y;
    }

    fn finish(&self, name: &[u8]) -> Group {
        Group {
            name: String::from_utf8_lossy(name).into_owned(),
            rows: self.rows,
            x_mean: self.x / self.x_rows as f64, // 0/0 is NaN: none has an `x`
            y_mean: self.y / self.rows as f64,
        }
    }
}
