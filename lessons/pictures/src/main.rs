//! Draws those pictures of the pages that no command of `grade` draws.
//! `lessons/pictures/run` makes them all.

mod draw;
mod noted;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Makes one picture.
type Make = fn() -> Result<String, Box<dyn Error>>;

/// Every picture, by the name of its file.
const PICTURES: [(&str, Make); 7] = [
    ("03_trace", draw::trace),
    ("05_length", draw::length),
    ("06_law", draw::law),
    ("08_line", draw::line),
    ("amdahl", draw::amdahl),
    ("measuring_samples", draw::samples),
    ("roofline", draw::roofline),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("type `lessons/pictures/run`; this needs a folder")?;
    let wanted: Vec<String> = arguments.collect();
    for (name, make) in PICTURES {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
            let svg = make()?;
            fs::write(Path::new(&folder).join(format!("{name}.svg")), svg)?;
        }
    }
    Ok(())
}
