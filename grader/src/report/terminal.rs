//! One grading on one screen: verdict first, the next step last.

use super::predicted::Prediction;
use super::{
    COLUMNS, Paint, certified, defused, duration, picture, quoted, quoted_path, visible, wrap,
};
use crate::admission::submission;
use crate::bounded::{LEFT_OUT, revealed};
use crate::candidate::Origin;
use crate::grade::Graded;
use crate::path::printable;
use crate::verdict::{
    Against, Counted, Estimate, Gain, Goal, Outcome, Remedy, Test, Timed, Verdict,
};
use crate::words;
use grader_spec::Role;
use std::fmt::Write;
use std::path::Path;

/// What the screen needs to know besides the result.
#[derive(Clone, Debug)]
pub struct Context {
    /// The exercise's title.
    pub title: String,
    /// What to type: `cargo grade`, or `grade`.
    pub command: String,
    /// The lesson page's path.
    pub lesson: String,
    /// The exercise to do after this one.
    pub next: Option<String>,
    /// Whether the exercise has timed cases.
    pub asks_for_speed: bool,
    /// The speedup of the last attempt before this one, where both are the student's.
    pub before: Option<f64>,
    /// What the student expected of this attempt, where they were asked.
    pub predicted: Option<Prediction>,
    /// Colours.
    pub paint: Paint,
}

/// Where the values begin.
const INDENT: usize = 14;
/// Lines of a student's own output that are shown.
const PRINTED_LINES: usize = 6;

/// The whole screen.
pub fn graded(graded: &Graded, context: &Context) -> String {
    let mut screen = Screen { text: String::new(), context, columns: COLUMNS };
    screen.headline(graded);
    if let Some(Outcome::DoesNotCompile { diagnostics }) = failure(graded).map(|test| &test.outcome)
    {
        // rustc's own words, colours and all; it makes escapes in the source visible.
        let _ = writeln!(screen.text, "{}\n", revealed(diagnostics.trim_end()));
    }
    screen.verdict(graded);
    screen.evidence(graded);
    screen.next_step(graded);
    defused(&screen.text)
}

/// What was found, without headline and next step: for a screen that has its own,
/// with so many columns. Lines are not longer than on any screen, however wide.
pub fn findings(graded: &Graded, context: &Context, columns: usize) -> String {
    let columns = columns.min(COLUMNS);
    let mut screen = Screen { text: String::new(), context, columns };
    screen.verdict(graded);
    if let Some(Outcome::DoesNotCompile { diagnostics }) = failure(graded).map(|test| &test.outcome)
    {
        let _ = writeln!(screen.text, "{}\n", revealed(diagnostics.trim_end()));
    }
    screen.evidence(graded);
    screen.text
}

/// Whether the student has not begun: what failed is the stub's `todo!`.
pub fn is_stub(graded: &Graded) -> bool {
    failure(graded).is_some_and(is_unfinished)
}

pub(super) fn failure(graded: &Graded) -> Option<&Test> {
    graded.tests.iter().find(|test| test.outcome != Outcome::Passed)
}

/// Whether a test met the stub's `todo!`.
pub(super) fn is_unfinished(test: &Test) -> bool {
    test.outcome.met_a_todo()
}

struct Screen<'a> {
    text: String,
    context: &'a Context,
    columns: usize,
}

impl Screen<'_> {
    fn headline(&mut self, graded: &Graded) {
        let path = visible(&printable(&graded.candidate.path));
        let what = match graded.candidate.origin {
            Origin::Baseline => "the baseline, in the candidate's place".to_owned(),
            _ => path,
        };
        let title = self.context.paint.strong(&self.context.title);
        let _ = writeln!(self.text, "\n{title}  {}\n", self.context.paint.dim(&what));
    }

    fn verdict(&mut self, graded: &Graded) {
        let paint = self.context.paint;
        let word = headline(graded, self.context);
        let word = match graded.verdict {
            Verdict::Accepted => paint.good(word),
            Verdict::Inconclusive => paint.unsure(word),
            _ => paint.bad(word),
        };
        let _ = writeln!(self.text, "{word}  {}", paint.dim(graded.verdict.name()));
        for line in wrap(&visible(&words::reason(&graded.reason)), self.columns.saturating_sub(2)) {
            let _ = writeln!(self.text, "  {line}");
        }
        self.text.push('\n');
    }

    fn evidence(&mut self, graded: &Graded) {
        self.tests(graded);
        self.counted(graded);
        for timed in &graded.timed() {
            self.timed(timed, graded.timed.len());
        }
        let machine = &graded.machine;
        let left_out = words::cores_left_out(machine.threads, &machine.left_out, machine.quota());
        if let Some(left_out) = left_out.filter(|_| !graded.timed.is_empty()) {
            self.row("cores", &left_out);
        }
        if let Some(predicted) = &self.context.predicted {
            self.row("predicted", &predicted.beside(graded));
        }
        if let Some(certified) =
            graded.machine.certified.as_ref().filter(|_| !graded.timed.is_empty())
        {
            self.row("certified", &certified::line(certified));
        }
    }

    /// A label and its value; long values go on below.
    fn row(&mut self, label: &str, value: &str) {
        let label = format!("  {label:<width$}", width = INDENT - 2);
        let width = self.columns.saturating_sub(INDENT);
        let mut lines = value.split('\n').flat_map(|line| wrap(line, width));
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(self.text, "{}{first}", self.context.paint.dim(&label));
        for line in lines {
            let _ = writeln!(self.text, "{:INDENT$}{line}", "");
        }
    }

    fn tests(&mut self, graded: &Graded) {
        let passed = graded.tests.iter().filter(|test| test.outcome == Outcome::Passed).count();
        let planned = graded.candidate.tests_planned;
        let Some(failed) = failure(graded) else {
            let counts = thread_counts(&graded.tests);
            self.row("tests", &format!("{passed} of {planned} passed, on {counts}"));
            self.printed(&graded.printed);
            return;
        };
        if planned == 1 {
            return;
        }
        self.row("tests", &format!("{passed} of {planned} passed; then this one did not:"));
        self.failed(failed);
        if !is_unfinished(failed) {
            self.repeat(graded, failed);
        }
    }

    fn failed(&mut self, test: &Test) {
        let role = role(test);
        let on =
            test.threads.map_or_else(String::new, |threads| format!(", on {}", plural(threads)));
        self.row("case", &format!("{} ({role}){on}", visible(&test.name)));
        match &test.outcome {
            Outcome::Wrong { input, mismatch, printed, .. } => {
                self.row("input", &visible(input));
                self.row("expected", &visible(&mismatch.expected));
                self.row("got", &visible(&mismatch.got));
                self.printed(printed);
            }
            Outcome::TookTooLong { printed, .. }
            | Outcome::OutOfMemory { printed, .. }
            | Outcome::Crashed { printed, .. } => self.printed(printed),
            Outcome::Passed
            | Outcome::DoesNotCompile { .. }
            | Outcome::UsedTooMuch { .. }
            | Outcome::Starved { .. }
            | Outcome::ChecksTookTooLong { .. }
            | Outcome::SolutionTookTooLong { .. } => {}
        }
    }

    fn printed(&mut self, printed: &str) {
        let mut lines: Vec<&str> = printed.lines().collect();
        let is_cut = lines.pop_if(|last| *last == LEFT_OUT).is_some();
        if lines.is_empty() {
            return;
        }
        let mut shown: Vec<String> =
            lines.iter().take(PRINTED_LINES).map(|line| format!("| {}", visible(line))).collect();
        if is_cut {
            shown.push("… and many more lines".to_owned());
        } else if lines.len() > PRINTED_LINES {
            shown.push(format!("… and {} more lines", lines.len() - PRINTED_LINES));
        }
        self.row("it printed", &shown.join("\n"));
    }

    /// The command that runs exactly this case again.
    fn repeat(&mut self, graded: &Graded, test: &Test) {
        if let Some(command) = repeating(graded, test, self.context) {
            let _ = writeln!(self.text, "\n  This case again:\n    {command}");
        }
    }

    /// What was counted: of each resource the use that came nearest to its limit.
    fn counted(&mut self, graded: &Graded) {
        if failure(graded).is_some() {
            return;
        }
        for counted in &graded.counted {
            let Counted { what, case, amount, allowed, advisory, .. } = counted;
            let by = if *advisory { " (by the program's own count)" } else { "" };
            let value = format!("{amount} {what} of at most {allowed}, in {}{by}", visible(case));
            self.row("counted", &value);
        }
    }

    /// One of `cases` timed cases.
    fn timed(&mut self, timed: &Timed, cases: usize) {
        let several = cases > 1;
        if several {
            self.row("timed case", &format!("{}{}", visible(&timed.case), rival(timed)));
        }
        if let Some(growth) = timed.growth() {
            self.row("growth", &words::growth(&growth));
        } else if let Some(speedup) = &timed.speedup {
            let value = format!("{speedup}, {}", goal(timed));
            self.row("speedup", &value);
        } else if timed.goal_speedup.is_some() {
            self.row("speedup", &format!("not known; {}", goal(timed)));
        }
        if let Some((before, now)) = self.context.before.zip(timed.speedup).filter(|_| !several) {
            self.row(
                "before",
                &format!("{before:.2}x at the last attempt, {:.2}x now", now.median),
            );
        }
        if let Some((label, value)) = opponent(timed) {
            self.row(label, &value);
        }
        if let Some((seconds, cores)) = timed.candidate_s.zip(timed.cores_used) {
            let threads = timed.samples.threads;
            let value = format!("{}, {cores:.1} of {threads} cores used", duration(seconds));
            self.row("candidate", &value);
        }
        if let Some((label, value)) = gain(timed) {
            self.row(label, &value);
        }
        let value = format!(
            "{} of {} counted, {} above the goal; {} of measuring",
            timed.pairs,
            timed.blocks,
            timed.pairs_above,
            duration(timed.samples.seconds)
        );
        self.row("pairs", &value);
        for uncounted in &timed.uncounted {
            self.row(
                "",
                &format!("{} did not count: {}", uncounted.blocks, uncounted.gate.words()),
            );
        }
        if let Some(control) = &timed.control {
            let control = Timed::new(&timed.case, control.clone());
            let speedup = control.speedup.map(|speedup| speedup.to_string());
            let speedup = speedup.unwrap_or_else(|| "not known".to_owned());
            self.row("solution", &format!("{speedup}, measured right after for comparison"));
        }
        if let Some(lines) = picture::samples(timed, self.columns.saturating_sub(INDENT)) {
            let mut label = "samples";
            for line in lines {
                let label = std::mem::take(&mut label);
                let label =
                    self.context.paint.dim(&format!("  {label:<width$}", width = INDENT - 2));
                let _ = writeln!(self.text, "{label}{line}");
            }
        }
    }

    fn next_step(&mut self, graded: &Graded) {
        let (step, command) = next_step(graded, self.context);
        let paint = self.context.paint;
        self.text.push('\n');
        for line in wrap(&format!("Next: {step}"), self.columns) {
            let _ = writeln!(self.text, "{}", paint.strong(&line));
        }
        let _ = writeln!(self.text, "  {}", paint.strong(&command));
        self.other_steps(graded);
    }

    /// What else a student may do with a file of their own. One step is enough;
    /// these stand back.
    fn other_steps(&mut self, graded: &Graded) {
        if graded.candidate.origin != Origin::Student {
            return;
        }
        let was_quick = graded.timed.is_empty() && self.context.asks_for_speed;
        let others: &[(&str, &str)] = match graded.verdict {
            Verdict::Accepted if was_quick || !graded.control.is_solution() => &[],
            Verdict::Accepted => &[("solution", "the course's solution beside yours")],
            Verdict::Inconclusive => &[],
            _ => &[("hint", "a hint"), ("lesson", "the page, with its pitfalls")],
        };
        let Context { command, paint, .. } = self.context;
        let exercise = &graded.exercise;
        for (number, (name, what)) in others.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            let width = command.len() + exercise.len() + "lesson".len() + 2;
            let line = format!("  {:<width$}   {what}", format!("{command} {name} {exercise}"));
            let _ = writeln!(self.text, "{gap}{}", paint.dim(&line));
        }
    }
}

/// The verdict in capitals, its mark first.
pub(super) fn headline(graded: &Graded, context: &Context) -> &'static str {
    match graded.verdict {
        Verdict::Accepted if graded.timed.is_empty() && context.asks_for_speed => "✔ RIGHT",
        Verdict::Accepted => "✔ ACCEPTED",
        Verdict::Inconclusive => "? THIS MACHINE CANNOT TELL",
        _ => "✘ NOT YET",
    }
}

/// What to do next, and the command for it.
pub(super) fn next_step(graded: &Graded, context: &Context) -> (String, String) {
    let path = visible(&printable(&graded.candidate.path));
    let again = command(graded, context);
    match graded.verdict {
        Verdict::LowSpeedup if graded.candidate.origin == Origin::Solution => {
            let step = format!(
                "the course's solution misses its own goal. `{} calibrate {}` shows where the goal \
                 lies; this shows where the time goes:",
                context.command, graded.exercise
            );
            (step, format!("{} trace {} --solution", context.command, graded.exercise))
        }
        verdict if verdict != Verdict::Inconclusive && graded.candidate.origin.is_courses() => {
            let own = format!("{} {}", context.command, graded.exercise);
            // The page is named as the exercise's folder is.
            let folder = Path::new(&context.lesson).file_stem().unwrap_or_default();
            let file = format!("exercises/{}/student.rs", folder.to_string_lossy());
            (format!("your turn: fill in {file}, then"), own)
        }
        Verdict::CompileError => ("mend the first error above, save, then".to_owned(), again),
        _ if failure(graded).is_some_and(is_unfinished) => {
            let step = format!("read {}, replace the `todo!` in {path}, then", context.lesson);
            (step, again + " --quick")
        }
        Verdict::LowSpeedup => {
            let step = format!("read the pitfalls in {}, change {path}, then", context.lesson);
            (step, again)
        }
        Verdict::Inconclusive => match graded.reason.remedy() {
            Remedy::FasterProgram => (format!("make {path} a little faster, then"), again),
            Remedy::Instructor => {
                let step = format!("show {path} to an instructor, with the whole result:");
                (step, again + " --json")
            }
            Remedy::MoreCores => ("where two cores or more are free,".to_owned(), again),
            Remedy::QuietMachine => ("close other programs, then".to_owned(), again),
        },
        Verdict::Accepted if graded.timed.is_empty() && context.asks_for_speed => {
            ("measure the speed:".to_owned(), again)
        }
        Verdict::Accepted => match &context.next {
            Some(next) => ("go on with".to_owned(), format!("{} {next}", context.command)),
            None => ("that was the last one.".to_owned(), format!("{} list", context.command)),
        },
        _ => (format!("change {path}, then"), again + " --quick"),
    }
}

/// The command that grades this candidate.
pub(super) fn command(graded: &Graded, context: &Context) -> String {
    let candidate = &graded.candidate;
    let name = candidate.path.file_stem().unwrap_or_default().to_string_lossy();
    let which = match candidate.origin {
        Origin::Student | Origin::Baseline => String::new(),
        Origin::Solution => " --solution".to_owned(),
        Origin::Mutant => format!(" --mutant {}", quoted(&visible(&name))),
        Origin::Alternative => format!(" --accepted {}", quoted(&visible(&name))),
        Origin::File => format!(" --file {}", quoted_path(submission(&candidate.path))),
    };
    format!("{} {}{which}", context.command, graded.exercise)
}

/// The command that runs exactly this case again.
pub(super) fn repeating(graded: &Graded, test: &Test, context: &Context) -> Option<String> {
    let (threads, own_seed) = test.threads.zip(test.seed)?;
    let timed = test.role == Some(Role::Timed);
    let seed = if timed { own_seed } else { graded.candidate.seed };
    let case = quoted(&visible(&test.name));
    let again = command(graded, context);
    Some(format!("{again} --case {case} --threads {threads} --seed {seed}"))
}

/// What a case is for.
pub(super) fn role(test: &Test) -> &'static str {
    match test.role {
        Some(Role::Example) => "example",
        Some(Role::Hidden) => "hidden case",
        Some(Role::Timed) => "timed case",
        None => "check",
    }
}

/// Whom the candidate ran against, behind the case's name.
pub(super) fn rival(timed: &Timed) -> &'static str {
    match timed.samples.against {
        Against::Baseline => "",
        Against::OneThread => ", against itself on one thread",
        Against::BestChoice { .. } => ", against the best choice of a sweep",
        Against::Solution => ", against the solution",
        Against::HalfTheSize => ", against itself on half of the input",
    }
}

/// What ran in the baseline's place, and how long it took.
pub(super) fn opponent(timed: &Timed) -> Option<(&'static str, String)> {
    let seconds = duration(timed.baseline_s?);
    Some(match timed.samples.against {
        Against::Baseline => ("baseline", format!("{seconds} on one core")),
        Against::OneThread => ("one thread", seconds),
        Against::HalfTheSize => ("half of it", seconds),
        Against::Solution => ("solution", seconds),
        Against::BestChoice { best, own, .. } => {
            ("best choice", format!("{seconds} with {best}; yours is {own}"))
        }
    })
}

/// What the candidate would reach without the largest part of what it loses.
pub(super) fn gain(timed: &Timed) -> Option<(&'static str, String)> {
    let lost = |Estimate { share, speedup }: Estimate, what: &str| {
        format!(
            "{what} {:.0} % of the cores' time: about {speedup:.1}x, by estimate",
            100.0 * share
        )
    };
    Some(match timed.gain()? {
        Gain::Idle(estimate) => ("without", lost(estimate, "the idle")),
        Gain::Work(estimate) => ("without", lost(estimate, "work that the baseline spares,")),
        Gain::Little => {
            ("to gain", "hardly anything: cores are seldom idle and do little extra work".into())
        }
    })
}

/// The goal in words, with what it is made of.
pub(super) fn goal(timed: &Timed) -> String {
    let Some(speedup) = timed.goal_speedup else { return "the goal is unknown".to_owned() };
    match (timed.goal, timed.samples.setup.capacity) {
        (Goal::Efficiency { share, parallelism }, Some(capacity)) => {
            let bound = parallelism.filter(|&bound| bound < capacity).map_or_else(
                || format!("{capacity:.2} cores' worth here"),
                |bound| format!("{bound:.1}, which the task graph allows"),
            );
            format!("goal {speedup:.2}x = {share:.2} of {bound}")
        }
        _ => format!("goal {speedup:.2}x"),
    }
}

/// `1, 2 and 3 threads`.
pub(super) fn thread_counts(tests: &[Test]) -> String {
    let mut counts: Vec<usize> = tests.iter().filter_map(|test| test.threads).collect();
    counts.sort_unstable();
    counts.dedup();
    match counts.as_slice() {
        [] => "no thread".to_owned(),
        [one] => plural(*one),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
            format!("{} and {last} threads", rest.join(", "))
        }
    }
}

pub(super) fn plural(threads: usize) -> String {
    if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") }
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
