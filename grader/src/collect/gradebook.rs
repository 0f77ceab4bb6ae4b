//! The gradebook as a table for a spreadsheet, or as the platforms of courses read it.
//! Whatever a student chose, a cell is no formula and has one line.

use super::{Class, Entry, Taught};
use crate::batch::plan::Student;
use crate::bounded::visible;
use crate::fault::Fault;
use crate::score::Points;
use clap::ValueEnum;

/// The system that reads the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Layout {
    /// A spreadsheet: a line for each student
    Plain,
    /// Canvas
    Canvas,
    /// Moodle
    Moodle,
    /// nbgrader: a line for each student and exercise
    Nbgrader,
}

impl Layout {
    /// The file's name.
    pub fn file(self) -> &'static str {
        match self {
            Self::Plain => "gradebook.csv",
            Self::Canvas => "gradebook.canvas.csv",
            Self::Moodle => "gradebook.moodle.csv",
            Self::Nbgrader => "gradebook.nbgrader.csv",
        }
    }
}

/// The table. Students that are not enrolled are in the plain one only: an upload would be refused.
pub fn gradebook(class: &Class, layout: Layout) -> Result<String, Fault> {
    let rows = match layout {
        Layout::Plain => plain(class),
        Layout::Canvas => canvas(class),
        Layout::Moodle => moodle(class),
        Layout::Nbgrader => nbgrader(class),
    };
    let write = || -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    write().map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))
}

/// What a spreadsheet takes for the beginning of a formula, with the wide forms that some
/// of them read alike.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A cell that is a text of one line, and no formula.
fn harmless(cell: &str) -> String {
    let text = visible(&cell.replace(['\n', '\t', '\r'], " "));
    let is_formula = text.trim_start().starts_with(FORMULA);
    if is_formula { format!("'{text}") } else { text }
}

type Row = Vec<String>;

/// Words as cells.
fn cells<const N: usize>(words: [&str; N]) -> Row {
    words.map(str::to_owned).to_vec()
}

fn shown(points: Option<Points>) -> String {
    points.map(|points| points.to_string()).unwrap_or_default()
}

fn plain(class: &Class) -> Vec<Row> {
    let mut header = cells(["student", "name"]);
    for exercise in &class.exercises {
        let columns = ["points", "verdict", "speedup", "flags"];
        header.extend(columns.map(|column| format!("{}_{column}", exercise.slug)));
    }
    header.extend(cells(["total", "total_of", "percent"]));
    let row = |(id, student): (&String, &Student)| {
        let mut row = vec![id.clone(), student.name.clone().unwrap_or_default()];
        for exercise in &class.exercises {
            let entry = class.entry(id, &exercise.slug);
            let speedup = entry.and_then(Entry::speedup);
            row.extend([
                shown(entry.and_then(Entry::points)),
                entry.and_then(Entry::verdict).map(|v| v.name().to_owned()).unwrap_or_default(),
                speedup.map(|speedup| format!("{speedup:.2}")).unwrap_or_default(),
                entry.map_or_else(|| "not_handed_in".to_owned(), |entry| entry.flags().join(" ")),
            ]);
        }
        let sum = class.sum(id);
        let percent = sum.share.map(|share| format!("{:.1}", 100.0 * share));
        row.extend([shown(sum.points), sum.of.to_string(), percent.unwrap_or_default()]);
        row
    };
    std::iter::once(header).chain(class.students.iter().map(row)).collect()
}

/// The enrolled students.
fn enrolled(class: &Class) -> impl Iterator<Item = (&String, &Student)> {
    class.students.iter().filter(|(_, student)| student.is_enrolled)
}

/// A column of the roster, by any of these names, or nothing.
fn column(student: &Student, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| student.columns.get(*name)).cloned()
}

/// What an assignment is called: its title, and its number where the roster's platform
/// gave it one is added by hand.
fn assignment(exercise: &Taught) -> String {
    exercise.title.clone()
}

fn canvas(class: &Class) -> Vec<Row> {
    let mut header = cells(["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]);
    header.extend(class.exercises.iter().map(assignment));
    let mut possible = cells(["    Points Possible", "", "", "", ""]);
    possible.extend(class.exercises.iter().map(|exercise| exercise.of.to_string()));
    let row = |(id, student): (&String, &Student)| {
        let name = column(student, &["student", "name"]).or_else(|| student.name.clone());
        let login = column(student, &["sis login id", "login", "login id", "username"]);
        let mut row = vec![
            name.unwrap_or_else(|| id.clone()),
            column(student, &["id", "canvas id", "user id"]).unwrap_or_default(),
            column(student, &["sis user id", "sis id"]).unwrap_or_default(),
            login.unwrap_or_else(|| id.clone()),
            column(student, &["section"]).unwrap_or_default(),
        ];
        let points =
            class.exercises.iter().map(|exercise| class.entry(id, &exercise.slug)?.points());
        row.extend(points.map(shown));
        row
    };
    [header, possible].into_iter().chain(enrolled(class).map(row)).collect()
}

fn moodle(class: &Class) -> Vec<Row> {
    let mut header = cells(["email", "idnumber"]);
    for exercise in &class.exercises {
        header.extend([assignment(exercise), format!("{} feedback", assignment(exercise))]);
    }
    let row = |(id, student): (&String, &Student)| {
        let email = column(student, &["email", "email address", "e-mail", "mail"]);
        let number = column(student, &["idnumber", "id number", "student id"]);
        let has_email = email.is_some();
        let number = number.or_else(|| (!has_email).then(|| id.clone()));
        let mut row = vec![email.unwrap_or_default(), number.unwrap_or_default()];
        for exercise in &class.exercises {
            let entry = class.entry(id, &exercise.slug);
            let points = shown(entry.and_then(Entry::points));
            // Feedback without a grade would wipe the grade that is there.
            let told = entry.filter(|_| !points.is_empty()).map(told);
            row.extend([points, told.unwrap_or_default()]);
        }
        row
    };
    std::iter::once(header).chain(enrolled(class).map(row)).collect()
}

/// Verdict and reason in one line.
fn told(entry: &Entry) -> String {
    match &entry.mark {
        Ok(mark) => format!("{}: {}", mark.verdict, mark.text),
        Err(blank) => format!("not graded: {}", blank.fault.what),
    }
}

fn nbgrader(class: &Class) -> Vec<Row> {
    let header = cells([
        "assignment",
        "duedate",
        "timestamp",
        "student_id",
        "last_name",
        "first_name",
        "email",
        "raw_score",
        "late_submission_penalty",
        "score",
        "max_score",
    ]);
    let row = |exercise: &Taught, id: &String, student: &Student| {
        let entry = class.entry(id, &exercise.slug);
        let score = entry.and_then(|entry| Some(&entry.mark.as_ref().ok()?.score));
        let points = entry.and_then(Entry::points);
        let lost =
            points.map(|_| score.and_then(|s| s.late).map_or(Points::ZERO, |late| late.lost));
        let raw = points.zip(lost).map(|(points, lost)| points + lost);
        vec![
            exercise.slug.clone(),
            String::new(),
            String::new(),
            id.clone(),
            column(student, &["last_name", "last name", "surname"]).unwrap_or_default(),
            column(student, &["first_name", "first name"]).unwrap_or_default(),
            column(student, &["email", "email address", "e-mail", "mail"]).unwrap_or_default(),
            shown(raw),
            shown(lost),
            shown(points),
            exercise.of.to_string(),
        ]
    };
    let rows = class
        .exercises
        .iter()
        .flat_map(|exercise| enrolled(class).map(move |(id, student)| row(exercise, id, student)));
    std::iter::once(header).chain(rows).collect()
}
