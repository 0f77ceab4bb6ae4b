//! `grade quiz`: asks the questions of an exercise's quiz, one by one, and remembers which
//! were answered rightly. It grades nothing: no verdict comes of it.

use super::{ACCEPTED, CommandContext, print};
use crate::course::Exercise;
use crate::course::quiz::{Question, Quiz};
use crate::fault::Fault;
use crate::progress::Progress;
use crate::report::{COLUMNS, Paint, visible, wrap};
use clap::Args;
use std::fmt::Write as _;
use std::io::{BufRead, stdin};

#[derive(Debug, Args)]
pub struct QuizArgs {
    /// The exercise: its name or its number (by default the first that is not done)
    exercise: Option<String>,
}

/// How far choices and explanations stand from the left.
const INDENT: usize = 4;

impl CommandContext {
    /// Asks, explains, and remembers. A quiz that is broken off is not answered.
    pub(super) fn quiz(&self, args: &QuizArgs) -> Result<u8, Fault> {
        let course = self.course()?;
        let exercise = self.meant(&course, args.exercise.as_deref())?;
        let slug = &exercise.name.slug;
        let Some(quiz) = Quiz::read(&exercise)? else {
            let hint = format!("`{} lesson {slug}` ends with three questions", self.command);
            return Err(Fault::new(format!("`{slug}` has no quiz"), hint));
        };
        // A broken one is met before anybody has answered.
        let before = Progress::read(&course.root)?;
        print(&heading(&exercise, before.quiz(slug), self.paint));
        let Some(right) = ask_all(&quiz, &mut stdin().lock(), self.paint) else {
            print("\nYou stopped before the end. Nothing was remembered.\n");
            return Ok(ACCEPTED);
        };
        print(&format!("\n{}\n", self.paint.strong(&summary(&right))));
        let mut progress = Progress::read(&course.root)?;
        progress.record_quiz(slug, right);
        progress.write(&course.root)?;
        Ok(ACCEPTED)
    }
}

fn heading(exercise: &Exercise, before: &[bool], paint: Paint) -> String {
    let title = paint.strong(&visible(&exercise.manifest.title));
    let last = if before.is_empty() {
        String::new()
    } else {
        format!("  {}", paint.dim(&format!("last time {}", summary(before))))
    };
    format!("\n{title}  quiz{last}\n")
}

fn summary(right: &[bool]) -> String {
    let known = right.iter().filter(|right| **right).count();
    format!("{known} of {} right", right.len())
}

/// Which questions were answered rightly; nothing if the input ended before.
fn ask_all(quiz: &Quiz, input: &mut impl BufRead, paint: Paint) -> Option<Vec<bool>> {
    let of = quiz.questions.len();
    let numbered = (1..).zip(&quiz.questions);
    numbered
        .map(|(number, question)| {
            print(&asked(question, &paint.dim(&format!("question {number} of {of}"))));
            let choice = answer(question, input)?;
            print(&told(question, choice, paint));
            Some(choice == question.right)
        })
        .collect()
}

/// The first line that names a choice, counted from 1.
fn answer(question: &Question, input: &mut impl BufRead) -> Option<usize> {
    loop {
        print("Your answer: ");
        let mut line = String::new();
        // What cannot be read is the end, too.
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(choice) = question.choice(&line) {
            return Some(choice);
        }
        print(&format!("Type a number from 1 to {}. ", question.choices.len()));
    }
}

/// A question with its choices.
fn asked(question: &Question, place: &str) -> String {
    let mut text = format!("\n{place}\n");
    for line in wrap(&visible(&question.ask), COLUMNS) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    for line in question.show.trim_end().lines() {
        let _ = writeln!(text, "{:INDENT$}{}", "", visible(line));
    }
    text.push('\n');
    for (number, choice) in (1..).zip(&question.choices) {
        let lines = wrap(&visible(choice), COLUMNS - INDENT);
        let marks = std::iter::once(format!("{number})")).chain(std::iter::repeat(String::new()));
        for (mark, line) in marks.zip(lines) {
            let _ = writeln!(text, "{mark:<INDENT$}{line}");
        }
    }
    text.push('\n');
    text
}

/// Whether the answer was right, and why.
fn told(question: &Question, choice: usize, paint: Paint) -> String {
    let first = if choice == question.right {
        paint.good("Right.")
    } else {
        paint.bad(&format!("No: {}.", question.right))
    };
    let mut text = format!("{first}\n");
    for line in wrap(&visible(&question.because), COLUMNS - INDENT) {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiz() -> Quiz {
        let question = |right| Question {
            ask: "Does it compile?".to_owned(),
            show: "let a = 1;\n".to_owned(),
            choices: vec!["yes".to_owned(), "no".to_owned()],
            right,
            compiler: None,
            because: "So it is.".to_owned(),
        };
        Quiz { questions: vec![question(1), question(2)] }
    }

    fn check(input: &str, expected: Option<&[bool]>) {
        let right = ask_all(&quiz(), &mut input.as_bytes(), Paint { color: false });
        assert_eq!(right.as_deref(), expected, "{input}");
    }

    #[test]
    fn each_question_gets_one_answer() {
        check("1\n2\n", Some(&[true, true]));
        check("2\n2\n", Some(&[false, true]));
        // What names no choice is asked again.
        check("\nyes\n3\n1\n0\n1\n", Some(&[true, false]));
        check("1\n2", Some(&[true, true]));
        check("1\n", None);
        check("", None);
    }

    #[test]
    fn a_question_shows_its_lines_and_its_choices() {
        let text = asked(&quiz().questions[0], "question 1 of 2");
        let expected = "\nquestion 1 of 2\nDoes it compile?\n\n    let a = 1;\n\n1)  yes\n\
                        2)  no\n\n";
        assert_eq!(text, expected);
        let told = told(&quiz().questions[0], 2, Paint { color: false });
        assert_eq!(told, "No: 1.\n    So it is.\n");
    }
}
