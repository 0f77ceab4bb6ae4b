//! Because: one thread lists the folder and sends paths; the pool's workers take them from a channel behind a lock.

use image::ImageFormat;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};

#[derive(Clone, Debug)]
pub struct Photo {
    pub name: String,
    pub png: Result<Vec<u8>, String>,
}

const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    let (send, receive) = mpsc::channel::<PathBuf>();
    for entry in fs::read_dir(folder)? {
        send.send(entry?.path()).expect("the receiver is there");
    }
    drop(send);
    let receive = Mutex::new(receive);
    let take = || receive.lock().expect("nobody panics").recv().ok();
    let parts: Vec<Vec<Photo>> = rayon::broadcast(|_| {
        let mut photos = Vec::new();
        while let Some(path) = take() {
            photos.push(flip(&path));
        }
        photos
    });
    let mut photos: Vec<Photo> = parts.into_iter().flatten().collect();
    photos.sort_by(|a, b| a.name.cmp(&b.name));
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
