//! Comparing a student's answer with the baseline's, and showing the
//! difference small enough to read.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Debug, Write};

/// How much of a value is shown, in characters.
const BRIEF_CHARS: usize = 160;
/// How much of a value is searched for the first difference, in characters.
const COMPARED_CHARS: usize = 4_000_000;

/// Why an answer is wrong, in the student's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// One sentence: what differs first.
    pub difference: String,
    /// The right answer, shortened.
    pub expected: String,
    /// The student's answer, shortened.
    pub got: String,
}

impl Mismatch {
    /// Describes a wrong answer; both values are shortened.
    pub fn new(difference: impl Into<String>, expected: &impl Debug, got: &impl Debug) -> Self {
        Self { difference: difference.into(), expected: brief(expected), got: brief(got) }
    }
}

/// Accepts an answer that equals the expected one.
pub fn equal<T: Debug + PartialEq>(expected: &T, actual: &T) -> Result<(), Mismatch> {
    if expected == actual {
        return Ok(());
    }
    Err(Mismatch::new(first_difference(expected, actual), expected, actual))
}

/// The first place where two values of any type differ, by what they show.
enum Place {
    /// At this index the one has this, the other that.
    At(usize, String, String),
    /// The same values, and this is the first that stands elsewhere.
    Order(usize, String, String),
    /// Of values without an order, the first that only one of the two has.
    Among(String, String),
    /// One goes on where the other ends; how many values each has.
    Counts(usize, usize),
    /// Too far behind to be found.
    Unknown,
}

fn first_place(one: &impl Debug, other: &impl Debug) -> Place {
    let (one, other) = (shown(one, COMPARED_CHARS), shown(other, COMPARED_CHARS));
    // A map or a set; a hashed one shows its values in any order.
    let is_unordered = [&one, &other].iter().all(|text| text.starts_with('{'));
    let is_whole = ![&one, &other].iter().any(|text| text.ends_with('…'));
    let bare = |part: &str| part.trim_matches(['[', ']', '(', ')', '{', '}', ' ']).to_owned();
    let parts = |text: &str| text.split(", ").map(bare).collect::<Vec<_>>();
    let sorted = |parts: &[String]| {
        let mut parts = parts.to_vec();
        parts.sort_unstable();
        parts
    };
    let (mut one, mut other) = (parts(&one), parts(&other));
    if is_unordered {
        (one, other) = (sorted(&one), sorted(&other));
    }
    let Some(at) = one.iter().zip(&other).position(|(one, other)| one != other) else {
        if one.len() == other.len() {
            return Place::Unknown;
        }
        let count = |parts: &[String]| parts.iter().filter(|part| !part.is_empty()).count();
        return Place::Counts(count(&one), count(&other));
    };
    let (here, there) = (brief_text(&one[at]), brief_text(&other[at]));
    if is_unordered {
        return Place::Among(here, there);
    }
    if is_whole && one.len() == other.len() && sorted(&one) == sorted(&other) {
        return Place::Order(at, here, there);
    }
    Place::At(at, here, there)
}

fn first_difference(expected: &impl Debug, actual: &impl Debug) -> String {
    match first_place(expected, actual) {
        Place::At(at, expected, actual) => at_index(at, &expected, &actual),
        Place::Order(at, expected, actual) => in_another_order(&at_index(at, &expected, &actual)),
        Place::Among(expected, actual) => {
            format!("first difference: expected {expected}, got {actual}")
        }
        Place::Counts(expected, actual) => wrong_count(expected, actual),
        Place::Unknown => "the answer differs".to_owned(),
    }
}

fn at_index(at: usize, expected: &str, actual: &str) -> String {
    format!("first difference at index {at}: expected {expected}, got {actual}")
}

fn in_another_order(difference: &str) -> String {
    format!(
        "the right values in another order, such as that in which threads are done: {difference}"
    )
}

#[cfg(unix)]
/// How an input was changed, as far as the first place shows it.
pub(crate) fn first_change(old: &impl Debug, new: &impl Debug) -> String {
    match first_place(old, new) {
        Place::At(at, old, new) | Place::Order(at, old, new) => {
            format!("at index {at}, {old} became {new}")
        }
        Place::Among(old, new) => format!("{old} became {new}"),
        Place::Counts(old, new) => format!("{old} values became {new}"),
        Place::Unknown => "a part far behind was changed, or none".to_owned(),
    }
}

fn wrong_count(expected: usize, actual: usize) -> String {
    let values = if expected == 1 { "value" } else { "values" };
    format!("expected {expected} {values}, got {actual}")
}

/// How far a float may lie from the expected one: within the larger of both parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// As a share of the expected value's own size.
    pub relative: f64,
    /// Whatever the size: what a value that should be 0 may come out as. It is 0 where
    /// nothing cancels out, as in sums of terms that are not negative.
    pub absolute: f64,
}

impl Tolerance {
    /// Whether `actual` is near enough. Written so that NaN fails: an answer is right
    /// only if something holds, never because nothing fails.
    fn admits(self, expected: f64, actual: f64) -> bool {
        #[expect(clippy::float_cmp, reason = "equal infinities have no distance")]
        let equal = expected == actual;
        let room = (self.relative * expected.abs()).max(self.absolute);
        equal || (expected.is_finite() && (expected - actual).abs() <= room)
    }
}

/// Accepts `actual` if it has as many values as `expected` and each lies within the
/// tolerance of its expected value. NaN is never right; an infinity is right where it is
/// expected.
pub fn compare_floats(
    expected: &[f64],
    actual: &[f64],
    tolerance: Tolerance,
) -> Result<(), Mismatch> {
    if expected.len() != actual.len() {
        let difference = wrong_count(expected.len(), actual.len());
        return Err(Mismatch::new(difference, &expected, &actual));
    }
    match expected.iter().zip(actual).position(|(&e, &a)| !tolerance.admits(e, a)) {
        None => Ok(()),
        Some(at) => {
            let (here, there) = (format!("{:?}", expected[at]), format!("{:?}", actual[at]));
            let mut difference = at_index(at, &here, &there);
            if is_permuted(expected, actual, tolerance) {
                difference = in_another_order(&difference);
            }
            Err(Mismatch::new(difference, &expected, &actual))
        }
    }
}

/// Whether each value has a partner within the tolerance, wherever that stands.
fn is_permuted(expected: &[f64], actual: &[f64], tolerance: Tolerance) -> bool {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    sorted(expected).iter().zip(sorted(actual)).all(|(&e, a)| tolerance.admits(e, a))
}

/// Shows a value in at most 160 characters. A long value is never formatted to
/// its end.
pub fn brief(value: &impl Debug) -> String {
    shown(value, BRIEF_CHARS)
}

fn shown(value: &impl Debug, room: usize) -> String {
    let mut text = Capped { text: String::new(), room };
    match write!(text, "{value:?}") {
        Ok(()) => text.text,
        Err(fmt::Error) => text.text + " …",
    }
}

/// A part of an answer, short enough for a sentence.
fn brief_text(text: &str) -> String {
    const ROOM: usize = 60;
    match text.char_indices().nth(ROOM) {
        None if text.is_empty() => "nothing".to_owned(),
        None => text.to_owned(),
        Some((end, _)) => format!("{} …", &text[..end]),
    }
}

/// A string that refuses to grow past its room.
struct Capped {
    text: String,
    room: usize,
}

impl Write for Capped {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for character in piece.chars() {
            self.room = self.room.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}

/// Carries a long `Vec<f64>` as one run of bytes, about ten times faster than
/// value by value: `#[serde(with = "grader_spec::float_bytes")]`.
pub mod float_bytes {
    use serde::{Deserializer, Serializer, de};

    /// Writes the values in little-endian order.
    ///
    /// They are not copied before: whether new memory for a copy is at hand or has to be
    /// asked for depends on what a student's program has freed, and asking takes four times
    /// as long as all the rest.
    pub fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        if cfg!(target_endian = "little") {
            return serializer.serialize_bytes(bytemuck::cast_slice(values));
        }
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }

    /// Reads what [`serialize`] wrote.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        struct Floats;
        impl de::Visitor<'_> for Floats {
            type Value = Vec<f64>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a whole number of 8-byte floats")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<f64>, E> {
                let (values, rest) = bytes.as_chunks::<8>();
                if !rest.is_empty() {
                    return Err(E::invalid_length(bytes.len(), &self));
                }
                Ok(values.iter().map(|value| f64::from_le_bytes(*value)).collect())
            }
        }
        deserializer.deserialize_bytes(Floats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_floats(expected: &[f64], actual: &[f64], difference: Option<&str>) {
        let tolerance = Tolerance { relative: 1e-9, absolute: 0.0 };
        let found = compare_floats(expected, actual, tolerance).err().map(|m| m.difference);
        assert_eq!(found.as_deref(), difference);
    }

    #[test]
    fn the_scale_is_the_expected_values_own() {
        let check = |relative, absolute, expected: f64, actual: f64, is_right: bool| {
            let tolerance = Tolerance { relative, absolute };
            let found = compare_floats(&[expected], &[actual], tolerance).is_ok();
            assert_eq!(found, is_right, "{expected:?} and {actual:?} by {tolerance:?}");
        };
        // Nothing is taken for zero, and zero for nothing.
        check(1e-9, 0.0, 1e-13, 0.0, false);
        check(1e-9, 0.0, 0.0, 1e-13, false);
        check(1e-9, 0.0, 0.0, -0.0, true);
        check(1e-9, 0.0, 1e-13, 1.000_000_000_5e-13, true);
        check(1e-9, 0.0, 1e-13, 1.000_000_002e-13, false);
        check(1e-9, 0.0, 1e-13, -1e-13, false);
        check(1e-9, 0.0, 1e300, 1.000_000_000_5e300, true);
        check(1e-9, 0.0, 1e300, 1.000_000_002e300, false);
        // A subnormal has too few digits for a share of it.
        let tiny = f64::from_bits(1);
        check(1e-9, 0.0, tiny, tiny, true);
        check(1e-9, 0.0, tiny, 2.0 * tiny, false);
        check(1e-9, 0.0, tiny, 0.0, false);
        // The absolute part is for values that cancel out, and for no others.
        check(1e-9, 1e-12, 0.0, 1e-13, true);
        check(1e-9, 1e-12, 0.0, -2e-12, false);
        check(1e-9, 1e-12, tiny, -1e-12, true);
        check(1e-9, 1e-12, 1.0, 1.000_000_002, false);
        check(0.0, 1e-12, 1e300, 1.000_000_000_5e300, false);
        // What overflows is no distance.
        check(1e-9, 1e-12, f64::MAX, -f64::MAX, false);
        check(1e-9, 1e-12, f64::MAX, f64::INFINITY, false);
        for expected in [0.0, tiny, 1.0, f64::MAX, f64::INFINITY, f64::NEG_INFINITY] {
            check(1e-9, 1e-12, expected, expected, true);
            check(1e-9, 1e-12, expected, f64::NAN, false);
            check(1e-9, 1e-12, f64::NAN, expected, false);
            check(1e-9, 1e-12, f64::INFINITY, expected, expected == f64::INFINITY);
        }
        check(1e-9, 1e-12, f64::NAN, f64::NAN, false);
    }

    #[test]
    fn each_value_has_a_scale_of_its_own() {
        let tolerance = Tolerance { relative: 1e-9, absolute: 0.0 };
        let expected = [1e12, 1e-12, 0.0, f64::INFINITY];
        assert_eq!(compare_floats(&expected, &expected, tolerance), Ok(()));
        for (at, wrong) in [1e12 + 1e4, 2e-12, 1e-300, f64::MAX].into_iter().enumerate() {
            let mut actual = expected;
            actual[at] = wrong;
            let mismatch = compare_floats(&expected, &actual, tolerance).expect_err("it is wrong");
            let says = format!("first difference at index {at}: expected {:?}", expected[at]);
            assert!(mismatch.difference.starts_with(&says), "{}", mismatch.difference);
        }
    }

    #[test]
    fn floats_are_compared_so_that_nan_and_short_answers_fail() {
        check_floats(&[], &[], None);
        check_floats(&[1.0, 1e12], &[1.0 + 1e-10, 1e12 + 1.0], None);
        check_floats(&[f64::INFINITY], &[f64::INFINITY], None);
        check_floats(
            &[f64::INFINITY],
            &[5.0],
            Some("first difference at index 0: expected inf, got 5.0"),
        );
        check_floats(&[1.0, 2.0], &[1.0], Some("expected 2 values, got 1"));
        check_floats(&[1.0], &[], Some("expected 1 value, got 0"));
        check_floats(
            &[1.0, 2.0],
            &[1.0, f64::NAN],
            Some("first difference at index 1: expected 2.0, got NaN"),
        );
        check_floats(&[0.0], &[1e-3], Some("first difference at index 0: expected 0.0, got 0.001"));
    }

    #[test]
    fn the_right_values_in_another_order_are_told() {
        let begin = "the right values in another order, such as that in which threads are done: ";
        let says = |difference: &str| Some(format!("{begin}{difference}"));
        let check = |expected: Option<String>, found: Result<(), Mismatch>| {
            assert_eq!(found.err().map(|mismatch| mismatch.difference), expected);
        };
        let first = says("first difference at index 0: expected 1, got 3");
        check(first, equal(&vec![1, 2, 3], &vec![3, 1, 2]));
        let inner = says("first difference at index 1: expected 2, got 3");
        check(inner, equal(&vec![vec![1, 2], vec![3]], &vec![vec![1, 3], vec![2]]));
        let exact = Tolerance { relative: 1e-9, absolute: 0.0 };
        let floats = says("first difference at index 1: expected 2.0, got 3.0");
        check(floats, compare_floats(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0 + 1e-12], exact));
        // One value is another, or one stands there twice.
        let other = Some("first difference at index 0: expected 1, got 3".to_owned());
        check(other.clone(), equal(&vec![1, 2, 3], &vec![3, 1, 1]));
        let other = Some("first difference at index 0: expected 1.0, got 3.0".to_owned());
        check(other, compare_floats(&[1.0, 2.0, 3.0], &[3.0, 1.0, 1.0], exact));
    }

    #[test]
    fn maps_and_sets_differ_by_what_they_hold() {
        use std::collections::{BTreeSet, HashMap};
        let count = |words: &[(&str, u32)]| -> HashMap<String, u32> {
            words.iter().map(|&(word, count)| (word.to_owned(), count)).collect()
        };
        let three = count(&[("a", 1), ("b", 2), ("c", 3)]);
        let difference = "first difference: expected \"b\": 2, got \"b\": 5";
        check_any(&three, &count(&[("c", 3), ("b", 5), ("a", 1)]), Some(difference));
        check_any(&three, &count(&[("b", 2), ("a", 1)]), Some("expected 3 values, got 2"));
        check_any(&three, &count(&[("c", 3), ("b", 2), ("a", 1)]), None);
        let set = |values: &[u32]| values.iter().copied().collect::<BTreeSet<_>>();
        check_any(&set(&[1, 2]), &set(&[1, 3]), Some("first difference: expected 2, got 3"));
    }

    fn check_any<T: Debug + PartialEq>(expected: &T, actual: &T, difference: Option<&str>) {
        let found = equal(expected, actual).err().map(|m| m.difference);
        assert_eq!(found.as_deref(), difference);
    }

    #[test]
    fn the_first_difference_of_any_type_is_named() {
        check_any(&vec![1, 2], &vec![1, 2], None);
        check_any(&vec![1, 2, 3], &vec![1, 2], Some("expected 3 values, got 2"));
        check_any(&vec![1], &vec![], Some("first difference at index 0: expected 1, got nothing"));
        let second = "first difference at index 1: expected 2, got 5";
        check_any(&vec![1, 2, 3], &vec![1, 5, 3], Some(second));
        check_any(
            &(1, "a"),
            &(1, "b"),
            Some("first difference at index 1: expected \"a\", got \"b\""),
        );
        let long: Vec<u32> = (0..100_000).collect();
        let mut other = long.clone();
        other[99_000] = 7;
        let far = "first difference at index 99000: expected 99000, got 7";
        check_any(&long, &other, Some(far));
    }

    #[test]
    fn a_long_value_is_cut() {
        let text = brief(&vec![1_u8; 1_000_000]);
        assert_eq!(text.chars().count(), BRIEF_CHARS + 2);
        assert!(text.ends_with('…'));
        assert_eq!(brief(&[1, 2]), "[1, 2]");
    }

    #[test]
    fn floats_survive_the_journey_as_bytes() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Data(#[serde(with = "float_bytes")] Vec<f64>);
        for values in [vec![], vec![0.5], vec![f64::MIN_POSITIVE, -0.0, f64::INFINITY]] {
            let bytes = postcard::to_stdvec(&Data(values.clone())).expect("encodes");
            assert_eq!(postcard::from_bytes::<Data>(&bytes), Ok(Data(values)));
        }
    }
}
