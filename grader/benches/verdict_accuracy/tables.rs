//! Records as Markdown tables. Pure, so that samples from a file give the same
//! tables.

use super::neighbour::Condition;
use super::rules::{Answer, Judgement, judge, names};
use super::{GOAL, Record};
use grader::verdict::{Block, Unclear};
use speedup::stats;
use std::collections::BTreeSet;
use std::fmt::Write;

/// One verdict's samples with what each rule says of them.
struct Judged<'a> {
    record: &'a Record,
    judgements: Vec<Judgement>,
}

/// How one rule did on some verdicts.
#[derive(Debug, Default)]
struct Tally {
    wrong_passes: usize,
    wrong_fails: usize,
    inconclusive: usize,
    of: usize,
    pairs: Vec<f64>,
    seconds: Vec<f64>,
}

impl Tally {
    fn of<'a>(judged: impl IntoIterator<Item = &'a Judged<'a>>, rule: usize) -> Self {
        let mut tally = Self::default();
        for Judged { record, judgements } in judged {
            let judgement = &judgements[rule];
            let met = record.truth >= GOAL;
            tally.wrong_passes += usize::from(!met && judgement.answer == Answer::Pass);
            tally.wrong_fails += usize::from(met && judgement.answer == Answer::Fail);
            tally.inconclusive += usize::from(judgement.answer == Answer::Inconclusive);
            tally.of += 1;
            tally.pairs.push(judgement.pairs as f64);
            tally.seconds.push(judgement.seconds);
        }
        tally
    }
}

/// What was measured last, for whoever watches.
pub fn one_line(record: &Record) -> String {
    let Record { kind, truth, timing, .. } = record;
    let blocks = timing.blocks.len();
    let judgement = judge(timing).into_iter().next();
    judgement.map_or_else(String::new, |Judgement { answer, pairs, seconds, .. }| {
        format!("{kind} {truth:.3}x: {answer:?} after {pairs} pairs, {seconds:.2} s ({blocks} blocks in all)")
    })
}

/// The whole report.
pub fn tables(records: &[Record]) -> String {
    let judged: Vec<Judged> =
        records.iter().map(|record| Judged { record, judgements: judge(&record.timing) }).collect();
    let machines: BTreeSet<&str> = records.iter().map(|record| record.machine.as_str()).collect();
    let mut text = machines.into_iter().collect::<Vec<_>>().join("; ");
    let errors = records.iter().map(|record| 100.0 * record.truth_error);
    let error = stats::maximum(errors).unwrap_or_default();
    let _ = write!(text, "\n\nGoal {GOAL}x; true speedups lie by the margin above and below it ");
    let _ = writeln!(text, "and are known to ± {error:.2} % (standard error).");
    text += &summary(&judged);
    text += &details(&judged);
    text += &conditions(&judged);
    text += &truths(&judged);
    text
}

/// One row for a condition and margin, one column for a rule.
fn summary(judged: &[Judged]) -> String {
    let heads: Vec<String> = names().into_iter().map(str::to_owned).collect();
    let mut text = "\n## Wrong passes / wrong fails (inconclusive) of n\n\n".to_owned();
    text += &head(&[&["condition".to_owned(), "margin".to_owned()], heads.as_slice()].concat());
    for (condition, margin) in keys(judged, |r| (r.condition, r.margin)) {
        let rows = select(judged, |r| (r.condition, r.margin) == (condition, margin));
        let cell = |rule| {
            let Tally { wrong_passes, wrong_fails, inconclusive, of, .. } =
                Tally::of(rows.iter().copied(), rule);
            format!("{wrong_passes} / {wrong_fails} ({inconclusive}) of {of}")
        };
        let mut cells = vec![condition.to_string(), format!("±{margin} %")];
        cells.extend((0..heads.len()).map(cell));
        text += &row(&cells);
    }
    text
}

/// One row for a condition, kind, margin and rule.
fn details(judged: &[Judged]) -> String {
    let mut text = "\n## By kind of candidate\n\n\
        Seconds include the set-up, the witness and the pauses for the machine to calm down, \
        which only the grader's rule needs.\n\n"
        .to_owned();
    text += &head(&[
        "condition",
        "candidate",
        "margin",
        "rule",
        "wrong passes",
        "wrong fails",
        "inconclusive",
        "of",
        "median pairs",
        "median s",
    ]);
    for (condition, kind, margin) in keys(judged, |r| (r.condition, r.kind, r.margin)) {
        let key = (condition, kind, margin);
        let rows = select(judged, |r| (r.condition, r.kind, r.margin) == key);
        for (rule, name) in names().into_iter().enumerate() {
            let tally = Tally::of(rows.iter().copied(), rule);
            text += &row(&[
                condition.to_string(),
                kind.to_string(),
                format!("±{margin} %"),
                name.to_owned(),
                tally.wrong_passes.to_string(),
                tally.wrong_fails.to_string(),
                tally.inconclusive.to_string(),
                tally.of.to_string(),
                median(&tally.pairs, 0),
                median(&tally.seconds, 2),
            ]);
        }
    }
    text
}

/// What the machine gave, and why the grader's rule could not tell.
fn conditions(judged: &[Judged]) -> String {
    let mut text = "\n## Conditions\n\n\
        Stolen: CPU time that the host gave to others, of all. Then why the grader's rule was \
        inconclusive.\n\n"
        .to_owned();
    text += &head(&[
        "condition",
        "verdicts",
        "stolen",
        "blocks that count",
        "contended",
        "borderline",
        "low capacity",
        "risen capacity",
        "restless",
        "spoiled",
        "one core",
    ]);
    for condition in keys(judged, |r| r.condition) {
        let rows = select(judged, |r| r.condition == condition);
        let sum = |of: fn(&Record) -> usize| rows.iter().map(|row| of(row.record)).sum::<usize>();
        let stolen = share(sum(|r| r.stolen_ticks as usize), sum(|r| r.cpu_ticks as usize));
        let counted = share(sum(|r| r.timing.counted().len()), sum(|r| r.timing.blocks.len()));
        let because = |unclear: Unclear| {
            let is = |row: &&&Judged| row.judgements[0].unclear == Some(unclear);
            rows.iter().filter(is).count().to_string()
        };
        text += &row(&[
            condition.to_string(),
            rows.len().to_string(),
            stolen,
            counted,
            because(Unclear::Contended),
            because(Unclear::Borderline),
            because(Unclear::LowCapacity),
            because(Unclear::RisenCapacity),
            because(Unclear::Restless),
            because(Unclear::Spoiled),
            because(Unclear::OneCore),
        ]);
    }
    text
}

/// Whether the truth is the truth: what the counted pairs show of it.
fn truths(judged: &[Judged]) -> String {
    let conditions: Vec<Condition> = keys(judged, |r| r.condition).into_iter().collect();
    let mut heads = vec!["candidate".to_owned(), "true speedup".to_owned()];
    heads.extend(conditions.iter().map(|condition| format!("seen, {condition}")));
    let mut text =
        "\n## True speedups, and the median over verdicts of what counted pairs show\n\n"
            .to_owned();
    text += &head(&heads);
    // As text, since floats have no order of their own.
    for (kind, truth) in keys(judged, |r| (r.kind, format!("{:.3}", r.truth))) {
        let seen = |condition: &Condition| {
            let is_here = |r: &Record| {
                (r.condition, r.kind, format!("{:.3}", r.truth))
                    == (*condition, kind, truth.clone())
            };
            let medians: Vec<f64> =
                select(judged, is_here).iter().filter_map(|row| speedup(row.record)).collect();
            median(&medians, 3)
        };
        let mut cells = vec![kind.to_string(), truth.clone()];
        cells.extend(conditions.iter().map(seen));
        text += &row(&cells);
    }
    text
}

fn speedup(record: &Record) -> Option<f64> {
    let ratios: Vec<f64> = record.timing.counted().into_iter().map(Block::ratio).collect();
    stats::median(&ratios)
}

/// The different keys of all records, in order.
fn keys<K: Ord>(judged: &[Judged], key: impl Fn(&Record) -> K) -> BTreeSet<K> {
    judged.iter().map(|judged| key(judged.record)).collect()
}

fn select<'a>(judged: &'a [Judged<'a>], keep: impl Fn(&Record) -> bool) -> Vec<&'a Judged<'a>> {
    judged.iter().filter(|judged| keep(judged.record)).collect()
}

fn median(values: &[f64], digits: usize) -> String {
    stats::median(values).map_or("–".to_owned(), |median| format!("{median:.digits$}"))
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "unknown".to_owned();
    }
    format!("{:.1} %", 100.0 * part as f64 / whole as f64)
}

fn head<T: AsRef<str>>(cells: &[T]) -> String {
    row(cells) + &"|---".repeat(cells.len()) + "|\n"
}

fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |\n", cells.join(" | "))
}
