//! How far a student has come: one small text file, a line per exercise, that
//! can be read, committed and merged. The best result stays, with its day; the
//! last attempts stand beside it, and which questions of the quiz were answered rightly. What day it is, the caller says.

use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::verdict::{Occasion, Verdict};
use crate::whole;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::Path;

/// The file, in the course's folder.
pub const FILE: &str = ".progress.toml";

/// How many attempts are kept for each exercise.
const ATTEMPTS_MAX: usize = 20;

/// What is known of each exercise, by slug.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Progress {
    lines: BTreeMap<String, Line>,
}

/// One line of the file. Files of earlier versions have neither date nor
/// attempts. An exercise whose quiz came first has no verdict yet.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    verdict: Option<Verdict>,
    speedup: Option<f64>,
    date: Option<Date>,
    #[serde(default)]
    attempts: Vec<Attempt>,
    /// Whether each question was answered rightly, the last time.
    #[serde(default)]
    quiz: Vec<bool>,
}

/// The best result for one exercise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// The best verdict so far.
    pub verdict: Verdict,
    /// The best speedup that went with it; in the first timed case.
    pub speedup: Option<f64>,
    /// The day of that result, where it is known.
    pub date: Option<Date>,
}

/// One whole grading of the student's file. In the file it is one to three words:
/// `wrong_answer`, `low_speedup 0.98`, `low_speedup 0.98 contention`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Attempt {
    /// What it ended in.
    pub verdict: Verdict,
    /// The speedup in the first timed case, where it was measured.
    pub speedup: Option<f64>,
    /// What is known beside the verdict: a cause, or that one thread alone was right.
    pub why: Option<Occasion>,
}

impl Attempt {
    fn of(graded: &Graded) -> Self {
        let (verdict, timed) = (graded.verdict, graded.timed());
        let speedup = timed.first().and_then(|timed| Some(timed.speedup?.median));
        Self { verdict, speedup, why: Occasion::beside(verdict, &graded.tests, &timed) }
    }

    /// What a hint may speak of after it, the most special first.
    fn occasions(self) -> impl Iterator<Item = Occasion> {
        self.why.into_iter().chain([Occasion::Ended(self.verdict)])
    }

    /// The hint for it, of those that are for a result.
    pub fn hint(self, hints: &BTreeMap<Occasion, String>) -> Option<(Occasion, &str)> {
        self.occasions().find_map(|occasion| Some((occasion, hints.get(&occasion)?.as_str())))
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.verdict)?;
        self.speedup.map_or(Ok(()), |speedup| write!(f, " {speedup:.2}"))?;
        self.why.map_or(Ok(()), |why| write!(f, " {why}"))
    }
}

impl TryFrom<String> for Attempt {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let odd = || format!("`{text}` is no attempt, as `wrong_answer` or `low_speedup 0.98` is");
        let mut words = text.split(' ').peekable();
        let verdict = words.next().and_then(Verdict::from_name).ok_or_else(odd)?;
        let speedup = words.peek().and_then(|word| word.parse().ok());
        let why = words.nth(usize::from(speedup.is_some()));
        let known = |name| Occasion::from_name(name).filter(|o| !matches!(o, Occasion::Ended(_)));
        let why = why.map(|name| known(name).ok_or_else(odd)).transpose()?;
        if words.next().is_some() { Err(odd()) } else { Ok(Self { verdict, speedup, why }) }
    }
}

impl Progress {
    /// Reads the file; a course without one is at its beginning.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        let path = root.join(FILE);
        let text = match bounded::read_to_string(&path, PAGES_BYTES_MAX) {
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
        let Line { verdict, speedup, date, .. } = *self.lines.get(slug)?;
        Some(Best { verdict: verdict?, speedup, date })
    }

    /// The last attempts at an exercise, the newest last.
    pub fn attempts(&self, slug: &str) -> &[Attempt] {
        self.lines.get(slug).map_or(&[], |line| &line.attempts)
    }

    /// Whether an exercise is done.
    pub fn is_done(&self, slug: &str) -> bool {
        self.best(slug).is_some_and(|best| best.verdict == Verdict::Accepted)
    }

    /// Which questions of an exercise's quiz were answered rightly, the last time.
    pub fn quiz(&self, slug: &str) -> &[bool] {
        self.lines.get(slug).map_or(&[], |line| &line.quiz)
    }

    /// Takes in the answers to an exercise's quiz.
    pub fn record_quiz(&mut self, slug: &str, right: Vec<bool>) {
        self.lines.entry(slug.to_owned()).or_default().quiz = right;
    }

    /// Takes in the result of a whole grading: as an attempt, and as the best
    /// result if it is better than that.
    pub fn record(&mut self, graded: &Graded, today: Date) {
        self.record_partial(graded, today);
        if let Some(line) = self.lines.get_mut(&graded.exercise) {
            line.attempts.push(Attempt::of(graded));
            let surplus = line.attempts.len().saturating_sub(ATTEMPTS_MAX);
            line.attempts.drain(..surplus);
        }
    }

    /// Takes in a result that is no attempt, since not all was asked for. It
    /// counts if it is better than the best one so far.
    pub fn record_partial(&mut self, graded: &Graded, today: Date) {
        let Attempt { verdict, speedup, .. } = Attempt::of(graded);
        let rank = |verdict, speedup: Option<f64>| (verdict, speedup.unwrap_or_default());
        let slug = &graded.exercise;
        let old = self.best(slug).map(|best| rank(best.verdict, best.speedup));
        if old.is_none_or(|old| rank(verdict, speedup) > old) {
            let line = self.lines.entry(slug.clone()).or_default();
            line.verdict = Some(verdict);
            line.speedup = speedup;
            line.date = Some(today);
        }
    }

    /// Writes the file, whole or not at all.
    pub fn write(&self, root: &Path) -> Result<(), Fault> {
        let mut text =
            "# Your best results. `grade` keeps this file; commit it if you like.\n".to_owned();
        for (slug, line) in &self.lines {
            let _ = writeln!(text, "{slug} = {{ {line} }}");
        }
        let path = root.join(FILE);
        whole::write(&path, &text).map_err(|error| Fault::file("write", &path, &error))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let attempts: Vec<String> = self.attempts.iter().map(|a| format!("\"{a}\"")).collect();
        let listed = |key: &str, list: &[String]| {
            (!list.is_empty()).then(|| format!("{key} = [{}]", list.join(", ")))
        };
        let quiz: Vec<String> = self.quiz.iter().map(ToString::to_string).collect();
        let parts = [
            self.verdict.map(|verdict| format!("verdict = \"{verdict}\"")),
            self.speedup.map(|speedup| format!("speedup = {speedup:.2}")),
            self.date.map(|date| format!("date = \"{date}\"")),
            listed("attempts", &attempts),
            listed("quiz", &quiz),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::fs;

    /// A real result, made to be what a test needs.
    fn graded(verdict: Verdict, speedup: Option<f64>) -> Graded {
        let text = include_str!("../tests/evidence/quiet_solution.json");
        let mut graded: Graded = serde_json::from_str(text).expect("a recorded result");
        graded.exercise = "a_map".to_owned();
        graded.verdict = verdict;
        match speedup {
            None => graded.timed.clear(),
            Some(speedup) => {
                for block in &mut graded.timed[0].attempts[0].timing.blocks {
                    block.candidate_s = block.baseline_s / speedup;
                    block.candidate_own_s = block.candidate_s;
                }
            }
        }
        graded
    }

    fn check(attempts: &[(Verdict, Option<f64>)], expected: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut progress = Progress::default();
        for (day, (verdict, speedup)) in (1..).zip(attempts) {
            progress.record(&graded(*verdict, *speedup), date(2026, 11, day));
        }
        progress.write(folder.path()).expect("it can be written");
        let text = fs::read_to_string(folder.path().join(FILE)).expect("it is there");
        assert_eq!(text.lines().nth(1), Some(expected));
        assert_eq!(Progress::read(folder.path()), Ok(progress));
    }

    #[test]
    fn the_best_result_stays_with_its_day_and_every_attempt_counts() {
        let (wrong, slow) = ((Verdict::WrongAnswer, None), (Verdict::LowSpeedup, Some(0.98)));
        let (good, better) = ((Verdict::Accepted, Some(1.5)), (Verdict::Accepted, Some(1.93)));
        let start = "a_map = { verdict =";
        check(
            &[wrong],
            &format!(
                "{start} \"wrong_answer\", date = \"2026-11-01\", attempts = [\"wrong_answer\"] }}"
            ),
        );
        check(
            &[wrong, slow, wrong],
            &format!(
                "{start} \"low_speedup\", speedup = 0.98, date = \"2026-11-02\", attempts = \
             [\"wrong_answer\", \"low_speedup 0.98\", \"wrong_answer\"] }}"
            ),
        );
        check(
            &[better, good, better, slow],
            &format!(
                "{start} \"accepted\", speedup = 1.93, date = \"2026-11-01\", attempts = \
             [\"accepted 1.93\", \"accepted 1.50\", \"accepted 1.93\", \"low_speedup 0.98\"] }}"
            ),
        );
    }

    #[test]
    fn an_attempt_is_written_as_it_is_read_and_finds_its_hint() {
        let hints = |names: &[&str]| -> BTreeMap<Occasion, String> {
            let named = |name: &&str| Occasion::from_name(name).expect("a result");
            names.iter().map(|name| (named(name), (*name).to_owned())).collect()
        };
        let check = |attempt: &str, names: &[&str], expected: Option<&str>| {
            let read = Attempt::try_from(attempt.to_owned()).expect("an attempt");
            assert_eq!(read.to_string(), attempt);
            assert_eq!(read.hint(&hints(names)).map(|(_, hint)| hint), expected, "{attempt}");
        };
        let both = ["low_speedup", "contention"];
        check("low_speedup 0.98 contention", &both, Some("contention"));
        check("low_speedup 0.98 imbalance", &both, Some("low_speedup"));
        check("low_speedup 0.98", &both, Some("low_speedup"));
        check("low_speedup serial", &["wrong_answer"], None);
        check("wrong_answer several_threads", &["several_threads"], Some("several_threads"));
        check("wrong_answer", &["several_threads", "wrong_answer"], Some("wrong_answer"));
        check("accepted 1.93", &both, None);
    }

    #[test]
    fn the_oldest_attempts_are_forgotten() {
        let mut progress = Progress::default();
        for number in 0..=ATTEMPTS_MAX {
            let speedup = Some(number as f64);
            progress.record(&graded(Verdict::LowSpeedup, speedup), date(2026, 11, 1));
        }
        let speedups = progress.attempts("a_map").iter().map(|attempt| attempt.speedup);
        let last: Vec<_> = (1..=ATTEMPTS_MAX).map(|number| Some(number as f64)).collect();
        assert_eq!(speedups.collect::<Vec<_>>(), last);
    }

    #[test]
    fn a_partial_grading_is_no_attempt() {
        let mut progress = Progress::default();
        progress.record_partial(&graded(Verdict::WrongAnswer, None), date(2026, 11, 1));
        assert_eq!(progress.best("a_map").map(|best| best.verdict), Some(Verdict::WrongAnswer));
        assert_eq!(progress.attempts("a_map"), []);
    }

    #[test]
    fn the_quiz_is_remembered_beside_the_result() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut progress = Progress::default();
        progress.record_quiz("a_map", vec![true, false]);
        assert_eq!((progress.best("a_map"), progress.is_done("a_map")), (None, false));
        progress.write(folder.path()).expect("it can be written");
        let text = fs::read_to_string(folder.path().join(FILE)).expect("it is there");
        assert_eq!(text.lines().nth(1), Some("a_map = { quiz = [true, false] }"));
        assert_eq!(Progress::read(folder.path()).as_ref(), Ok(&progress));
        progress.record(&graded(Verdict::Accepted, None), date(2026, 11, 1));
        progress.record_quiz("a_map", vec![true, true]);
        assert_eq!(progress.quiz("a_map"), [true, true]);
        assert!(progress.is_done("a_map") && progress.attempts("a_map").len() == 1);
        assert!(progress.quiz("b_map").is_empty());
    }

    #[test]
    fn a_file_of_an_earlier_version_is_read_and_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Progress::read(folder.path()), Ok(Progress::default()));
        let old = "a_map = { verdict = \"accepted\", speedup = 1.93 }\n\
                   b_map = { verdict = \"wrong_answer\" }\n";
        fs::write(folder.path().join(FILE), old).expect("it can be written");
        let progress = Progress::read(folder.path()).expect("it is sound");
        let best = Best { verdict: Verdict::Accepted, speedup: Some(1.93), date: None };
        assert_eq!(progress.best("a_map"), Some(best));
        progress.write(folder.path()).expect("it can be written");
        let text = fs::read_to_string(folder.path().join(FILE)).expect("it is there");
        let note = "# Your best results. `grade` keeps this file; commit it if you like.\n";
        assert_eq!(text, format!("{note}{old}"));
    }

    fn check_broken(line: &str, said: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(FILE), line).expect("it can be written");
        let fault = Progress::read(folder.path()).expect_err("it is broken");
        let start = ".progress.toml is broken: TOML parse error at line 1";
        assert!(fault.what.starts_with(start), "{}", fault.what);
        assert!(fault.what.contains(said), "{}", fault.what);
    }

    #[test]
    fn a_broken_file_is_named() {
        check_broken("a = 3\n", "");
        check_broken("a = { quiz = [1] }\n", "boolean");
        check_broken("a = { verdict = \"accepted\", date = \"the 3rd\" }\n", "date");
        let odd = "a = { verdict = \"accepted\", attempts = [\"low_speedup fast\"] }\n";
        check_broken(odd, "`low_speedup fast` is no attempt");
        for odd in
            ["low_speedup 0.98 fast", "low_speedup 0.98 memory 1", "wrong_answer low_speedup"]
        {
            let line = format!("a = {{ verdict = \"accepted\", attempts = [\"{odd}\"] }}\n");
            check_broken(&line, &format!("`{odd}` is no attempt"));
        }
        let odd = "a = { verdict = \"accepted\", attempts = [\"good 1.5\"] }\n";
        check_broken(odd, "`good 1.5` is no attempt");
    }
}
