//! Names of files and folders in what learning platforms let teachers download.

use super::Owner;
use crate::admission::stem;
use crate::bounded::visible;
use std::path::Path;

/// What Moodle puts between a student and their files.
const MOODLE: &str = "_assignsubmission_file";
/// What Canvas puts in a late submission's name.
const LATE: &str = "LATE";

/// Whose a file or a folder of such a download is, and what of its name the student
/// chose. Nothing where the name is of no such form.
pub fn owner(name: &str) -> Option<(Owner, String)> {
    moodle(name).or_else(|| canvas(name))
}

/// `Name_ID_assignsubmission_file_`, as a folder, or before a file's name.
fn moodle(name: &str) -> Option<(Owner, String)> {
    let (who, rest) = name.split_once(MOODLE)?;
    let (called, id) = who.rsplit_once('_').filter(|(_, id)| is_number(id))?;
    let rest = rest.trim_start_matches('_');
    let chosen = stem(Path::new(rest)).unwrap_or_else(|| rest.to_owned());
    Some((known(id, called), chosen))
}

/// `name_ID_ID_FILE`, with `LATE` behind the name where it was late. The second number is
/// the submission's.
fn canvas(name: &str) -> Option<(Owner, String)> {
    let stem = stem(Path::new(name))?;
    let (called, rest) = stem.split_once('_')?;
    let rest = rest.strip_prefix(LATE).and_then(|rest| rest.strip_prefix('_')).unwrap_or(rest);
    let (id, rest) = rest.split_once('_').filter(|(id, _)| is_number(id))?;
    let (submission, chosen) = rest.split_once('_')?;
    (is_number(submission) && !called.is_empty()).then(|| (known(id, called), chosen.to_owned()))
}

fn known(id: &str, called: &str) -> Owner {
    let name = Some(visible(called)).filter(|name| !name.is_empty());
    Owner { id: id.to_owned(), name, ..Owner::default() }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_from_names() {
        let check = |name: &str, id: &str, called: &str, chosen: &str| {
            let (owner, rest) = owner(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((&*owner.id, owner.name.as_deref(), &*rest), (id, Some(called), chosen));
        };
        check("Ada B_123_assignsubmission_file_", "123", "Ada B", "");
        check("Ada B_123_assignsubmission_file", "123", "Ada B", "");
        check("Ada_B_123_assignsubmission_file_mine.rs", "123", "Ada_B", "mine");
        check("adab_42_777_student.rs", "42", "adab", "student");
        check("adab_LATE_42_777_parallel_map-1.rs", "42", "adab", "parallel_map-1");
        check("adab_42_777_hw.tar.gz", "42", "adab", "hw");
    }

    #[test]
    fn other_names_are_no_download() {
        for name in [
            "adab",
            "ada_b.rs",
            "ada_1.rs",
            "ada_1_b.rs",
            "ada_1_2.rs",
            "_1_2_student.rs",
            "adab_42_777_notes.txt",
            "Ada_assignsubmission_file_",
            "Ada_x_assignsubmission_file_",
            "Ada_1_assignsubmission_onlinetext_",
        ] {
            assert_eq!(owner(name), None, "{name}");
        }
    }
}
