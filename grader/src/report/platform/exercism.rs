//! The result of an Exercism test runner, version 3.

use super::{Item, Row, rows, screens, sentences};
use crate::bounded;
use serde_json::{Value, json};

/// Most characters of a message; more are not kept.
const MESSAGE_BYTES_MAX: usize = 60_000;

/// The result. Where no test was run, which a file that does not compile and a fault have
/// in common, there is a message and no test.
pub fn value(items: &[Item]) -> Value {
    let unrun = items.iter().any(|item| item.is_fault() || !item.errors.is_empty());
    if unrun || rows(items).next().is_none() {
        let message =
            bounded::lines(format!("{}\n{}", sentences(items), screens(items)), MESSAGE_BYTES_MAX);
        return json!({ "version": 3, "status": "error", "message": message, "tests": [] });
    }
    let all = rows(items).all(|(_, row)| row.passed() == Some(true));
    let tests: Vec<Value> =
        (1..).zip(rows(items)).map(|(id, row)| test(id, &row.0, row.1)).collect();
    let status = if all { "pass" } else { "fail" };
    json!({ "version": 3, "status": status, "message": Value::Null, "tests": tests })
}

fn test(id: usize, name: &str, row: &Row) -> Value {
    let status = match row.passed() {
        Some(true) => "pass",
        Some(false) => "fail",
        None => "error",
    };
    let message = if status == "pass" { Value::Null } else { json!(row.why) };
    json!({
        "name": name,
        "status": status,
        "message": message,
        "output": Value::Null,
        "test_code": "",
        "task_id": id,
    })
}
