//! Bounds on what somebody else wrote: files that are read, texts that are kept. What
//! is longer than any of its kind is refused, or cut and says so; none of it can fill
//! the memory, the disk or a screen.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Most bytes of a file that people write by hand: a manifest, progress.
pub const PAGES_BYTES_MAX: u64 = 1024 * 1024;
/// Most bytes of a result: with 300 blocks for each timed case, some hundred KiB.
pub const RESULT_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most bytes that are kept of what a compiler says of a file. The first error is the
/// one to mend; a hundred fit.
pub const DIAGNOSTICS_BYTES_MAX: usize = 32 * 1024;
/// Most bytes that are kept of what one program printed.
pub const PRINTED_BYTES_MAX: usize = 16 * 1024;
/// Most bytes of a sentence, with a part of an input or an answer in it.
pub const SENTENCE_BYTES_MAX: usize = 4 * 1024;

/// The last line of a text that was longer.
pub const LEFT_OUT: &str = "… and more, which is left out";
/// Takes a colour back that was cut off before its end.
const COLORS_END: &str = "\u{1b}[0m";

/// The text of a file of at most `bytes_max` bytes.
pub fn read_to_string(path: &Path, bytes_max: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        let text = format!("it is longer than {} KiB", bytes_max / 1024);
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The whole lines of a text that fit, and that there are more.
pub fn lines(text: String, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text;
    }
    let kept = &text[..text.floor_char_boundary(bytes_max)];
    // A line that is longer than all that fits is cut within.
    let kept = kept.rfind('\n').map_or(kept, |end| &kept[..=end]);
    let colors = if kept.contains('\u{1b}') { COLORS_END } else { "" };
    let newline = if kept.ends_with('\n') { "" } else { "\n" };
    format!("{kept}{colors}{newline}{LEFT_OUT}\n")
}

/// As much of a sentence as fits.
pub fn sentence(text: String) -> String {
    if text.len() <= SENTENCE_BYTES_MAX {
        return text;
    }
    format!("{} …", &text[..text.floor_char_boundary(SENTENCE_BYTES_MAX)])
}

/// Text that a student controls, made harmless: control characters and the
/// invisible ones that reorder text become visible.
pub fn visible(text: &str) -> String {
    let is_harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_invisible(c);
    escaped(text, is_harmful)
}

/// The same for a text that is coloured: what colours is left as it is.
pub fn revealed(text: &str) -> String {
    escaped(text, is_invisible)
}

fn escaped(text: &str, is_harmful: impl Fn(char) -> bool) -> String {
    let shown = |c: char| {
        if is_harmful(c) { c.escape_unicode().to_string() } else { c.to_string() }
    };
    text.chars().map(shown).collect()
}

/// Zero-width and direction-changing characters (Unicode category Cf), line breaks that are
/// no newlines, and what is no character and may stand in no XML.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound_and_no_further() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        let check = |text: &[u8], expected: Result<&str, io::ErrorKind>| {
            std::fs::write(&file, text).expect("it can be written");
            let found = read_to_string(&file, 4);
            assert_eq!(found.as_deref().map_err(io::Error::kind), expected);
        };
        check(b"", Ok(""));
        check(b"four", Ok("four"));
        check(b"fiver", Err(io::ErrorKind::InvalidData));
        check(b"\xff", Err(io::ErrorKind::InvalidData));
        let endless = read_to_string(Path::new("/dev/zero"), 4).expect_err("it has no end");
        assert_eq!(endless.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn lines_are_cut_at_their_ends_and_say_so() {
        let check = |text: &str, expected: &str| assert_eq!(lines(text.to_owned(), 8), expected);
        check("a\nb\n", "a\nb\n");
        check("12345678", "12345678");
        check("123\n4567\n8", "123\n… and more, which is left out\n");
        check("1234567é9", "1234567\n… and more, which is left out\n");
        check("\u{1b}[1m\n12345", "\u{1b}[1m\n\u{1b}[0m… and more, which is left out\n");
        let long = lines("x".repeat(100_000), DIAGNOSTICS_BYTES_MAX);
        assert!(
            long.ends_with("x\n… and more, which is left out\n"),
            "{:?}",
            &long[long.len() - 40..]
        );
    }

    #[test]
    fn a_sentence_is_cut_between_characters() {
        assert_eq!(sentence("short".to_owned()), "short");
        let cut = sentence("é".repeat(SENTENCE_BYTES_MAX));
        assert_eq!(cut, "é".repeat(SENTENCE_BYTES_MAX / 2) + " …");
    }
}
