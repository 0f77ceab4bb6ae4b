//! Image flip: turn every photo in a folder by 180 degrees and give it back as a PNG,
//! on all cores.
//!
//! Read `lessons/src/11_image_flip.md`, fill in the function below, then type
//! `cargo grade image_flip`.
//!
//! Stuck? Type `cargo grade hint image_flip`.
//!
//! Two libraries are at hand: `rayon` for the threads, and `image`, which reads JPEG
//! and writes PNG.

use std::io;
use std::path::Path;

/// What became of one file of the folder.
#[derive(Clone, Debug)]
pub struct Photo {
    /// The file's name, without the folder: `beach.jpg`.
    pub name: String,
    /// The bytes of a PNG file with the turned photo; or, for a file that is no whole
    /// JPEG, one sentence that says what is wrong with it.
    pub png: Result<Vec<u8>, String>,
}

/// Turns every photo in `folder` by 180 degrees.
///
/// There is one `Photo` for each file in the folder, sorted by name. The folder has no
/// folders in it. A broken file stops nothing: it is reported, and all others are done.
///
/// A file is broken if `image` cannot decode it as a JPEG. It is broken, too, if its last
/// two bytes are not `0xFF, 0xD9`, the mark at the end of every JPEG: then it is cut off,
/// and decoders fill in what is missing with grey.
///
/// The PNG is compressed: it takes at most a twentieth more bytes than
/// `DynamicImage::write_to(…, ImageFormat::Png)` makes of the photo.
///
/// # Errors
/// If the folder cannot be read.
pub fn flip_folder(folder: &Path) -> io::Result<Vec<Photo>> {
    todo!("turn the photos in {}", folder.display())
}

// Your own tests: `cargo test -p image_flip`.
#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};
    use std::fs;

    #[test]
    fn one_photo_and_one_note() {
        let folder = std::env::temp_dir().join(format!("flip_{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        // Dark on the left, bright on the right.
        let photo = RgbImage::from_fn(32, 16, |x, _| Rgb([x as u8 * 8; 3]));
        photo.save_with_format(folder.join("beach.jpg"), ImageFormat::Jpeg).unwrap();
        fs::write(folder.join("notes.txt"), "buy sun cream").unwrap();

        let photos = flip_folder(&folder);
        fs::remove_dir_all(&folder).unwrap();

        let photos = photos.unwrap();
        assert_eq!(photos.len(), 2);
        assert_eq!(photos[0].name, "beach.jpg");
        let png = photos[0].png.as_ref().unwrap();
        let turned = image::load_from_memory_with_format(png, ImageFormat::Png).unwrap();
        let turned = turned.to_rgb8();
        assert_eq!(turned.dimensions(), (32, 16));
        assert!(turned.get_pixel(0, 0)[0] > turned.get_pixel(31, 0)[0]);
        assert!(photos[1].png.is_err());
    }
}
