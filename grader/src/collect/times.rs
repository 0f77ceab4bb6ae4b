//! When things were handed in, where a file says so: a line for each student, or for each
//! student and exercise. Such a line goes before what a download says, and that before the
//! roster's column `handed_in`.

use crate::batch::plan::Plan;
use crate::bounded::{self, RESULT_BYTES_MAX, visible};
use crate::course::plan::moment;
use crate::fault::Fault;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The columns.
const STUDENT: &str = "student";
const EXERCISE: &str = "exercise";
const HANDED_IN: &str = "handed_in";

/// The lines of such a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// By student and exercise; of no exercise for all of them.
    by: BTreeMap<(String, Option<String>), Timestamp>,
}

impl Times {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = bounded::read_to_string(path, RESULT_BYTES_MAX)
            .map_err(|error| Fault::file("read", path, &error))?;
        Self::parse(&text).map_err(|(line, fault)| {
            Fault::new(format!("{}:{line}: {}", path.display(), fault.what), fault.hint)
        })
    }

    /// The error has its line.
    fn parse(text: &str) -> Result<Self, (u64, Fault)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let hint = "write a header `student,exercise,handed_in` and a line for each; the exercise \
                    may be left out";
        let broken = |error: csv::Error| {
            let line = error.position().map_or(1, csv::Position::line);
            (line, Fault::new(error.to_string(), hint))
        };
        let header = reader.headers().map_err(broken)?.clone();
        let column = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let needed = |name: &str| {
            column(name).ok_or_else(|| (1, Fault::new(format!("no column `{name}`"), hint)))
        };
        let (student, at, exercise) = (needed(STUDENT)?, needed(HANDED_IN)?, column(EXERCISE));
        let mut by = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(1, csv::Position::line);
            let cell = |column: usize| record.get(column).unwrap_or_default().to_owned();
            let exercise = exercise.map(cell).filter(|cell| !cell.is_empty());
            let time = moment(&cell(at)).map_err(|fault| (line, fault))?;
            if by.insert((cell(student), exercise), time).is_some() {
                let what = format!("`{}` is there twice", visible(&cell(student)));
                return Err((line, Fault::new(what, "leave the line that counts")));
            }
        }
        Ok(Self { by })
    }

    /// Enters all times that are known, and says which lines are about no student.
    pub fn enter(&self, plan: &mut Plan) -> Vec<String> {
        let mut used = BTreeSet::new();
        let students = &plan.students;
        for one in &mut plan.handed_in {
            let columns = students.get(&one.student).map(|student| &student.columns);
            let column = |name: &str| columns.and_then(|columns| columns.get(name)).cloned();
            let known = [Some(one.student.clone()), column("email")];
            let lines = known
                .into_iter()
                .flatten()
                .flat_map(|id| [one.exercise.clone(), None].map(|exercise| (id.clone(), exercise)));
            let line = lines.into_iter().find_map(|key| self.by.get_key_value(&key));
            if let Some((key, at)) = line {
                used.insert(key);
                one.at = Some(*at);
            }
            let of_roster = || column(HANDED_IN).and_then(|cell| moment(&cell).ok());
            one.at = one.at.or_else(of_roster);
        }
        // What is for all exercises may be about somebody of whom each has a line.
        let is_known = |id: &String| used.iter().any(|(student, _)| student == id);
        let is_nobodys = |key: &&(String, Option<String>)| {
            !used.contains(key) && (key.1.is_some() || !is_known(&key.0))
        };
        let shown = |(student, exercise): &(String, Option<String>)| match exercise {
            Some(exercise) => visible(&format!("{student} ({exercise})")),
            None => visible(student),
        };
        self.by.keys().filter(is_nobodys).map(shown).collect()
    }
}

/// What is wrong with the times in a roster; nothing of it is taken then.
pub fn check_roster(plan: &Plan) -> Result<(), Fault> {
    for id in plan.handed_in.iter().map(|one| &one.student).collect::<BTreeSet<_>>() {
        let student = plan.students.get(id);
        let cell = student.and_then(|student| student.columns.get(HANDED_IN));
        if let Some(cell) = cell.filter(|cell| !cell.is_empty()) {
            moment(cell).map_err(|fault| {
                let what = format!("the roster's `{HANDED_IN}` of `{}`: ", visible(id));
                Fault::new(what + &fault.what, fault.hint)
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::plan::{FORMAT, Fate, HandedIn, Student};

    fn plan() -> Plan {
        let one = |(student, exercise): (&str, &str)| HandedIn {
            student: student.to_owned(),
            exercise: Some(exercise.to_owned()),
            path: String::new(),
            at: None,
            fate: Fate::Unit("k".to_owned()),
        };
        let columns = [("email", "b@c.d"), ("handed_in", "2027-01-04T00:00:00Z")];
        let columns = columns.map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        let student = Student { columns: columns.into(), ..Student::default() };
        Plan {
            format: FORMAT,
            quick: false,
            attempts: 2,
            rounds: 3,
            toolchain: String::new(),
            exercises: Vec::new(),
            students: BTreeMap::from([("b".to_owned(), student)]),
            handed_in: [("a", "x"), ("a", "y"), ("b", "x"), ("c", "x")].map(one).into(),
            units: BTreeMap::new(),
            ignored: Vec::new(),
        }
    }

    fn entered(text: &str) -> (Vec<String>, Vec<String>) {
        let mut plan = plan();
        let nobodys = Times::parse(text).unwrap().enter(&mut plan);
        let day = |at: Timestamp| at.to_string()[8..10].to_owned();
        let days = plan.handed_in.iter().map(|one| one.at.map_or_else(|| "-".to_owned(), day));
        (days.collect(), nobodys)
    }

    #[test]
    fn a_line_goes_before_the_roster_and_one_for_an_exercise_before_one_for_all() {
        let header = "Student,Exercise,Handed_in\n";
        let (days, nobodys) = entered(header);
        assert_eq!((days, nobodys.len()), (["-", "-", "04", "-"].map(str::to_owned).into(), 0));
        let lines = "a,,2027-01-01T00:00Z\na,y,2027-01-02T00:00:00+00:00\n\
                     b@c.d,x,2027-01-03T00:00Z\nnobody,x,2027-01-05T00:00Z\n";
        let (days, nobodys) = entered(&format!("{header}{lines}"));
        assert_eq!(days, ["01", "02", "03", "-"]);
        assert_eq!(nobodys, ["nobody (x)"]);
        let (days, _) = entered("handed_in,student\n2027-01-09T12:00Z,c\n");
        assert_eq!(days, ["-", "-", "04", "09"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let check = |text: &str, line: u64, what: &str| {
            let (found, fault) = Times::parse(text).unwrap_err();
            assert_eq!(found, line, "{text:?}");
            assert!(fault.what.contains(what), "{}", fault.what);
            assert!(!fault.hint.is_empty());
        };
        check("", 1, "no column `student`");
        check("student\na\n", 1, "no column `handed_in`");
        check("student,handed_in\na,yesterday\n", 2, "`yesterday` is no moment");
        check("student,handed_in\na,2027-01-01T00:00\n", 2, "no time zone");
        check("student,handed_in\na,2027-01-01T00:00Z\na,2027-01-02T00:00Z\n", 3, "there twice");
        check("student,handed_in\na,2027-01-01T00:00Z,b\n", 2, "");
    }
}
