//! `results.jsonl`: a line of JSON for each thing that was handed in. Nothing in it depends
//! on when or where the runs were collected.

use super::{Class, Entry, Speed};
use crate::bounded::visible;
use serde_json::{Value, json};
use std::fmt::Write;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// All lines. Invisible characters are escaped, as JSON does it: a person who looks at the
/// file sees them, and a program that reads it gets them back.
pub fn lines(class: &Class) -> String {
    class.entries.iter().map(|entry| seen(&line(entry).to_string()) + "\n").collect()
}

fn seen(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        let is_seen = visible(c.encode_utf8(&mut [0; 4])).chars().eq([c]);
        if is_seen {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // A text takes all that is written to it.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

fn line(entry: &Entry) -> Value {
    let mut line = json!({
        "format": FORMAT,
        "student": entry.student,
        "exercise": entry.exercise,
        "path": entry.path,
        "unit": entry.unit,
        "handed_in": entry.at.map(|at| at.to_string()),
        "flags": entry.flags(),
    });
    let more = match &entry.mark {
        Err(blank) => json!({
            "verdict": null,
            "code": blank.kind.name(),
            "reason": blank.fault.what,
            "hint": blank.fault.hint,
        }),
        Ok(mark) => json!({
            "verdict": mark.verdict,
            "code": mark.code.name(),
            "reason": mark.text,
            "speeds": mark.speeds.iter().map(speed).collect::<Vec<_>>(),
            "cause": mark.cause,
            "points": entry.points(),
            "score": mark.score,
            "changed": mark.change.as_ref().map(|change| json!({
                "from": change.before,
                "why": change.why,
            })),
            "seed": mark.seed,
        }),
    };
    if let (Value::Object(line), Value::Object(more)) = (&mut line, more) {
        line.extend(more);
    }
    line
}

fn speed(speed: &Speed) -> Value {
    json!({ "case": speed.case, "speedup": speed.speedup, "goal": speed.goal })
}
