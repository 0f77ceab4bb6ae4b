//! A candidate: one `.rs` file to grade, where it came from, and the verdict
//! that its header expects.

use crate::admission::{self, Admitted, Ignored};
use crate::fault::Fault;
use crate::verdict::{Cause, Kind, Verdict};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// One file to grade, read once: what is compiled is what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it came from.
    pub origin: Origin,
    /// The path as the student knows it; compiler messages point at it.
    pub path: PathBuf,
    /// The source.
    pub source: String,
    /// Why it cannot be compiled, where that is known before a compiler has it.
    pub unreadable: Option<String>,
}

/// Where a candidate came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The exercise's `student.rs`.
    Student,
    /// The course's answer.
    Solution,
    /// A candidate that is wrong on purpose.
    Mutant,
    /// Another honest candidate of the course: one that must be accepted, or a serial
    /// one that must not be faster than the baseline.
    Alternative,
    /// A file named on the command line.
    File,
    /// The serial baseline, in the candidate's place.
    Baseline,
}

impl Origin {
    /// Whether it is one of the course's own files, which students do not change.
    pub fn is_courses(self) -> bool {
        match self {
            Self::Solution | Self::Mutant | Self::Alternative | Self::Baseline => true,
            Self::Student | Self::File => false,
        }
    }

    /// What it is, as far as the way of its measuring depends on it.
    pub fn kind(self) -> Kind {
        match self {
            Self::Solution => Kind::Solution,
            Self::Baseline => Kind::Baseline,
            Self::Student | Self::Mutant | Self::Alternative | Self::File => Kind::Candidate,
        }
    }
}

/// What a mutant's first lines say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The verdict it must get.
    pub expect: Verdict,
    /// Why it is slow, if it is.
    pub cause: Option<Cause>,
}

impl From<Verdict> for Header {
    fn from(expect: Verdict) -> Self {
        Self { expect, cause: None }
    }
}

impl Candidate {
    /// Reads a candidate. `root` is taken off the path that is shown.
    pub fn read(origin: Origin, path: &Path, root: &Path) -> Result<Self, Fault> {
        let bytes = admission::source(path)?;
        let shown = path.strip_prefix(root).unwrap_or(path).to_owned();
        Self::from_bytes(origin, shown, bytes)
    }

    /// Takes a candidate out of what somebody hands in, and says what else was
    /// there. `root` is taken off the path that is shown.
    pub fn admit(path: &Path, root: &Path) -> Result<(Self, Ignored), Fault> {
        Self::admit_by(admission::admit, path, root)
    }

    fn admit_by(
        admit: fn(&Path) -> Result<Admitted, Fault>,
        path: &Path,
        root: &Path,
    ) -> Result<(Self, Ignored), Fault> {
        let shown = path.strip_prefix(root).unwrap_or(path);
        let admitted = match catch_unwind(|| admit(path)) {
            Ok(admitted) => admitted?,
            Err(panic) => return Ok((Self::unreadable(shown, &*panic), Ignored::default())),
        };
        let shown = shown.components().chain(admitted.inside.components()).collect();
        Ok((Self::from_bytes(Origin::File, shown, admitted.source)?, admitted.ignored))
    }

    fn from_bytes(origin: Origin, path: PathBuf, bytes: Vec<u8>) -> Result<Self, Fault> {
        let source = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.split(|&byte| byte == b'\n').count();
            let what = format!("{}:{line} is not UTF-8 text", path.display());
            Fault::new(what, "save the file with the encoding UTF-8")
        })?;
        Ok(Self { origin, path, source, unreadable: None })
    }

    /// A submission that broke what reads submissions. That is a verdict on it, as all
    /// that is wrong with a file is: the student who hands it in must not be able to stop the
    /// grading of it.
    fn unreadable(path: &Path, panic: &(dyn Any + Send)) -> Self {
        let how = panic.downcast_ref::<String>().map(String::as_str);
        let how = how.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        let text = format!(
            "error: this submission cannot be read: {how}\n  = help: hand in `student.rs` alone\n"
        );
        let (path, source) = (path.to_owned(), String::new());
        Self { origin: Origin::File, path, source, unreadable: Some(text) }
    }

    /// The file's name without its ending.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Reads `//! Expect:` and `//! Cause:` from the top of a mutant.
    pub fn header(&self) -> Result<Header, Fault> {
        let shown = self.path.display();
        let fields = ["Expect", "Cause", "Because"].map(|key| self.field(key));
        let [expect, cause, because] = fields;
        let (line, name) = expect.ok_or_else(|| {
            let what = format!("{shown}:1 does not say which verdict it must get");
            Fault::new(what, "begin the mutant with a line like `//! Expect: wrong_answer`")
        })?;
        let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
        let expect = Verdict::from_name(name).ok_or_else(|| {
            let what = format!("{shown}:{line}: there is no verdict `{name}`");
            Fault::new(what, format!("the verdicts are {}", names.join(", ")))
        })?;
        if because.is_none() {
            let what = format!("{shown} does not say what is wrong with it");
            return Err(Fault::new(what, "add a line `//! Because: …` below `//! Expect:`"));
        }
        let slow = expect == Verdict::LowSpeedup;
        let causes = Cause::ALL.map(Cause::name).join(", ");
        let known = cause.and_then(|(_, name)| Cause::from_name(name));
        match cause {
            None if slow => {
                let what = format!("{shown} is slow and does not say why");
                Err(Fault::new(what, format!("add `//! Cause:` with one of {causes}")))
            }
            Some((line, name)) if !slow || known.is_none() => {
                let what = format!("{shown}:{line}: the cause `{name}` does not fit");
                let hint = format!("a `low_speedup` mutant has one of {causes}");
                Err(Fault::new(what, hint))
            }
            _ => Ok(Header { expect, cause: known }),
        }
    }

    /// What is wrong with the top of an alternative, which says why it is there and
    /// expects nothing.
    pub fn complaint_about_reason(&self) -> Option<String> {
        let shown = self.path.display();
        let odd = ["Expect", "Cause"].iter().find_map(|key| Some((key, self.field(key)?.0)));
        match (odd, self.field("Because")) {
            (Some((key, line)), _) => Some(format!(
                "{shown}:{line}: an alternative is honest: remove the line `//! {key}: …`"
            )),
            (None, None | Some((_, ""))) => Some(format!(
                "{shown} does not say why it is there: begin it with `//! Because: …`"
            )),
            (None, Some(_)) => None,
        }
    }

    /// The line and value of `//! key: value` among the leading comments.
    fn field(&self, key: &str) -> Option<(usize, &str)> {
        let comments = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        comments.enumerate().find_map(|(index, line)| {
            let value = line.trim().strip_prefix(key)?.strip_prefix(':')?;
            Some((index + 1, value.trim()))
        })
    }
}

/// Whether a file is still the stub, or a part of it is.
pub fn is_unfinished(source: &str) -> bool {
    let mut code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.any(|line| line.contains("todo!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: Result<(Verdict, Option<&str>), &str>) {
        let candidate = Candidate {
            origin: Origin::Mutant,
            path: "mutants/a.rs".into(),
            source: source.to_owned(),
            unreadable: None,
        };
        let found = candidate.header();
        let found = found.as_ref().map(|h| (h.expect, h.cause.map(Cause::name)));
        assert_eq!(found.map_err(|fault| fault.what.as_str()), expected);
    }

    #[test]
    fn a_submission_that_breaks_its_reader_is_a_candidate_that_does_not_compile() {
        let said = |admit| {
            let (path, root) = (Path::new("/in/student.zip"), Path::new("/in"));
            let (candidate, ignored) = Candidate::admit_by(admit, path, root).expect("no fault");
            assert!(ignored.is_empty() && candidate.source.is_empty());
            assert_eq!(candidate.path, Path::new("student.zip"));
            candidate.unreadable.expect("it says why")
        };
        let text = said(|_| panic!("entry {} is odd", 7));
        assert!(
            text.starts_with("error: this submission cannot be read: entry 7 is odd\n"),
            "{text}"
        );
        let text = said(|_| panic!("odd"));
        assert!(text.starts_with("error: this submission cannot be read: odd\n"), "{text}");
        let text = said(|_| std::panic::panic_any(7));
        assert!(text.starts_with("error: this submission cannot be read: a panic\n"), "{text}");
        let fault =
            Candidate::admit_by(|_| Err(Fault::new("a", "b")), Path::new("a"), Path::new(""));
        assert_eq!(fault.expect_err("it stays one").what, "a");
    }

    #[test]
    fn headers() {
        let wrong = "//! Expect: wrong_answer\n//! Because: the carry is lost.\nfn f() {}";
        check(wrong, Ok((Verdict::WrongAnswer, None)));
        let slow = "//! Expect: low_speedup\n//! Cause: serial\n//! Because: one thread.\n";
        check(slow, Ok((Verdict::LowSpeedup, Some("serial"))));
        let late = "fn f() {}\n//! Expect: accepted";
        check(late, Err("mutants/a.rs:1 does not say which verdict it must get"));
        check("//! Expect: wrong", Err("mutants/a.rs:1: there is no verdict `wrong`"));
        check(
            "//! Expect: low_speedup\n//! Because: x",
            Err("mutants/a.rs is slow and does not say why"),
        );
        let odd = "//! Expect: low_speedup\n//! Cause: bad luck\n//! Because: x";
        check(odd, Err("mutants/a.rs:2: the cause `bad luck` does not fit"));
        check("//! Expect: accepted", Err("mutants/a.rs does not say what is wrong with it"));
    }

    #[test]
    fn alternatives_say_why_and_expect_nothing() {
        let check = |source: &str, expected: Option<&str>| {
            let candidate = Candidate {
                origin: Origin::Alternative,
                path: "accepted/a.rs".into(),
                source: source.to_owned(),
                unreadable: None,
            };
            assert_eq!(candidate.complaint_about_reason().as_deref(), expected, "{source}");
        };
        check("//! Because: threads of one's own are as good.\nfn f() {}", None);
        let silent = "accepted/a.rs does not say why it is there: begin it with `//! Because: …`";
        check("fn f() {}", Some(silent));
        check("//! Because:\nfn f() {}", Some(silent));
        let odd = "accepted/a.rs:1: an alternative is honest: remove the line `//! Expect: …`";
        check("//! Expect: accepted\n//! Because: it is.", Some(odd));
        let odd = "accepted/a.rs:2: an alternative is honest: remove the line `//! Cause: …`";
        check("//! Because: it is.\n//! Cause: serial", Some(odd));
    }
}
