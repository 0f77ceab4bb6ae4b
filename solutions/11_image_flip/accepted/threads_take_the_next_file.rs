//! Because: threads of its own take the next file by a shared count, and the answers are sorted at the end.

use image::ImageFormat;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

#[derive(Clone, Debug)]
pub struct Photo {
    pub name: String,
    pub png: Result<Vec<u8>, String>,
}

const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(paths.len()));
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let photo = flip(path);
                    done.lock().unwrap().push(photo);
                }
            });
        }
    });
    let mut photos = done.into_inner().unwrap();
    photos.sort_by(|a: &Photo, b| a.name.cmp(&b.name));
    Ok(photos)
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
