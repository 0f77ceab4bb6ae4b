//! What is shown where a terminal has no UTF-8: ASCII stand-ins, at the very edge.
//! Files are UTF-8 everywhere.

use std::borrow::Cow;
use std::env;

/// Stands for what has no stand-in.
const UNKNOWN: &str = "?";

/// A text as standard output and standard error take it.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if is_needed() { Cow::Owned(ascii(text)) } else { Cow::Borrowed(text) }
}

/// Whether the locale's characters are others than those of UTF-8. Its name tells, as
/// POSIX has it: the first of these variables that is set and not empty. Where none
/// is, the locale is `C`, which is ASCII.
pub fn is_needed() -> bool {
    !names_utf8(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
}

fn names_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let mut values = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable);
    let locale = values.find(|value| !value.is_empty()).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// The text in ASCII. Each character of a drawing becomes one character, so that
/// what stands below another goes on to stand there.
pub fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut was_raised = false;
    for character in text.chars() {
        let raised = superscript(character);
        match raised {
            Some(_) if was_raised => {}
            Some(_) => plain.push('^'),
            None => {}
        }
        was_raised = raised.is_some();
        match raised {
            Some(digit) => plain.push(digit),
            None if character.is_ascii() => plain.push(character),
            None => plain.push_str(stand_in(character)),
        }
    }
    plain
}

/// One ASCII character for one cell of a screen.
pub fn ascii_cell(symbol: &str) -> char {
    match symbol.chars().next() {
        Some(character) if character.is_ascii() => character,
        Some('→') => '>',
        Some('←') => '<',
        Some(character) => match superscript(character) {
            Some(digit) => digit,
            None => stand_in(character).chars().next().unwrap_or(' '),
        },
        None => ' ',
    }
}

fn superscript(character: char) -> Option<char> {
    let known = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵏᵀ".chars().zip("0123456789+-nkT".chars());
    known.into_iter().find_map(|(raised, plain)| (raised == character).then_some(plain))
}

fn stand_in(character: char) -> &'static str {
    match character {
        '✔' | '✓' => "+",
        '✘' | '✗' | '×' => "x",
        '…' => "...",
        '–' | '−' | '‐' | '‑' => "-",
        '—' => "--",
        '±' => "+-",
        '·' | '⋅' => ".",
        '•' | '●' | '◆' | '★' => "*",
        '○' | '◇' => "o",
        '“' | '”' | '„' => "\"",
        '‘' | '’' => "'",
        '\u{a0}' | '\u{202f}' | '\u{2009}' => " ",
        '▸' | '▶' | '►' => ">",
        '◂' | '◀' | '◄' => "<",
        '▲' | '▴' | '↑' => "^",
        '▼' | '▾' | '↓' => "v",
        '→' => "->",
        '←' => "<-",
        '↔' => "<->",
        '⇒' => "=>",
        '↗' | '↙' => "/",
        '↘' | '↖' => "\\",
        _ => symbol(character).or_else(|| drawing(character)).unwrap_or(UNKNOWN),
    }
}

/// Units, letters and signs of mathematics.
fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        'µ' | 'μ' => "u",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '≈' => "~",
        '√' => "sqrt ",
        '∞' => "inf",
        'Σ' | '∑' => "sum ",
        '∫' => "integral ",
        'α' => "alpha",
        'ε' => "eps",
        '₀' => "0",
        '₁' => "1",
        '₂' => "2",
        '₃' => "3",
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'é' | 'è' | 'ê' => "e",
        'á' | 'à' | 'â' => "a",
        _ => return None,
    })
}

/// Bars, shades and the lines of boxes and axes: one character each.
fn drawing(character: char) -> Option<&'static str> {
    Some(match character {
        '▁' => "_",
        '▂' => ".",
        '▃' | '▒' => ":",
        '▄' | '═' => "=",
        '▅' => "o",
        '▆' | '\u{2800}'..='\u{28ff}' => "*",
        '▇' => "%",
        '░' => ",",
        '▓' => "@",
        '▏' | '▎' | '▍' | '▌' | '▐' | '▕' | '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║'
        | '╵' | '╷' | '╹' | '╻' => "|",
        '\u{2580}'..='\u{259f}' => "#",
        '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '╴' | '╶' | '╸' | '╺' | '╼' | '╾' => {
            "-"
        }
        '\u{2500}'..='\u{257f}' => "+",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(set: &[(&str, &str)], expected: bool) {
        let variable = |name: &str| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(names_utf8(variable), expected, "{set:?}");
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        check(&[], false);
        check(&[("LANG", "en_US.UTF-8")], true);
        check(&[("LANG", "de_DE.utf8")], true);
        check(&[("LANG", "de_DE@euro")], false);
        check(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], false);
        check(&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")], true);
        check(&[("LC_CTYPE", "POSIX"), ("LANG", "C.UTF-8")], false);
        check(&[("LC_ALL", "C.UTF-8"), ("LC_CTYPE", "C")], true);
    }

    #[test]
    fn what_is_shown_has_a_stand_in() {
        let check = |text: &str, expected: &str| assert_eq!(ascii(text), expected);
        check("✔ RIGHT  12 µs ± 3 × …", "+ RIGHT  12 us +- 3 x ...");
        check("Karp–Flatt, 10⁻⁹ s, n² ≤ 2ⁿ", "Karp-Flatt, 10^-9 s, n^2 <= 2^n");
        check("▁▂▃▄▅▆▇█", "_.:=o*%#");
        check("┴───▲──├──┤ │", "+---^--+--+ |");
        check("\u{1b}[32m✘\u{1b}[0m 宽", "\u{1b}[32mx\u{1b}[0m ?");
    }

    #[test]
    fn nothing_that_the_program_says_is_unknown() {
        let sources = [
            include_str!("terminal.rs"),
            include_str!("study.rs"),
            include_str!("picture.rs"),
            include_str!("graph.rs"),
            include_str!("doctor.rs"),
            include_str!("learn.rs"),
            include_str!("page.rs"),
            include_str!("calibrated.rs"),
            include_str!("verified.rs"),
            include_str!("../watch/view.rs"),
            include_str!("../../engine/src/words.rs"),
            include_str!("../../engine/src/words/cause.rs"),
            include_str!("../../engine/src/words/check.rs"),
            include_str!("../../engine/src/words/speed.rs"),
        ];
        for source in sources {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            for character in code.chars().filter(|character| !character.is_ascii()) {
                assert!(!ascii(&character.to_string()).contains(UNKNOWN), "{character}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_ascii(text in ".*") {
            prop_assert!(ascii(&text).is_ascii());
            prop_assert!(ascii_cell(&text).is_ascii());
        }

        /// Boxes, blocks and bars keep their width.
        #[test]
        fn drawings_keep_their_width(text in "[\u{2500}-\u{259f}]*") {
            prop_assert_eq!(ascii(&text).chars().count(), text.chars().count());
        }
    }
}
