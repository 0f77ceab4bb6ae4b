//! A table for a spreadsheet, a line for each result.

use super::{Item, bug};
use crate::fault::Fault;

const HEADER: [&str; 10] = [
    "exercise",
    "file",
    "verdict",
    "points",
    "open",
    "points_max",
    "late_days",
    "seconds",
    "speedup",
    "reason",
];

/// The table. What is not graded has no points in it.
pub fn table(items: &[Item]) -> Result<String, Fault> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(bug)?;
    for item in items {
        writer.write_record(record(item)).map_err(bug)?;
    }
    let bytes = writer.into_inner().map_err(bug)?;
    String::from_utf8(bytes).map_err(bug)
}

fn record(item: &Item) -> [String; 10] {
    let score = item.score.as_ref();
    let text = |value: Option<String>| value.unwrap_or_default();
    let speedup = item.speedups.first().map(|(_, speedup)| format!("{:.2}", speedup.median));
    [
        cell(&item.exercise),
        cell(item.file.as_deref().unwrap_or_default()),
        item.verdict.unwrap_or("not_graded").to_owned(),
        text(score.and_then(|score| Some(score.known()?.to_string()))),
        text(score.map(|score| score.open.to_string())),
        text(score.map(|score| score.of.to_string())),
        text(score.and_then(|score| Some(score.late?.days.to_string()))),
        format!("{:.2}", item.seconds),
        text(speedup),
        cell(&item.reason),
    ]
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
