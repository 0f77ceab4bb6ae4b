//! An exercise's quiz: a few questions with choices, in `quiz.toml` beside its stub. It
//! reads and judges them; it asks nobody.

use super::Exercise;
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::fault::Fault;
use crate::path::printable;
use serde::Deserialize;
use std::io::ErrorKind;

/// The file, in the exercise's folder.
pub const FILE: &str = "quiz.toml";

/// The questions of one exercise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// At least one.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    pub ask: String,
    /// What it is asked about: lines of a program, or of a report.
    pub show: String,
    /// What may be answered; at least two.
    pub choices: Vec<String>,
    /// The right choice, counted from 1.
    pub right: usize,
    /// Why it is right, in a few sentences.
    pub because: String,
}

impl Quiz {
    /// Reads an exercise's quiz; nothing where it has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no quiz.
    pub fn read(exercise: &Exercise) -> Result<Option<Self>, Fault> {
        let path = exercise.folder().join(FILE);
        let text = match bounded::read_to_string(&path, PAGES_BYTES_MAX) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Fault::file("read", &path, &error)),
        };
        let broken = |why: String| {
            let what = format!("{} is broken: {}", printable(&path), why.trim_end());
            Fault::new(what, "mend the file; the quizzes of other exercises show how they look")
        };
        let quiz: Self = toml::from_str(&text).map_err(|error| broken(error.to_string()))?;
        quiz.fault().map_or(Ok(Some(quiz)), |why| Err(broken(why)))
    }

    /// What is wrong with it beyond its form.
    fn fault(&self) -> Option<String> {
        if self.questions.is_empty() {
            return Some("it has no question".to_owned());
        }
        (1..).zip(&self.questions).find_map(|(number, question)| {
            let Question { choices, right, .. } = question;
            if choices.len() < 2 {
                return Some(format!("question {number} has fewer than two choices"));
            }
            let exists = (1..=choices.len()).contains(right);
            (!exists).then(|| {
                format!("question {number} has no choice {right}: it has 1 to {}", choices.len())
            })
        })
    }
}

impl Question {
    /// The choice that a typed word names, counted from 1; nothing if it names none.
    pub fn choice(&self, word: &str) -> Option<usize> {
        word.trim().parse().ok().filter(|number| (1..=self.choices.len()).contains(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "[[questions]]\nask = \"Why?\"\nshow = \"x\"\n\
                         choices = [\"a\", \"b\"]\nright = 2\nbecause = \"so\"\n";

    fn check(text: &str, expected: Option<&str>) {
        let quiz: Quiz = toml::from_str(text).expect("its form is sound");
        assert_eq!(quiz.fault().as_deref(), expected, "{text}");
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        check(SOUND, None);
        check("questions = []\n", Some("it has no question"));
        let one = SOUND.replace("[\"a\", \"b\"]", "[\"a\"]");
        check(&one, Some("question 1 has fewer than two choices"));
        for right in [0, 3] {
            let odd = SOUND.replace("right = 2", &format!("right = {right}"));
            let said = format!("question 1 has no choice {right}: it has 1 to 2");
            check(&odd, Some(&said));
        }
        let unknown = SOUND.replace("ask", "asks");
        assert!(toml::from_str::<Quiz>(&unknown).is_err());
    }

    #[test]
    fn a_choice_is_a_number_that_is_there() {
        let quiz: Quiz = toml::from_str(SOUND).expect("it is sound");
        let chosen = |word: &str| quiz.questions[0].choice(word);
        assert_eq!([chosen("1"), chosen(" 2\r\n")], [Some(1), Some(2)]);
        for word in ["", "0", "3", "b", "-1", "1.0", "99999999999999999999"] {
            assert_eq!(chosen(word), None, "{word:?}");
        }
    }
}
