//! What `image_flip` must do, with which folders of photos, and how we know.
//!
//! The photos are made anew for each run: soft colours with a few hard edges and some
//! grain, of many sizes, so that a PNG of one takes about a third of its pixels' bytes.
//! In the timed folder the second half of the names are thumbnails.

use grader_spec::rand::RngExt;
use grader_spec::rand::seq::SliceRandom;
use grader_spec::{Case, Exercise, Folder, Mismatch, Rng};
use image::codecs::jpeg::JpegEncoder;
use image::{
    ColorType, DynamicImage, ExtendedColorType, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The exercise.
pub struct ImageFlip;

/// A folder of photos.
#[derive(Debug, Serialize, Deserialize)]
pub struct Input {
    folder: Folder,
    /// Whether the name of a folder is given that is not there.
    is_missing: bool,
}

/// One file's name and PNG; nothing where it is broken.
type Photo = (String, Option<Vec<u8>>);

/// Bounds of a photo's width and height, in pixels.
const WIDTH: Range<u32> = 96..256;
const HEIGHT: Range<u32> = 64..160;
/// The same of a thumbnail, and of the photos beside thumbnails.
const SMALL: (Range<u32>, Range<u32>) = (64..128, 48..80);
const LARGE: (Range<u32>, Range<u32>) = (192..256, 128..160);

/// A PNG may be larger than the baseline's by this factor.
const PNG_BYTES_MAX: f64 = 1.05;

/// The mark at the end of a JPEG: ITU-T T.81, table B.1, "EOI".
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

impl Exercise for ImageFlip {
    type Input = Input;
    /// `None` where the folder cannot be read.
    type Output = Option<Vec<Photo>>;

    /// The size is the number of files.
    fn cases(&self) -> Vec<Case> {
        vec![
            Case::example("three photos", 3),
            Case::example("a note among photos", 4),
            Case::hidden("an empty folder", 0),
            Case::hidden("one photo", 1),
            Case::hidden("a dozen photos", 12),
            Case::hidden("names that sort oddly", 9),
            Case::hidden("grey photos", 5),
            Case::hidden("photos of one row or column", 6),
            Case::hidden("files that are cut off", 8),
            Case::hidden("files that are no JPEG", 8),
            Case::hidden("broken files only", 5),
            Case::hidden("a folder that is not there", 0),
            Case::timed("a folder of photos", 24),
        ]
    }

    fn generate(&self, case: &Case, rng: &mut Rng) -> Input {
        let folder = Folder::new();
        let kind = case.name.as_str();
        let mut names: Vec<String> = (1..=case.size).map(|n| name(kind, n, case.size)).collect();
        names.shuffle(rng);
        for (at, name) in names.iter().enumerate() {
            // The last ones of a shuffled list: anywhere in the sorted one.
            let is_broken = match kind {
                "a note among photos" => at == 0,
                "files that are cut off" | "files that are no JPEG" => at % 2 == 0,
                "broken files only" => true,
                _ => false,
            };
            let cut_off = match kind {
                "files that are cut off" => true,
                "broken files only" => at % 2 == 0,
                _ => false,
            };
            let contents = match (is_broken, cut_off) {
                (false, _) => jpeg(&photo(kind, name, rng)),
                (true, true) => cut(jpeg(&photo(kind, name, rng)), rng),
                (true, false) => no_jpeg(rng),
            };
            folder.write(name, &contents);
        }
        Input { folder, is_missing: kind == "a folder that is not there" }
    }

    /// File after file. Decoding and encoding take nine tenths of the time, and both are
    /// the library's. A photo is turned by reading its bytes backwards, which is quicker
    /// than pixel by pixel. The lesson has a table of other serial programs.
    fn baseline(&self, input: &Input) -> Option<Vec<Photo>> {
        let paths = sorted_paths(&input.path()).ok()?;
        let photo = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, flipped(path))
        };
        Some(paths.iter().map(photo).collect())
    }

    fn candidate(&self, input: &Input, _threads: usize) -> Option<Vec<Photo>> {
        let photos = image_flip::flip_folder(&input.path()).ok()?;
        Some(photos.into_iter().map(|photo| (photo.name, photo.png.ok())).collect())
    }

    /// One file becomes another photo.
    fn perturb(&self, input: &Input, rng: &mut Rng) -> Option<Input> {
        let paths = sorted_paths(&input.path()).ok()?;
        let path = paths.get(rng.random_range(0..paths.len().max(1)))?;
        let name = path.file_name()?.to_str()?;
        let folder = input.folder.copy();
        folder.remove(name);
        folder.write(name, &jpeg(&photo("", name, rng)));
        Some(Input { folder, is_missing: input.is_missing })
    }

    fn check(
        &self,
        _: &Input,
        expected: &Option<Vec<Photo>>,
        actual: &Option<Vec<Photo>>,
    ) -> Result<(), Mismatch> {
        match (expected, actual) {
            (None, None) => Ok(()),
            (Some(expected), Some(actual)) => check_photos(expected, actual),
            (Some(_), None) => Err(told("the folder can be read", "a list", "an error")),
            (None, Some(_)) => Err(told("the folder is not there", "an error", "a list")),
        }
    }
}

impl Input {
    fn path(&self) -> PathBuf {
        let path = self.folder.path();
        if self.is_missing { path.join("not_there") } else { path }
    }
}

fn name(kind: &str, n: usize, of: usize) -> String {
    match kind {
        // Sorted, the thumbnails come last.
        "a folder of photos" if n <= of / 2 => format!("thumbnail_{n:03}.jpg"),
        // By their bytes: capitals first, and 10 before 2.
        "names that sort oddly" if n.is_multiple_of(3) => format!("Photo {n}.JPG"),
        "names that sort oddly" if n % 3 == 1 => format!("photo_{n}.jpeg"),
        "names that sort oddly" => format!("été {n}.jpg"),
        "files that are no JPEG" if n.is_multiple_of(4) => format!("notes_{n}.txt"),
        _ => format!("photo_{n:03}.jpg"),
    }
}

fn dimensions(kind: &str, name: &str, rng: &mut Rng) -> (u32, u32) {
    let (widths, heights) = match kind {
        "a folder of photos" if name.starts_with("thumb") => SMALL,
        "a folder of photos" => LARGE,
        _ => (WIDTH, HEIGHT),
    };
    let (width, height) = (rng.random_range(widths), rng.random_range(heights));
    match kind {
        "photos of one row or column" if rng.random() => (width, 1),
        "photos of one row or column" => (1, height),
        _ => (width, height),
    }
}

/// Soft colours, a few bars with hard edges, and grain.
fn photo(kind: &str, name: &str, rng: &mut Rng) -> DynamicImage {
    let (width, height) = dimensions(kind, name, rng);
    let corners: [[f32; 3]; 4] =
        std::array::from_fn(|_| std::array::from_fn(|_| rng.random_range(20.0..235.0)));
    let bars: [(u32, u32); 3] =
        std::array::from_fn(|_| (rng.random_range(0..width), rng.random_range(1..24)));
    let mut photo = RgbImage::new(width, height);
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        let (across, down) = (x as f32 / width as f32, y as f32 / height as f32);
        let is_bar = bars.iter().any(|&(from, wide)| (from..from + wide).contains(&x));
        let grain = rng.random_range(-3.0..3.0);
        *pixel = Rgb(std::array::from_fn(|channel| {
            let [a, b, c, d] = corners.map(|corner| corner[channel]);
            let top = a + (b - a) * across;
            let bottom = c + (d - c) * across;
            let soft = top + (bottom - top) * down + grain;
            if is_bar { 255.0 - soft } else { soft }.clamp(0.0, 255.0) as u8
        }));
    }
    match kind {
        "grey photos" => DynamicImage::ImageRgb8(photo).to_luma8().into(),
        _ => photo.into(),
    }
}

fn jpeg(photo: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    photo.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).expect("it fits");
    bytes
}

/// Anywhere: in its head or in its pixels, by one byte or by most.
fn cut(mut jpeg: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    let length = match rng.random_range(0..3) {
        0 => jpeg.len() - 1,
        1 => rng.random_range(0..100),
        _ => rng.random_range(jpeg.len() / 2..jpeg.len() - 1),
    };
    jpeg.truncate(length);
    jpeg
}

fn no_jpeg(rng: &mut Rng) -> Vec<u8> {
    match rng.random_range(0..4) {
        0 => Vec::new(),
        1 => b"buy sun cream\n".to_vec(),
        // With the mark at its end, and with the one at the beginning.
        2 => (0..300).map(|_| rng.random()).chain(END_OF_IMAGE).collect(),
        _ => [0xFF, 0xD8, 0xFF].into_iter().chain((0..300).map(|_| rng.random())).collect(),
    }
}

fn sorted_paths(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn flipped(path: &Path) -> Option<Vec<u8>> {
    let jpeg = fs::read(path).ok()?;
    let photo = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).ok()?;
    if !jpeg.ends_with(&END_OF_IMAGE) {
        return None;
    }
    let (width, height, color) = (photo.width(), photo.height(), photo.color());
    let bytes = photo.into_bytes();
    let turned: Vec<u8> = match color {
        ColorType::L8 => bytes.iter().rev().copied().collect(),
        ColorType::Rgb8 => bytes.chunks_exact(3).rev().flatten().copied().collect(),
        _ => unreachable!("the photos here are grey or have three colours"),
    };
    let mut png = Cursor::new(Vec::new());
    let color = ExtendedColorType::from(color);
    image::write_buffer_with_format(&mut png, &turned, width, height, color, ImageFormat::Png)
        .ok()?;
    Some(png.into_inner())
}

fn check_photos(expected: &[Photo], actual: &[Photo]) -> Result<(), Mismatch> {
    let names =
        |photos: &[Photo]| -> Vec<String> { photos.iter().map(|(name, _)| name.clone()).collect() };
    let (right, found) = (names(expected), names(actual));
    if right != found {
        let mut sorted = found.clone();
        sorted.sort();
        let difference = if sorted == right {
            "the photos are not sorted by name".to_owned()
        } else if let Some(missing) = right.iter().find(|name| !found.contains(name)) {
            format!("the file `{missing}` is missing")
        } else {
            format!("expected {} files, got {}", right.len(), found.len())
        };
        return Err(Mismatch::new(difference, &right, &found));
    }
    let pairs = expected.iter().zip(actual);
    for ((name, expected), (_, actual)) in pairs {
        match (expected, actual) {
            (None, None) => {}
            (Some(expected), Some(actual)) => check_png(name, expected, actual)?,
            (Some(_), None) => {
                let difference = format!("`{name}` is a whole JPEG");
                return Err(told(&difference, "a PNG", "an error"));
            }
            (None, Some(_)) => {
                let difference = format!("`{name}` is broken: no JPEG, or cut off");
                return Err(told(&difference, "an error", "a PNG"));
            }
        }
    }
    Ok(())
}

fn check_png(name: &str, expected: &[u8], actual: &[u8]) -> Result<(), Mismatch> {
    let right = pixels(expected).expect("the baseline's own PNG");
    let Some(found) = pixels(actual) else {
        let got = format!("{} bytes", actual.len());
        return Err(told(&format!("`{name}`: what is given back is no PNG"), "a PNG", &got));
    };
    if right.dimensions() != found.dimensions() {
        let size = |image: &RgbImage| format!("{} x {} pixels", image.width(), image.height());
        let difference = format!("`{name}` has another size");
        return Err(told(&difference, &size(&right), &size(&found)));
    }
    let mut pairs = right.enumerate_pixels().zip(found.pixels());
    if let Some(((x, y, right), found)) = pairs.find(|((_, _, right), found)| right != found) {
        let difference = format!("`{name}`: the pixel in column {x} of row {y}");
        return Err(told(&difference, &format!("{:?}", right.0), &format!("{:?}", found.0)));
    }
    if actual.len() as f64 > PNG_BYTES_MAX * expected.len() as f64 {
        let size = |png: &[u8]| format!("{} bytes", png.len());
        let difference =
            format!("the PNG of `{name}` is too large: compress it as the library does");
        return Err(told(&difference, &size(expected), &size(actual)));
    }
    Ok(())
}

/// The pixels of a PNG; nothing if it is none, or much larger than any photo here.
fn pixels(png: &[u8]) -> Option<RgbImage> {
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    let mut limits = Limits::default();
    limits.max_image_width = Some(4 * WIDTH.end);
    limits.max_image_height = Some(4 * HEIGHT.end);
    reader.limits(limits);
    reader.decode().ok().map(|image| image.to_rgb8())
}

fn told(difference: &str, expected: &str, got: &str) -> Mismatch {
    Mismatch {
        difference: difference.to_owned(),
        expected: expected.to_owned(),
        got: got.to_owned(),
    }
}

grader_spec::serve!(ImageFlip);
