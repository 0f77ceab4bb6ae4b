//! How far a student has come: one small text file, a line per exercise, that
//! can be read, committed and merged. The best result stays.

use crate::fault::Fault;
use crate::grade::Graded;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The file, in the course's folder.
pub const FILE: &str = ".progress.toml";

/// The best result for each exercise, by slug.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Progress {
    best: BTreeMap<String, Best>,
}

/// The best result for one exercise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Best {
    /// The best verdict so far.
    pub verdict: Verdict,
    /// The best speedup that went with it; in the first timed case.
    pub speedup: Option<f64>,
}

impl Progress {
    /// Reads the file; a course without one is at its beginning.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        let path = root.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Fault::file("read", &path, &error)),
        };
        toml::from_str(&text).map_err(|error| {
            let what = format!("{FILE} is broken: {error}");
            Fault::new(what, format!("mend the line, or delete {FILE} to start afresh"))
        })
    }

    /// The best result for an exercise.
    pub fn best(&self, slug: &str) -> Option<Best> {
        self.best.get(slug).copied()
    }

    /// Whether an exercise is done.
    pub fn is_done(&self, slug: &str) -> bool {
        self.best(slug).is_some_and(|best| best.verdict == Verdict::Accepted)
    }

    /// Takes a result in; a worse one changes nothing.
    pub fn record(&mut self, graded: &Graded) {
        let speedup = graded.timed.first().and_then(|timed| Some(timed.speedup?.median));
        let new = Best { verdict: graded.verdict, speedup };
        let rank = |best: Best| (best.verdict, best.speedup.unwrap_or_default());
        let better = self.best(&graded.exercise).is_none_or(|old| rank(new) > rank(old));
        if better {
            self.best.insert(graded.exercise.clone(), new);
        }
    }

    /// Writes the file, whole or not at all.
    pub fn write(&self, root: &Path) -> Result<(), Fault> {
        let mut text =
            "# Your best results. `grade` keeps this file; commit it if you like.\n".to_owned();
        for (slug, best) in &self.best {
            let speedup = best.speedup.map_or_else(String::new, |s| format!(", speedup = {s:.2}"));
            let _ = writeln!(text, "{slug} = {{ verdict = \"{}\"{speedup} }}", best.verdict);
        }
        let path = root.join(FILE);
        let write = || -> std::io::Result<()> {
            let file = tempfile::NamedTempFile::new_in(root)?;
            fs::write(file.path(), &text)?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| Fault::file("write", &path, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Progress::read(folder.path()), Ok(Progress::default()));
        let mut progress = Progress::default();
        let best = |verdict, speedup| Best { verdict, speedup };
        progress.best.insert("a_map".to_owned(), best(Verdict::Accepted, Some(1.93)));
        progress.best.insert("b_map".to_owned(), best(Verdict::WrongAnswer, None));
        progress.write(folder.path()).expect("it can be written");
        assert_eq!(Progress::read(folder.path()), Ok(progress));
        let text = fs::read_to_string(folder.path().join(FILE)).expect("it is there");
        insta::assert_snapshot!(text, @r#"
        # Your best results. `grade` keeps this file; commit it if you like.
        a_map = { verdict = "accepted", speedup = 1.93 }
        b_map = { verdict = "wrong_answer" }
        "#);
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(FILE), "a = 3\n").expect("it can be written");
        let fault = Progress::read(folder.path()).expect_err("it is broken");
        assert!(fault.what.starts_with(".progress.toml is broken: TOML parse error at line 1"));
    }
}
