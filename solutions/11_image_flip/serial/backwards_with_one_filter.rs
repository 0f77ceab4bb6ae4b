//! Because: pixels turned by reading their bytes backwards, and one filter for all lines of the PNG.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ColorType, ExtendedColorType, ImageEncoder, ImageFormat};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
    Ok(paths.iter().map(|path| flip(path)).collect())
}

fn flip(path: &Path) -> Photo {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Photo { name, png: flipped(path) }
}

fn flipped(path: &Path) -> Result<Vec<u8>, String> {
    let jpeg = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    if !jpeg.ends_with(&END_OF_IMAGE) {
        return Err("is cut off".to_owned());
    }
    let photo = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg)
        .map_err(|error| format!("is no JPEG: {error}"))?;
    let (width, height, color) = (photo.width(), photo.height(), photo.color());
    let bytes = photo.into_bytes();
    let turned: Vec<u8> = match color {
        ColorType::L8 => bytes.iter().rev().copied().collect(),
        _ => bytes.chunks_exact(3).rev().flatten().copied().collect(),
    };
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Paeth)
        .write_image(&turned, width, height, ExtendedColorType::from(color))
        .map_err(|error| format!("cannot be written as a PNG: {error}"))?;
    Ok(png)
}
