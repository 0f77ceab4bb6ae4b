//! An exercise's quiz: a few questions with choices, in `quiz.toml` beside its stub. It
//! reads and judges them; the program asks.

use super::Exercise;
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::fault::Fault;
use crate::path::printable;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
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
    /// What the compiler says of a program that is shown, where the right choice says so.
    #[serde(default)]
    pub compiler: Option<Claim>,
    /// Why it is right, in a few sentences.
    pub because: String,
}

/// What the compiler says of a program that needs the standard library and no crate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Claim {
    /// It compiles; warnings do not count.
    Taken,
    /// It does not, from errors of this code and no other: `E0373`.
    Refused(String),
}

/// How a manifest writes that a program compiles.
const TAKEN: &str = "takes it";

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Taken => TAKEN,
            Self::Refused(code) => code,
        })
    }
}

impl TryFrom<String> for Claim {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_code =
            |digits: &str| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
        match text.strip_prefix('E') {
            Some(digits) if is_code(digits) => Ok(Self::Refused(text)),
            _ if text == TAKEN => Ok(Self::Taken),
            _ => Err(format!(
                "the compiler says `{TAKEN}` or an error's code, as `E0373`; not `{text}`"
            )),
        }
    }
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
            let Some(chosen) = right.checked_sub(1).and_then(|at| choices.get(at)) else {
                let last = choices.len();
                return Some(format!(
                    "question {number} has no choice {right}: it has 1 to {last}"
                ));
            };
            let Some(Claim::Refused(code)) = &question.compiler else { return None };
            let is_named = chosen.contains(code.as_str());
            (!is_named)
                .then(|| format!("question {number} does not name {code} in its right choice"))
        })
    }
}

impl Question {
    /// What is shown, as a program: in a `main` where it has none.
    pub fn program(&self) -> String {
        if self.show.contains("fn main(") {
            return self.show.clone();
        }
        format!("fn main() {{\n{}\n}}\n", self.show.trim_end())
    }

    /// What is wrong about the question's claim, where the compiler says this of the
    /// program; `None` where it takes it.
    pub fn refuted(&self, said: Option<&str>) -> Option<String> {
        let claim = self.compiler.as_ref()?;
        let errors = said.unwrap_or_default().lines().filter(|line| line.starts_with("error"));
        let sum =
            |line: &&str| line.contains("aborting due to") || line.contains("could not compile");
        let code = |line: &str| {
            line.strip_prefix("error[")?.split_once(']').map(|(code, _)| code.to_owned())
        };
        let codes: BTreeSet<Option<String>> = errors.filter(|line| !sum(line)).map(code).collect();
        let claimed: BTreeSet<_> = match claim {
            Claim::Taken if said.is_none() => return None,
            Claim::Taken => BTreeSet::new(),
            Claim::Refused(code) => BTreeSet::from([Some(code.clone())]),
        };
        let is_true = said.is_some() && codes == claimed;
        let said =
            said.map_or("the compiler takes it".to_owned(), |said| said.trim_end().to_owned());
        (!is_true).then(|| format!("`compiler = \"{claim}\"` is not so: {said}"))
    }

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
    fn what_it_says_of_the_compiler_is_looked_at() {
        let claims =
            |claim: &str| SOUND.replace("because", &format!("compiler = {claim:?}\nbecause"));
        check(&claims("E0373"), Some("question 1 does not name E0373 in its right choice"));
        check(&claims("takes it"), None);
        for odd in ["e0373", "E373", "E03733", "no", ""] {
            let read = toml::from_str::<Quiz>(&claims(odd));
            assert!(read.is_err_and(|error| error.message().contains("`takes it`")), "{odd}");
        }
        let end = "error: aborting due to 1 previous error\n";
        let refused = format!("error[E0373]: closure may outlive\n --> a.rs:1:1\n\n{end}");
        let two = format!("error[E0072]: endless\n\n{refused}");
        let other = format!("error: expected `;`\n\n{refused}");
        for (claim, said, is_true) in [
            ("takes it", None, true),
            ("takes it", Some(refused.as_str()), false),
            ("E0373", Some(&refused), true),
            ("E0382", Some(&refused), false),
            ("E0373", Some(&two), false),
            ("E0373", Some(&other), false),
            ("E0373", None, false),
        ] {
            let quiz: Quiz = toml::from_str(&claims(claim)).expect("its form is sound");
            let complaint = quiz.questions[0].refuted(said);
            assert_eq!(complaint.is_none(), is_true, "{claim}: {complaint:?}");
        }
        let quiz: Quiz = toml::from_str(SOUND).expect("it is sound");
        assert_eq!(quiz.questions[0].refuted(Some(&refused)), None, "it says nothing");
        assert_eq!(quiz.questions[0].program(), "fn main() {\nx\n}\n");
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
