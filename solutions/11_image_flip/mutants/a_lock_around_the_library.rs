//! Expect: low_speedup
//! Cause: contention
//! Because: a lock is held while the library works, so one thread works at a time.

use image::ImageFormat;
use rayon::prelude::*;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

#[derive(Clone, Debug)]
pub struct Photo {
    pub name: String,
    pub png: Result<Vec<u8>, String>,
}

/// The mark at the end of a JPEG: ITU-T T.81, table B.1, "EOI".
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.sort();
    // Photos differ in size, so no thread gets more than one at a time.
    let library = Mutex::new(());
    let flip = |path: &PathBuf| {
        let _alone = library.lock().unwrap();
        flip(path)
    };
    Ok(paths.par_iter().with_max_len(1).map(flip).collect())
}

fn flip(path: &Path) -> Photo {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Photo { name, png: flipped(path) }
}

fn flipped(path: &Path) -> Result<Vec<u8>, String> {
    let jpeg = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let mut photo = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg)
        .map_err(|error| format!("is no JPEG: {error}"))?;
    if !jpeg.ends_with(&END_OF_IMAGE) {
        return Err("is cut off: the mark at the end of a JPEG is not there".to_owned());
    }
    image::imageops::rotate180_in_place(&mut photo);
    let mut png = Cursor::new(Vec::new());
    photo
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|error| format!("cannot be written as a PNG: {error}"))?;
    Ok(png.into_inner())
}
