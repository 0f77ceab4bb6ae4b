//! The JSON of check50: passed is true, false, or null where nothing is known.

use super::{Item, Row, rows, screens, sentences};
use crate::score::{PartKind, PartStatus};
use serde_json::{Value, json};

/// The result. A fault has an error in the place of results.
pub fn value(items: &[Item]) -> Value {
    let slugs: Vec<&str> = items.iter().map(|item| item.exercise.as_str()).collect();
    let (slug, version) = (slugs.join("+"), env!("CARGO_PKG_VERSION"));
    if items.iter().all(Item::is_fault) {
        let error = json!({
            "type": "Fault",
            "value": sentences(items),
            "traceback": [],
            "data": { "output": screens(items) },
        });
        return json!({ "slug": slug, "error": error, "version": version });
    }
    let results: Vec<Value> = rows(items).map(|(name, row)| check(&name, row)).collect();
    json!({ "slug": slug, "results": results, "version": version })
}

fn check(name: &str, row: &Row) -> Value {
    let cause = match row.passed() {
        Some(true) => Value::Null,
        _ => json!({ "rationale": row.why, "help": Value::Null }),
    };
    let waits = row.part.standing == PartStatus::NotReached;
    let dependency = (waits && row.part.kind != PartKind::Correctness).then_some("right answers");
    json!({
        "name": name,
        "description": name,
        "passed": row.passed(),
        "log": [],
        "cause": cause,
        "data": { "points": row.known(), "max_points": row.part.of },
        "dependency": dependency,
    })
}
