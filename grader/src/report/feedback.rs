//! What one student is told: a text without markup, so that nothing in it can be any.

use super::wrap;
use crate::bounded::visible;
use crate::collect::{Class, Entry, Mark, earned};
use std::fmt::Write;

/// A line's width, in columns.
const WIDTH: usize = 88;

/// All that one student is told. Nothing in it is about anybody else.
pub fn feedback(class: &Class, student: &str) -> String {
    let mut text = format!("{}\n\nFeedback for {student}\n", class.title);
    let sum = class.sum(student);
    if let Some(points) = sum.points {
        let _ = writeln!(text, "{points} of {} points", sum.of);
    }
    let own = class.of_student(student);
    for exercise in &class.exercises {
        let _ = write!(text, "\n\n{}\n", exercise.title);
        match own.iter().find(|entry| entry.exercise.as_deref() == Some(&*exercise.slug)) {
            None => text += "Nothing was handed in.\n",
            Some(entry) => text += &one(entry),
        }
    }
    for entry in own.iter().filter(|entry| entry.exercise.is_none()) {
        let _ = write!(text, "\n\n{}\n{}", entry.path, one(entry));
    }
    visible(&text)
}

fn one(entry: &Entry) -> String {
    match &entry.mark {
        Err(blank) => {
            let told = format!(
                "Not graded, which is no fail: {}. What to do: {}.",
                sentence(&blank.fault.what),
                sentence(&blank.fault.hint)
            );
            paragraph(&told)
        }
        Ok(mark) => marked(entry, mark),
    }
}

/// A sentence without its end.
fn sentence(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end_matches('.')
}

fn marked(entry: &Entry, mark: &Mark) -> String {
    let points = entry.points().map_or_else(
        || "no points yet".to_owned(),
        |points| format!("{points} of {} points", mark.score.of),
    );
    let mut text = format!("{}: {points}\n{}", mark.verdict, paragraph(&mark.text));
    for (name, shown) in &mark.shown {
        let _ = writeln!(text, "  {name}:");
        for line in shown.lines() {
            let _ = writeln!(text, "    | {line}");
        }
    }
    for part in &mark.score.parts {
        let _ = writeln!(text, "  {}: {}", earned(part), part.name);
    }
    if let Some(late) = mark.score.late {
        let _ = writeln!(text, "  handed in {} days late, which cost {}", late.days, late.lost);
    }
    if let Some(change) = &mark.change {
        let told = format!("At grading this was {}. {}", change.before, change.why);
        text += &paragraph(&told);
    }
    let slug = entry.exercise.as_deref().unwrap_or_default();
    let _ = writeln!(text, "  The same hidden inputs again: grade {slug} --seed {}", mark.seed);
    text
}

fn paragraph(text: &str) -> String {
    let lines = text.lines().flat_map(|line| wrap(line, WIDTH));
    lines.fold(String::new(), |all, line| all + &line + "\n")
}
