//! The list of a course's students: a CSV file with a header, from whatever system keeps
//! it.

use crate::batch::plan::Student;
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::fault::Fault;
use std::collections::BTreeMap;
use std::path::Path;

/// Words in the header of a column by which students are known.
const IDENTIFYING: [&str; 8] =
    ["id", "student", "user", "login", "mail", "number", "github", "name"];

/// Everybody who is enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Each with their identifier: the first column.
    rows: Vec<(String, BTreeMap<String, String>)>,
}

impl Roster {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = bounded::read_to_string(path, RESULT_BYTES_MAX)
            .map_err(|error| Fault::file("read", path, &error))?;
        Self::parse(&text).map_err(|(line, what)| {
            let hint = "write a header and one line for each student; the first column identifies \
                        them, as the submissions do";
            Fault::new(format!("{}:{line}: {what}", path.display()), hint)
        })
    }

    /// The error has its line.
    fn parse(text: &str) -> Result<Self, (u64, String)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(text.as_bytes());
        let broken = |error: csv::Error| {
            (error.position().map_or(1, csv::Position::line), error.to_string())
        };
        let header = reader.headers().map_err(broken)?.clone();
        if header.is_empty() {
            return Err((1, "it is empty".to_owned()));
        }
        let mut rows: Vec<(String, BTreeMap<String, String>)> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(1, csv::Position::line);
            let id = record.get(0).unwrap_or_default().to_owned();
            if id.is_empty() {
                return Err((line, "its first column is empty".to_owned()));
            }
            if rows.iter().any(|(other, _)| *other == id) {
                return Err((line, format!("`{id}` is there twice")));
            }
            let columns = header.iter().zip(&record);
            let columns = columns.map(|(name, cell)| (name.to_lowercase(), cell.to_owned()));
            rows.push((id, columns.collect()));
        }
        Ok(Self { rows })
    }

    /// Everybody, by their identifiers.
    pub fn students(&self) -> BTreeMap<String, Student> {
        let student = |columns: &BTreeMap<String, String>| Student {
            name: columns.get("name").cloned(),
            is_enrolled: true,
            columns: columns.clone(),
        };
        self.rows.iter().map(|(id, columns)| (id.clone(), student(columns))).collect()
    }

    /// The identifier of the one student who is known by one of these words; nothing
    /// where no student is, or more than one.
    pub fn identify(&self, words: &[&str]) -> Option<&str> {
        let same = |cell: &str, word: &str| cell.to_lowercase() == word.to_lowercase();
        for word in words.iter().filter(|word| !word.is_empty()) {
            let is_known = |(id, columns): &&(String, BTreeMap<String, String>)| {
                let identifying = |name: &str| IDENTIFYING.iter().any(|part| name.contains(part));
                same(id, word)
                    || columns.iter().any(|(name, cell)| identifying(name) && same(cell, word))
            };
            let mut known = self.rows.iter().filter(is_known);
            if let (Some((id, _)), None) = (known.next(), known.next()) {
                return Some(id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}Student,Email,Section\nabc1,a@b.c,1\n\"b,2\",b@b.c,1\n";

    #[test]
    fn students_are_known_by_any_identifying_column() {
        let roster = Roster::parse(TEXT).unwrap();
        let check = |words: &[&str], id: Option<&str>| assert_eq!(roster.identify(words), id);
        check(&["abc1"], Some("abc1"));
        check(&["ABC1"], Some("abc1"));
        check(&["b,2"], Some("b,2"));
        check(&["nobody", "b@b.c"], Some("b,2"));
        // A section identifies no student.
        check(&["1"], None);
        check(&[""], None);
        assert_eq!(roster.students()["abc1"].columns["email"], "a@b.c");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, line: u64, what: &str| {
            let (found, said) = Roster::parse(text).unwrap_err();
            assert_eq!(found, line, "{text:?}");
            assert!(said.contains(what), "{said}");
        };
        check("", 1, "it is empty");
        check("id,name\n,A\n", 2, "first column is empty");
        check("id,name\na,A\nb,B\na,C\n", 4, "`a` is there twice");
    }
}
