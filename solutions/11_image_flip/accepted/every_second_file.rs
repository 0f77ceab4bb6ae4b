//! Because: two jobs by `join`: every second file each, so that both get large and small ones; one filter for the PNG.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageFormat};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub struct Photo {
    pub name: String,
    pub png: Result<Vec<u8>, String>,
}

pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    let lanes = rayon::current_num_threads();
    let mut photos = spread(&paths, 0, lanes);
    photos.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(photos)
}

/// The files of the lanes from `lane` on.
fn spread(paths: &[PathBuf], lane: usize, lanes: usize) -> Vec<Photo> {
    let own = || paths.iter().skip(lane).step_by(lanes).map(|path| flip(path)).collect::<Vec<_>>();
    if lane + 1 >= lanes {
        return own();
    }
    let (mut own, others) = rayon::join(own, || spread(paths, lane + 1, lanes));
    own.extend(others);
    own
}

fn flip(path: &Path) -> Photo {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let png = match fs::read(path) {
        Ok(jpeg) if jpeg.ends_with(&[0xFF, 0xD9]) => flipped(&jpeg),
        Ok(_) => Err("cut off".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    Photo { name, png }
}

fn flipped(jpeg: &[u8]) -> Result<Vec<u8>, String> {
    let decoded = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg);
    let photo: DynamicImage = decoded.map_err(|error| error.to_string())?.rotate180();
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Paeth);
    photo.write_with_encoder(encoder).map_err(|error| error.to_string())?;
    Ok(png)
}
