//! The file beside the submissions of a Gradescope export that says whose they are. It is
//! YAML; of that, only the few lines are read that the export writes.

use super::Owner;
use crate::bounded::{self, RESULT_BYTES_MAX, visible};
use crate::fault::Fault;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;

/// The file's name.
pub const METADATA: &str = "submission_metadata.yml";
/// The key of the time at which something was handed in.
const CREATED: &str = "created_at";

/// The submitters of each folder of an export; of none where the file is not there.
pub fn read(root: &Path) -> Result<BTreeMap<String, Vec<Owner>>, Fault> {
    let path = root.join(METADATA);
    match bounded::read_to_string(&path, RESULT_BYTES_MAX) {
        Ok(text) => Ok(parse(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(Fault::file("read", &path, &error)),
    }
}

/// Folders are keys at the left margin; their submitters are a list below `:submitters:`,
/// whose items have a name, an e-mail address and a student's number.
fn parse(text: &str) -> BTreeMap<String, Vec<Owner>> {
    let mut owners: BTreeMap<String, Vec<Owner>> = BTreeMap::new();
    let mut times: BTreeMap<String, Timestamp> = BTreeMap::new();
    let (mut folder, mut list) = (None, None);
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let (is_item, content) = match line.trim_start().strip_prefix("- ") {
            Some(content) => (true, content.trim_start()),
            None => (false, line.trim_start()),
        };
        let Some((key, value)) = key_and_value(content) else { continue };
        if indent == 0 && !is_item {
            (folder, list) = (Some(key.to_owned()), None);
        } else if key == CREATED && indent == 2 && !is_item {
            // Older ones of the same folder stand deeper.
            let at = value.replace(" Z", "Z").replace(" UTC", "Z").parse().ok();
            times.extend(folder.clone().zip(at));
            list = None;
        } else if key == "submitters" {
            list = Some(indent);
        } else if list.is_some_and(|start| indent < start || (indent == start && !is_item)) {
            list = None;
        }
        if let (Some(folder), Some(_), true) = (&folder, list, key != "submitters") {
            let of_folder = owners.entry(folder.clone()).or_default();
            if is_item {
                of_folder.push(Owner::default());
            }
            if let Some(owner) = of_folder.last_mut() {
                tell(owner, key, &value);
            }
        }
    }
    for (folder, of_folder) in &mut owners {
        for owner in of_folder.iter_mut() {
            identify(owner);
            owner.at = times.get(folder).copied();
        }
        of_folder.retain(|owner| !owner.id.is_empty());
    }
    owners.retain(|_, of_folder| !of_folder.is_empty());
    owners
}

fn tell(owner: &mut Owner, key: &str, value: &str) {
    match key {
        _ if value.is_empty() => {}
        "sid" => owner.id = visible(value),
        "name" => owner.name = Some(visible(value)),
        "email" => {
            owner.columns.insert("email".to_owned(), visible(value));
        }
        _ => {}
    }
}

/// A student without a number is known by their address, or else by their name.
fn identify(owner: &mut Owner) {
    if owner.id.is_empty() {
        let known = owner.columns.get("email").or(owner.name.as_ref());
        owner.id = known.cloned().unwrap_or_default();
    }
}

/// `:key: value`, as Ruby writes symbols, or `key: value`.
fn key_and_value(content: &str) -> Option<(&str, String)> {
    let content = content.strip_prefix(':').unwrap_or(content);
    let (key, value) = content.split_once(':')?;
    let value = value.trim();
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    let plain = quoted('\'').or_else(|| quoted('"')).unwrap_or(value);
    Some((key, plain.replace("''", "'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = "---
submission_11:
  :submitters:
  - :name: Ada B
    :sid: '0042'
    :email: ada@b.c
  :created_at: 2026-01-02 03:04:05.6 Z
  :score: 0.0
  :results:
    tests:
    - name: 'submitters'
submission_12:
  :submitters:
  - :name: Carl O''Dee
    :sid:
    :email: carl@b.c
  - :name: 'Eve: F'
    :sid: ''
    :email:
  :created_at: yesterday
  :history:
  - :name: an older one
    :created_at: 2026-01-01 00:00:00 Z
submission_13:
  :submitters: []
";

    #[test]
    fn submitters_are_read() {
        let owners = parse(EXPORT);
        let ids = |folder: &str| {
            let of = owners.get(folder).into_iter().flatten();
            of.map(|owner| (&*owner.id, owner.name.as_deref().unwrap_or(""))).collect::<Vec<_>>()
        };
        assert_eq!(ids("submission_11"), [("0042", "Ada B")]);
        assert_eq!(
            ids("submission_12"),
            [("carl@b.c", "Carl O''Dee"), ("Eve: F", "Eve: F")]
                .map(|(id, name)| { (id, if name.contains("''") { "Carl O'Dee" } else { name }) })
        );
        assert_eq!(ids("submission_13"), []);
        let at = |folder: &str| owners[folder][0].at.map(|at| at.to_string());
        assert_eq!(at("submission_11").as_deref(), Some("2026-01-02T03:04:05.6Z"));
        assert_eq!(at("submission_12"), None);
        assert_eq!(parse(""), BTreeMap::new());
        assert_eq!(parse("- - -\n::\n  :submitters:\n"), BTreeMap::new());
    }
}
