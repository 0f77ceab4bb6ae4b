//! The laws of a sound course. A grader that accepts its solutions and catches
//! its mutants is one that can be trusted with a student's file.

mod alternatives;
mod beside;
mod decided;
mod place;
mod runs;
mod style;
mod totals;

use crate::candidate::{Candidate, Header, Origin};
use crate::compile::{Build, Dependencies};
use crate::course::quiz::{self, Quiz};
use crate::course::{ACCEPTED, CountedResource, Course, Exercise, MUTANTS, SERIAL, sorted_entries};
use crate::fault::Fault;
use crate::grade::{Event, GradeOptions, Graded, Grader, OddSize};
use crate::verdict::{Cause, Goal, Verdict};
use crate::words;
use beside::beside;
use decided::{Tally, Watch};
use grader_spec::{Case, Role};
pub use place::Place;
pub use runs::Runs;
use std::fs;
use std::path::{Path, PathBuf};
use totals::margins;
pub use totals::{Margin, Room, Totals, rooms};

/// How deep to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What any machine can decide.
    Correctness,
    /// Speed too, which needs a quiet machine.
    Full,
    /// The slow mutants alone, and the causes that are found for them.
    Diagnosis,
}

/// What is looked at, and how often.
#[derive(Clone, Copy, Debug)]
pub struct LawScope {
    /// How much is checked.
    pub depth: Depth,
    /// How often each candidate is timed.
    pub repeat: usize,
}

/// What is asked of a grading where only the answers are looked at.
fn answers_only() -> GradeOptions {
    GradeOptions { quick: true, ..GradeOptions::default() }
}

/// How one law stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawStatus {
    /// It holds.
    Sound,
    /// It does not.
    Broken,
    /// This machine could not tell.
    Unclear,
    /// It was not looked at, or only in part.
    Skipped,
}

/// One law, looked at for one exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The slug; `course` for what concerns all.
    pub exercise: String,
    /// What was looked at.
    pub subject: String,
    /// Whether the law holds.
    pub standing: LawStatus,
    /// The figures, or what is wrong.
    pub detail: String,
    /// For a slow mutant that was measured: what was found.
    pub cause: Option<Causes>,
    /// For a verdict that rests on time: whether there was one.
    pub settled: Option<Settled>,
    /// For a candidate that was timed: how far from each goal it was.
    pub margins: Vec<Margin>,
    /// For a candidate that was timed more than once: how often each verdict came.
    pub runs: Option<Runs>,
    /// Where a candidate is not as it should be: what is typed behind `grade` to see why.
    pub again: Option<String>,
    /// Where it is not as it should be.
    pub place: Option<Place>,
    /// What mends it, where the detail does not say so.
    pub mend: Option<String>,
}

impl Finding {
    /// One about the course, or an exercise, with nothing but words.
    pub fn plain(exercise: &str, subject: &str, standing: LawStatus, detail: String) -> Self {
        Self {
            exercise: exercise.to_owned(),
            subject: subject.to_owned(),
            standing,
            detail,
            cause: None,
            settled: None,
            margins: Vec::new(),
            runs: None,
            again: None,
            place: None,
            mend: None,
        }
    }
}

/// What is told while the laws are looked at.
#[derive(Debug)]
pub enum VerifyEvent<'a> {
    /// What is looked at now.
    Doing {
        /// The slug.
        exercise: &'a str,
        /// The law, or the candidate.
        subject: &'a str,
        /// How far its grading is.
        event: Option<&'a Event<'a>>,
    },
    /// A law was looked at.
    Found(Finding),
}

/// Whether a timed candidate was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is fast enough, or it is not.
    Decided,
    /// This machine could not tell.
    Undecided,
}

/// The cause that a mutant declares, and the one that was diagnosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Causes {
    /// In its header.
    pub declared: Cause,
    /// From its runs; nothing where this machine could not tell.
    pub found: Option<Cause>,
}

/// A speed exercise shows at least two ways to be wrong and two to be slow.
const MUTANTS_OF_EACH_KIND: usize = 2;
/// The files of an exercise's folder.
const EXERCISE_FILES: [&str; 5] =
    ["Cargo.toml", "bench.rs", "exercise.toml", "spec.rs", "student.rs"];
/// And one that it may have: the questions that `grade quiz` asks.
const EXERCISE_MAY_HAVE: [&str; 1] = [quiz::FILE];
/// The entries of a solution's folder, and one that it may have.
const SOLUTION_FILES: [&str; 3] = [ACCEPTED, MUTANTS, "solution.rs"];
const SOLUTION_MAY_HAVE: [&str; 1] = [SERIAL];
/// One exercise, and how deep to look.
#[derive(Clone, Debug)]
pub struct Task {
    /// The exercise.
    pub exercise: Exercise,
    /// How deep, and how often.
    pub look: LawScope,
}

/// Looks at all laws for some exercises, or for all, and says how much there was: first
/// where nothing is timed, then where this machine is needed alone.
pub fn verify(
    grader: &Grader,
    course: &Course,
    tasks: &[Task],
    hear: &mut (dyn FnMut(VerifyEvent) + Send),
) -> Result<Totals, Fault> {
    if tasks.iter().any(|task| task.look.depth != Depth::Diagnosis) {
        strays(course)?.into_iter().for_each(|finding| hear(VerifyEvent::Found(finding)));
    }
    let is_timed = |task: &Task| task.look.depth != Depth::Correctness;
    let (timed, untimed): (Vec<Task>, Vec<Task>) = tasks.iter().cloned().partition(is_timed);
    let mut totals = beside(grader, &untimed, hear)?;
    let is_full = timed.iter().any(|task| task.look.depth == Depth::Full);
    if is_full {
        hear(VerifyEvent::Doing { exercise: "course", subject: "the machine", event: None });
    }
    let watch = is_full.then(|| Watch::begin(grader)).transpose()?;
    let mut tally = Tally::default();
    for task in &timed {
        totals += inspect(grader, task, &mut |news: VerifyEvent| {
            if let VerifyEvent::Found(finding) = &news {
                tally.add(finding);
            }
            hear(news);
        })?;
    }
    let finding = watch.map(|watch| watch.end(tally)).transpose()?;
    finding.flatten().into_iter().for_each(|finding| hear(VerifyEvent::Found(finding)));
    Ok(totals)
}

/// Looks at the laws for one exercise.
fn inspect(
    grader: &Grader,
    task: &Task,
    hear: &mut dyn FnMut(VerifyEvent),
) -> Result<Totals, Fault> {
    let Task { exercise, look } = task;
    let needs = grader.compiler.dependencies(exercise, &mut |_| {})?;
    let mut totals = Totals { exercises: 1, ..Totals::default() };
    let mut inspection = Inspection { grader, exercise, look: *look, needs, hear };
    match look.depth {
        Depth::Diagnosis => inspection.diagnoses()?,
        Depth::Correctness | Depth::Full => inspection.run(&mut totals)?,
    }
    Ok(totals)
}

/// Whether at least nine of ten causes were found rightly.
pub fn diagnosed_well(findings: &[Finding]) -> bool {
    let told = findings.iter().filter_map(|finding| {
        let causes = finding.cause?;
        Some(causes.found? == causes.declared)
    });
    let (right, all) = told.fold((0, 0), |(right, all), is| (right + usize::from(is), all + 1));
    10 * right >= 9 * all
}

/// Solutions and lessons that belong to no exercise.
fn strays(course: &Course) -> Result<Vec<Finding>, Fault> {
    let folders: Vec<String> = course.names()?.into_iter().map(|name| name.folder).collect();
    let numbered = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    let mut entries = sorted_entries(&course.root.join("solutions"))?;
    let pages = sorted_entries(&course.root.join("lessons/src"))?;
    entries.extend(pages.into_iter().filter(|page| numbered(&file_name(page))));
    let is_stray = |path: &&PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        !folders.iter().any(|folder| **folder == *name)
    };
    let strays = entries.iter().filter(is_stray).map(|path| {
        let file = shown(path, &course.root);
        let detail = format!("{file} belongs to no exercise: rename or remove it");
        let place = Some(Place { file, line: None });
        Finding { place, ..Finding::plain("course", "layout", LawStatus::Broken, detail) }
    });
    Ok(strays.collect())
}

struct Inspection<'a> {
    grader: &'a Grader,
    exercise: &'a Exercise,
    look: LawScope,
    needs: Dependencies,
    hear: &'a mut dyn FnMut(VerifyEvent),
}

impl Inspection<'_> {
    fn run(&mut self, totals: &mut Totals) -> Result<(), Fault> {
        let stub = self.exercise.student()?;
        let solution = self.exercise.solution()?;
        let mutants = self.exercise.mutants()?;
        let (accepted, serial) = (self.exercise.accepted()?, self.exercise.serial()?);
        totals.accepted += accepted.len();
        totals.serial += serial.len();
        totals.mutants += mutants.len();
        self.doing("layout");
        let complaints = self.layout()?;
        self.law("layout", complaints, "the three trees line up");
        let complaints = self.pitfalls(&mutants);
        self.law("mutants", complaints, &format!("{}, each with its pitfall", mutants.len()));
        let complaints = self.too_few(&accepted, &serial);
        let sound = format!("{} accepted, {} serial", accepted.len(), serial.len());
        self.law("alternatives", complaints, &sound);
        let ours = [&stub, &solution].into_iter();
        let all: Vec<&Candidate> = ours.chain(&accepted).chain(&serial).chain(&mutants).collect();
        let (compiler, exercise, needs) =
            (&self.grader.compiler, self.exercise, self.needs.clone());
        compiler.judge(exercise, &needs)?;
        // What goes wrong is reported when the candidate is graded.
        std::thread::scope(|scope| {
            scope.spawn(|| compiler.build_ahead(exercise, &needs, &all, &mut |_| {}));
            self.style(&solution)?;
            self.quiz()?;
            self.blocks()
        })?;
        self.stub(&stub)?;
        self.expect("solution", &solution, Verdict::Accepted.into())?;
        self.sizes(&solution)?;
        self.dependence()?;
        self.counted()?;
        for alternative in &accepted {
            let subject = format!("{ACCEPTED}/{}", alternative.name());
            self.expect(&subject, alternative, Verdict::Accepted.into())?;
        }
        self.baseline()?;
        for alternative in &serial {
            self.serial(alternative)?;
        }
        for mutant in &mutants {
            // A broken header was reported with the pitfalls.
            if let Ok(header) = mutant.header() {
                self.expect(&mutant.name(), mutant, header)?;
            }
        }
        Ok(())
    }

    /// The slow mutants alone.
    fn diagnoses(&mut self) -> Result<(), Fault> {
        let mutants = self.exercise.mutants()?;
        let slow = mutants.iter().filter_map(|mutant| Some((mutant, mutant.header().ok()?)));
        let slow: Vec<_> = slow.filter(|(_, header)| header.cause.is_some()).collect();
        let all: Vec<&Candidate> = slow.iter().map(|(mutant, _)| *mutant).collect();
        self.doing("compiling");
        self.grader.compiler.build_ahead(self.exercise, &self.needs, &all, &mut |_| {});
        for (mutant, header) in slow {
            self.expect(&mutant.name(), mutant, header)?;
        }
        Ok(())
    }

    fn say(&mut self, subject: &str, standing: LawStatus, detail: impl Into<String>) {
        self.say_with(subject, standing, detail.into(), Timed::default());
    }

    fn say_with(&mut self, subject: &str, standing: LawStatus, detail: String, timed: Timed) {
        let slug = &self.exercise.name.slug;
        let Timed { cause, settled, margins, runs, again } = timed;
        let is_wrong = !matches!(standing, LawStatus::Sound | LawStatus::Skipped);
        let mend = place::mend(subject, slug).filter(|_| standing == LawStatus::Broken);
        let finding = Finding {
            cause,
            settled,
            margins,
            runs,
            again: again.filter(|_| standing != LawStatus::Sound),
            place: is_wrong.then(|| place::place(self.exercise, subject, &detail)),
            mend,
            ..Finding::plain(slug, subject, standing, detail)
        };
        (self.hear)(VerifyEvent::Found(finding));
    }

    /// Tells what is looked at from now on.
    fn doing(&mut self, subject: &str) {
        let exercise = &self.exercise.name.slug;
        (self.hear)(VerifyEvent::Doing { exercise, subject, event: None });
    }

    fn law(&mut self, subject: &str, complaints: Vec<String>, sound: &str) {
        if complaints.is_empty() {
            self.say(subject, LawStatus::Sound, sound);
        }
        for complaint in complaints {
            self.say(subject, LawStatus::Broken, complaint);
        }
    }

    /// Every file where it should be, and no other.
    fn layout(&self) -> Result<Vec<String>, Fault> {
        let exercise = self.exercise;
        let root = &exercise.root;
        let mut complaints =
            unexpected_files(&exercise.folder(), &EXERCISE_FILES, &EXERCISE_MAY_HAVE, root)?;
        complaints.extend(unexpected_files(
            &exercise.solutions(),
            &SOLUTION_FILES,
            &SOLUTION_MAY_HAVE,
            root,
        )?);
        complaints.extend(Quiz::read(exercise).err().map(|fault| fault.what));
        let lesson = exercise.lesson();
        let page = file_name(&lesson);
        if !lesson.is_file() {
            let path = shown(&lesson, &exercise.root);
            complaints.push(format!("{path} is missing: write the lesson"));
        }
        let summary = exercise.root.join("lessons/src/SUMMARY.md");
        let text =
            fs::read_to_string(&summary).map_err(|error| Fault::file("read", &summary, &error))?;
        if !text.contains(&format!("({page})")) {
            complaints.push(format!("lessons/src/SUMMARY.md has no line for {page}: add one"));
        }
        Ok(complaints)
    }

    /// Enough mutants, each with a sound header and a pitfall in the lesson.
    fn pitfalls(&self, mutants: &[Candidate]) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut slow = 0;
        let lesson = fs::read_to_string(self.exercise.lesson()).unwrap_or_default();
        let pitfalls = lesson.split("\n## Pitfalls").nth(1).unwrap_or_default();
        let pitfalls = pitfalls.split("\n## ").next().unwrap_or_default();
        for mutant in mutants {
            match mutant.header() {
                Ok(header) => slow += usize::from(header.expect == Verdict::LowSpeedup),
                Err(fault) => complaints.push(fault.to_string()),
            }
            if !pitfalls.contains(&format!("`{}`", mutant.name())) {
                let name = mutant.name();
                complaints.push(format!("`{name}` is not among the lesson's pitfalls: add it"));
            }
        }
        let is_wrong = |mutant: &Candidate| {
            mutant.header().is_ok_and(|header| header.expect == Verdict::WrongAnswer)
        };
        if !mutants.iter().any(is_wrong) {
            complaints.push(
                "no mutant expects `wrong_answer`: write one that does half of the work".to_owned(),
            );
        }
        let asks_for_speed = !self.exercise.manifest.timed.is_empty();
        let wrong = mutants.len() - slow;
        if wrong < MUTANTS_OF_EACH_KIND || (asks_for_speed && slow < MUTANTS_OF_EACH_KIND) {
            complaints.push(format!(
                "{wrong} wrong and {slow} slow mutants: write at least \
                 {MUTANTS_OF_EACH_KIND} of each kind"
            ));
        }
        complaints
    }

    /// The stub compiles without a warning and is rejected.
    fn stub(&mut self, stub: &Candidate) -> Result<(), Fault> {
        let graded = self.grade("stub", stub, &answers_only())?;
        let build = self.grader.compiler.build(self.exercise, &self.needs, stub)?;
        let warnings = match build {
            Build::Unit(unit) => unit.warnings,
            Build::Refused { diagnostics } => diagnostics,
        };
        let rejected = !matches!(graded.verdict, Verdict::Accepted | Verdict::Inconclusive);
        if !warnings.is_empty() {
            self.say("stub", LawStatus::Broken, format!("rustc warns:\n{warnings}"));
        } else if rejected {
            self.say("stub", LawStatus::Sound, graded.verdict.name());
        } else {
            let detail = "it is not rejected: leave a `todo!` where the student writes";
            self.say("stub", LawStatus::Broken, detail);
        }
        Ok(())
    }

    /// The solution is right on sizes that no case names.
    fn sizes(&mut self, solution: &Candidate) -> Result<(), Fault> {
        self.doing("sizes");
        let found = self.grader.odd_sizes(self.exercise, solution)?;
        let complaint = found.map(|OddSize { case, size, how }| {
            format!("with size {size} in place of its own, case `{case}`: {how}")
        });
        let complaints = complaint.into_iter().collect();
        self.law("sizes", complaints, "none, one, around the threads, primes, large");
        Ok(())
    }

    /// The answer to one input is wrong for another one, and for one that differs in a
    /// part.
    fn dependence(&mut self) -> Result<(), Fault> {
        self.doing("dependence");
        let found = self.grader.dependences(self.exercise)?;
        let sound = match found.changes {
            0 => "another input has another answer".to_owned(),
            changes => format!("{changes} changes of inputs, each of them noticed"),
        };
        self.law("dependence", found.complaints, &sound);
        Ok(())
    }

    /// What is counted is counted on inputs that are not known in advance.
    fn counted(&mut self) -> Result<(), Fault> {
        let counted = &self.exercise.manifest.counted;
        if counted.is_empty() {
            return Ok(());
        }
        let cases = self.grader.cases(self.exercise)?;
        let complaints = counted.iter().filter_map(|resource| recognised(resource, &cases));
        let complaints = complaints.collect();
        self.law("counted", complaints, "each limit holds for a hidden case");
        Ok(())
    }

    /// The baseline in the candidate's place is right, and too slow wherever
    /// more than the baseline's own speed is asked: the negative control.
    fn baseline(&mut self) -> Result<(), Fault> {
        let timed = &self.exercise.manifest.timed;
        if timed.is_empty() {
            return Ok(());
        }
        let asks_for_more = timed.iter().any(|timed| !matches!(timed.goal, Goal::NoSlower(_)));
        let expected = if asks_for_more { Verdict::LowSpeedup } else { Verdict::Accepted };
        let baseline = Candidate {
            origin: Origin::Baseline,
            path: PathBuf::from("baseline"),
            source: String::new(),
            unreadable: None,
        };
        self.expect("baseline", &baseline, expected.into())
    }

    fn grade(
        &mut self,
        subject: &str,
        candidate: &Candidate,
        options: &GradeOptions,
    ) -> Result<Graded, Fault> {
        self.doing(subject);
        let (exercise, hear) = (&self.exercise.name.slug, &mut self.hear);
        self.grader.grade(self.exercise, candidate, options, &mut |event| {
            hear(VerifyEvent::Doing { exercise, subject, event: Some(&event) });
        })
    }

    /// What is typed to see one candidate graded.
    fn again(&self, candidate: &Candidate) -> Option<String> {
        let (slug, name) = (&self.exercise.name.slug, candidate.name());
        let is_accepted =
            || candidate.path.parent().is_some_and(|folder| folder.ends_with(ACCEPTED));
        match candidate.origin {
            Origin::Student => Some(slug.clone()),
            Origin::Solution => Some(format!("{slug} --solution")),
            Origin::Mutant => Some(format!("{slug} --mutant {name}")),
            Origin::Alternative if is_accepted() => Some(format!("{slug} --accepted {name}")),
            Origin::Alternative | Origin::File => {
                Some(format!("{slug} --file {}", candidate.path.display()))
            }
            Origin::Baseline => None,
        }
    }

    /// Grades a candidate, as often as is asked for where it is timed, and compares.
    fn expect(
        &mut self,
        subject: &str,
        candidate: &Candidate,
        header: Header,
    ) -> Result<(), Fault> {
        let mut all = Vec::new();
        let mut runs = Runs::default();
        for _ in 0..self.look.repeat.max(1) {
            let (standing, detail, timed) = self.compared(subject, candidate, header)?;
            let is_timed = timed.settled.is_some();
            runs.add(timed.runs.unwrap_or_default());
            all.push((standing, (detail, timed)));
            if !is_timed {
                break;
            }
        }
        let Some((standing, (detail, timed))) = runs::telling(all) else { return Ok(()) };
        let settled = timed.settled.map(|_| runs.settled());
        let runs = (runs.all() > 1).then_some(runs);
        self.say_with(subject, standing, detail, Timed { settled, runs, ..timed });
        Ok(())
    }

    /// Grades a candidate once.
    fn compared(
        &mut self,
        subject: &str,
        candidate: &Candidate,
        header: Header,
    ) -> Result<(LawStatus, String, Timed), Fault> {
        let Header { expect: expected, cause: declared } = header;
        let by_speed = matches!(expected, Verdict::LowSpeedup | Verdict::Accepted);
        let speed_is_asked = !self.exercise.manifest.timed.is_empty();
        let quick = self.look.depth == Depth::Correctness || !by_speed;
        let options = GradeOptions { quick, ..GradeOptions::default() };
        let mut graded = self.grade(subject, candidate, &options)?;
        // The solution has no control: what a host does for some seconds breaks no law.
        let is_solution = candidate.origin == Origin::Solution;
        if is_solution && graded.verdict == Verdict::LowSpeedup {
            graded = self.grade(subject, candidate, &options)?;
        }
        let found = graded.verdict;
        let diagnosed = graded.timed().into_iter().find_map(|timed| timed.diagnosis?.cause);
        let causes = declared.filter(|_| !quick);
        let causes = causes.map(|declared| Causes { declared, found: diagnosed });
        let runs = (!graded.timed.is_empty()).then(|| Runs::of(found));
        let timed = Timed {
            cause: causes,
            settled: runs.map(Runs::settled),
            margins: margins(expected, &graded),
            runs,
            again: self.again(candidate),
        };
        let figures = format!("{found}{}{}", figures(&graded), cause_words(causes));
        if quick && by_speed && speed_is_asked && found == Verdict::Accepted {
            let detail = format!("answers right; speed, and with it {expected}, not measured");
            return Ok((LawStatus::Skipped, detail, Timed::default()));
        }
        if found == expected {
            return Ok((LawStatus::Sound, figures, timed));
        }
        let detail =
            format!("expected {expected}, got {figures}: {}", words::reason(&graded.reason));
        Ok(match found {
            Verdict::Inconclusive => (LawStatus::Unclear, detail, timed),
            _ => (LawStatus::Broken, detail, Timed { cause: None, ..timed }),
        })
    }
}

/// What is wrong with the cases of a limit. The input of an example is the same for
/// ever: a program that recognises it knows the answer, and needs nothing.
fn recognised(resource: &CountedResource, cases: &[Case]) -> Option<String> {
    let what = &resource.what;
    let unknown = resource.cases.iter().find(|name| !cases.iter().any(|case| case.name == **name));
    if let Some(name) = unknown {
        return Some(format!("the limit on {what} names `{name}`, and the spec has no such case"));
    }
    let is_hidden = |case: &Case| case.role == Role::Hidden && resource.holds_for(&case.name);
    (!cases.iter().any(is_hidden)).then(|| {
        format!("the limit on {what} holds for no hidden case: an example can be recognised")
    })
}

/// What a finding says of a candidate besides its standing.
#[derive(Clone, Debug, Default)]
struct Timed {
    cause: Option<Causes>,
    settled: Option<Settled>,
    margins: Vec<Margin>,
    runs: Option<Runs>,
    /// See [`Finding::again`].
    again: Option<String>,
}

/// The cause that was found, and the one declared if it is another.
fn cause_words(causes: Option<Causes>) -> String {
    match causes {
        Some(Causes { declared, found: Some(found) }) if found == declared => {
            format!("; cause {found}")
        }
        Some(Causes { declared, found: Some(found) }) => {
            format!("; but the cause is {found}, and the header says {declared}")
        }
        _ => String::new(),
    }
}

/// The speedups and goals of a grading, for one line.
fn figures(graded: &Graded) -> String {
    let timed = graded.timed().into_iter().filter_map(|timed| {
        let (speedup, goal) = (timed.speedup?.median, timed.goal_speedup?);
        Some(format!(" {speedup:.2}x, goal {goal:.2}x"))
    });
    timed.collect::<Vec<_>>().join(";")
}

fn unexpected_files(
    folder: &Path,
    expected: &[&str],
    allowed: &[&str],
    root: &Path,
) -> Result<Vec<String>, Fault> {
    let found: Vec<String> = sorted_entries(folder)?.iter().map(|path| file_name(path)).collect();
    let folder = shown(folder, root);
    let missing = expected.iter().filter(|name| !found.iter().any(|found| found == *name));
    let missing = missing.map(|name| format!("{folder}/{name} is missing: write it"));
    let is_known = |name: &str| expected.contains(&name) || allowed.contains(&name);
    let extra = found.iter().filter(|name| !is_known(name));
    let extra = extra.map(|name| format!("{folder}/{name} is not part of an exercise: remove it"));
    Ok(missing.chain(extra).collect())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Limit;

    #[test]
    fn a_limit_holds_where_nothing_can_be_recognised() {
        let cases = [Case::example("five", 5), Case::hidden("some", 9), Case::timed("many", 1_000)];
        let check = |names: &[&str], expected: Option<&str>| {
            let resource = CountedResource {
                what: "loads".to_owned(),
                limit: Limit::AtMost(3),
                cases: names.iter().map(ToString::to_string).collect(),
                advisory: true,
                points: crate::course::worth::Worth::of_counted(),
            };
            let found = recognised(&resource, &cases);
            assert_eq!(found.as_deref(), expected);
        };
        check(&[], None);
        check(&["some"], None);
        check(&["five", "some"], None);
        let known = "the limit on loads holds for no hidden case: an example can be recognised";
        check(&["five"], Some(known));
        check(&["five", "many"], Some(known));
        let odd = "the limit on loads names `sone`, and the spec has no such case";
        check(&["some", "sone"], Some(odd));
    }
}
