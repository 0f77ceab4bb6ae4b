//! Because: the shortest that works: no length is given to the parallel iterator, and `?` ends each job.

use image::ImageReader;
use rayon::prelude::*;
use std::error::Error;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub struct Photo {
    pub name: String,
    pub png: Result<Vec<u8>, String>,
}

pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths
        .into_par_iter()
        .map(|path| Photo { name: name(&path), png: turn(&path).map_err(|e| e.to_string()) })
        .collect())
}

fn name(path: &PathBuf) -> String {
    path.file_name().unwrap().to_str().unwrap().to_string()
}

fn turn(path: &PathBuf) -> Result<Vec<u8>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    if bytes.len() < 2 || bytes[bytes.len() - 2..] != [0xFF, 0xD9] {
        return Err("the file is cut off".into());
    }
    let reader = ImageReader::with_format(Cursor::new(&bytes), image::ImageFormat::Jpeg);
    let turned = reader.decode()?.rotate180();
    let mut png = Vec::new();
    turned.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png)?;
    Ok(png)
}
