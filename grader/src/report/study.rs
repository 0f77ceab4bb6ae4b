//! What a look at a candidate shows: its threads over time, its speedup over
//! threads, its time over choices.

use super::{COLUMNS, Paint, duration, visible, wrap};
use crate::measure::scaling::Scaling;
use crate::measure::sweep::Sweep;
use crate::verdict::{Profile, diagnose};
use crate::words;
use grader_spec::protocol::{Lane, Trace};
use speedup::stats::{Law, karp_flatt};
use std::fmt::Write;
use std::path::Path;

/// Columns of a strip or of the longest bar.
const WIDTH: usize = 56;
/// Where the values begin.
const INDENT: usize = 14;
/// More threads than this are not shown one by one.
const LANES_SHOWN: usize = 12;
/// A thread that used less of the run than this is not shown.
const SHOWN_FROM: f64 = 0.02;
/// Bars longer than this many times the shortest are cut off.
const BARS_UP_TO: f64 = 8.0;

/// What stands above the figures, and where the picture went.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The exercise's title.
    pub title: &'a str,
    /// The file that was looked at.
    pub path: &'a str,
    /// The timed case.
    pub case: &'a str,
    /// The SVG picture.
    pub picture: &'a Path,
    /// Colours.
    pub paint: Paint,
}

impl Frame<'_> {
    fn around(&self, what: &str, body: &str) -> String {
        let title = self.paint.strong(self.title);
        let what = format!("{what}: {}, case `{}`", visible(self.path), visible(self.case));
        format!(
            "\n{title}  {}\n\n{body}\n{}",
            self.paint.dim(&what),
            row("picture", &visible(&self.picture.display().to_string()))
        )
    }
}

/// A label and its value; long values go on below.
fn row(label: &str, value: &str) -> String {
    let mut text = String::new();
    for (at, line) in wrap(value, COLUMNS - INDENT).into_iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let _ = writeln!(text, "  {label:<width$}{line}", width = INDENT - 2);
    }
    text
}

/// The threads of one run, and where the cores' time went.
pub fn trace(profile: &Profile, frame: &Frame) -> String {
    let mut body = strips(&profile.trace);
    let there_s = profile.threads as f64 * profile.wall_s;
    let share =
        |seconds: f64| format!("{:>3.0} %  {}", 100.0 * seconds / there_s, duration(seconds));
    let _ = writeln!(
        body,
        "\n  Where {} × {} of core time went, by runs without the sampler:\n",
        profile.threads,
        duration(profile.wall_s)
    );
    for (label, seconds, meaning) in parts(profile) {
        let _ =
            writeln!(body, "  {label:<width$}{:<18} {meaning}", share(seconds), width = INDENT - 2);
    }
    body.push('\n');
    for line in wrap(&words::diagnosis(&diagnose(profile.clone())), COLUMNS - 2) {
        let _ = writeln!(body, "  {line}");
    }
    frame.around("what the threads did", &body)
}

/// Where the cores' time went: a name, seconds of one core, and what it means. What
/// is less than a hundredth is not worth a line.
pub(super) fn parts(profile: &Profile) -> Vec<(&'static str, f64, &'static str)> {
    let account = profile.account();
    let there_s = profile.threads as f64 * profile.wall_s;
    let parts = [
        ("useful", account.useful_s, "what the baseline needs"),
        ("more work", account.alone_s, "more CPU time than the baseline, even on one thread"),
        ("more at once", account.together_s, "more CPU time on all threads than on one"),
        ("no core", account.waited_s, "threads were ready, and others had the core"),
        ("idle, serial", account.serial_s, "only one thread had work"),
        ("idle, early", account.imbalance_s, "some threads were done before others"),
        ("idle, asleep", account.asleep_s, "no thread had work: it slept, or waited"),
        ("idle, gaps", account.gaps_s, "threads waited between two parallel stretches"),
    ];
    parts.into_iter().filter(|(_, seconds, _)| *seconds > 0.01 * there_s).collect()
}

/// One line per thread: running, waiting for a core, or asleep.
fn strips(trace: &Trace) -> String {
    let end_ns = trace.moments_ns.last().copied().unwrap_or(0).max(1);
    let mut lanes = lanes_at_work(trace);
    let hidden = lanes.len().saturating_sub(LANES_SHOWN);
    let short = trace.lanes.len() - lanes.len();
    lanes.truncate(LANES_SHOWN);
    let mut text = String::new();
    for lane in lanes {
        let strip: String = (0..WIDTH).map(|column| mark(trace, lane, column, end_ns)).collect();
        let _ = writeln!(text, "  {:<width$}{strip}", visible(&lane.name), width = INDENT - 2);
    }
    if hidden > 0 {
        let _ = writeln!(text, "  {:width$}… and {hidden} more threads", "", width = INDENT - 2);
    }
    if short > 0 {
        let _ =
            writeln!(text, "  {:width$}{short} ran too briefly to draw", "", width = INDENT - 2);
    }
    let end = duration(end_ns as f64 * 1e-9);
    let _ = writeln!(text, "  {:width$}0{end:>rest$}", "", width = INDENT - 2, rest = WIDTH - 1);
    let _ =
        writeln!(text, "  █ runs   ░ waits for a core   · sleeps   (one run, with the sampler)");
    text
}

/// The threads that did more than wake up.
pub(super) fn lanes_at_work(trace: &Trace) -> Vec<&Lane> {
    let end_ns = trace.moments_ns.last().copied().unwrap_or(0) as f64;
    let used = |lane: &&Lane| lane.cpu_ns.last().copied().unwrap_or(0) as f64;
    trace.lanes.iter().filter(|lane| used(lane) >= SHOWN_FROM * end_ns).collect()
}

/// What a thread did most in one column's time.
fn mark(trace: &Trace, lane: &Lane, column: usize, end_ns: u64) -> char {
    let at = |column: usize| (end_ns as f64 * column as f64 / WIDTH as f64) as u64;
    let (from, to) = (at(column), at(column + 1));
    let spent = |samples: &[u64]| {
        let value = |ns| interpolated(&trace.moments_ns, samples, ns);
        (value(to) - value(from)) / (to - from).max(1) as f64
    };
    let (runs, waits) = (spent(&lane.cpu_ns), spent(&lane.waited_ns));
    if runs >= 0.5 {
        '█'
    } else if waits >= 0.5 {
        '░'
    } else {
        '·'
    }
}

/// A counter between its samples.
pub(super) fn interpolated(moments_ns: &[u64], samples: &[u64], at_ns: u64) -> f64 {
    let after = moments_ns.partition_point(|&moment| moment < at_ns);
    let sample = |at: usize| samples.get(at).copied().unwrap_or(0) as f64;
    let Some(before) = after.checked_sub(1) else { return sample(0) };
    let Some(&next) = moments_ns.get(after) else { return sample(before) };
    let share = (at_ns - moments_ns[before]) as f64 / (next - moments_ns[before]).max(1) as f64;
    sample(before) + share * (sample(after) - sample(before))
}

/// Speedup over threads, and the law that it follows.
pub fn scaling(scaling: &Scaling, frame: &Frame) -> String {
    let Some(first) = scaling.points.first() else { return String::new() };
    let mut body =
        format!("  {:>7}  {:>8}  {:>7}  {:>10}\n", "threads", "time", "T1/Tp", "Karp–Flatt");
    let most = scaling.points.iter().map(|point| point.threads).max().unwrap_or(1);
    for point in &scaling.points {
        let speedup = first.seconds / point.seconds;
        let fraction = karp_flatt(speedup, point.threads);
        let fraction = fraction.filter(|_| point.threads <= scaling.cores);
        let fraction =
            fraction.map_or_else(String::new, |serial| format!("{:.1} %", 100.0 * serial));
        let width = 30.0 / most as f64;
        let bar = "█".repeat((speedup * width).round() as usize);
        let clean = if point.clean == 0 { "  cores were busy" } else { "" };
        let more = if point.threads > scaling.cores { "  more threads than cores" } else { "" };
        let _ = writeln!(
            body,
            "  {:>7}  {:>8}  {speedup:>6.2}x  {fraction:>10}  {bar}{more}{clean}",
            point.threads,
            duration(point.seconds)
        );
    }
    body.push('\n');
    let rows = law_words(scaling).into_iter().chain(karp_flatt_words(scaling));
    for (label, value) in rows {
        body.push_str(&row(label, &value));
    }
    frame.around("scaling", &body)
}

/// What the column says, and how a share can be more than all.
fn karp_flatt_words(scaling: &Scaling) -> Option<(&'static str, String)> {
    let first = scaling.points.first()?;
    let within = scaling.points.iter().filter(|point| point.threads <= scaling.cores);
    let shares = within.filter_map(|p| karp_flatt(first.seconds / p.seconds, p.threads));
    let highest = shares.fold(None, |highest: Option<f64>, share| {
        Some(highest.map_or(share, |highest| highest.max(share)))
    })?;
    let more = if highest > 1.0 { "; above 100 %, more threads take longer than one" } else { "" };
    Some(("Karp–Flatt", format!("the share of the work that acts as if it were serial{more}")))
}

/// The baseline, and the law that the measured times follow, in words.
pub(super) fn law_words(scaling: &Scaling) -> Vec<(&'static str, String)> {
    let Some(first) = scaling.points.first() else { return Vec::new() };
    let against = format!(
        "one thread takes {:.2} times the serial baseline's {}",
        first.seconds / scaling.baseline_s,
        duration(scaling.baseline_s)
    );
    let Some(Law { serial, overhead }) = law(scaling) else {
        let busy = "not fitted: others used the cores; run again when the machine is quiet";
        return vec![("baseline", against), ("law", busy.to_owned())];
    };
    let formula =
        format!("T(p) / T(1) = {serial:.3} + {:.3}/p + {overhead:.4}·(p − 1)", 1.0 - serial);
    let limit = match serial {
        serial if serial < 0.001 => "no serial part that these cores could show".to_owned(),
        serial => format!(
            "{:.1} % is serial: at most {:.0}x, however many threads (Amdahl)",
            100.0 * serial,
            1.0 / serial
        ),
    };
    let cost = format!("each further thread costs {:.2} % of the time on one", 100.0 * overhead);
    vec![("baseline", against), ("law", formula), ("serial", limit), ("overhead", cost)]
}

/// The law that the measured times follow; nothing where a point is not clean.
pub(super) fn law(scaling: &Scaling) -> Option<Law> {
    if scaling.points.iter().any(|point| point.clean == 0) {
        return None;
    }
    let first = scaling.points.first()?.seconds;
    let times: Vec<_> =
        scaling.points.iter().map(|point| (point.threads, point.seconds / first)).collect();
    Law::fit(&times, scaling.cores)
}

/// Time over choices, with the candidate's own and the best one marked.
pub fn sweep(sweep: &Sweep, frame: &Frame) -> String {
    let Some(best) = sweep.best() else { return String::new() };
    let most = sweep.points.iter().map(|point| point.seconds / best.seconds).fold(1.0, f64::max);
    let scale = 34.0 / most.min(BARS_UP_TO);
    let mut body = format!("  {:>12}  {:>8}\n", "choice", "time");
    for point in &sweep.points {
        let ratio = point.seconds / best.seconds;
        let bar = "█".repeat((ratio.min(BARS_UP_TO) * scale).round() as usize);
        let cut = if ratio > BARS_UP_TO { "▶" } else { "" };
        let mut notes = Vec::new();
        if point.choice == sweep.own {
            notes.push("yours");
        }
        if point.choice == best.choice {
            notes.push("best");
        }
        if point.clean == 0 {
            notes.push("cores were busy");
        }
        let notes =
            if notes.is_empty() { String::new() } else { format!("  ← {}", notes.join(", ")) };
        let _ = writeln!(
            body,
            "  {:>12}  {:>8}  {bar}{cut}{notes}",
            grouped(point.choice),
            duration(point.seconds)
        );
    }
    let _ = write!(body, "\n{}", row("choice", &choice_words(sweep, best)));
    frame.around("sweep", &body)
}

/// What the candidate's own choice costs beside the best one.
pub(super) fn choice_words(sweep: &Sweep, best: &crate::measure::sweep::Point) -> String {
    let own = sweep.points.iter().find(|point| point.choice == sweep.own);
    let ratio = own.map_or(1.0, |own| own.seconds / best.seconds);
    format!(
        "yours, {}, takes {ratio:.2} times as long as the best, {}",
        grouped(sweep.own),
        grouped(best.choice)
    )
}

/// `16384` as `16,384`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let head = (!head.is_empty()).then(|| head.to_owned());
    head.into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
#[path = "study_tests.rs"]
mod tests;
