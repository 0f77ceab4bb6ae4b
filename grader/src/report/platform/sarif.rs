//! SARIF 2.1.0: the compiler's errors with their lines, and the parts that were missed.

use super::{Item, Row};
use serde_json::{Value, json};

/// The log. A fault is no result of the file: it is told of the run.
pub fn value(items: &[Item]) -> Value {
    let results: Vec<Value> = items.iter().flat_map(results).collect();
    let notes: Vec<Value> = items
        .iter()
        .filter(|item| item.is_fault())
        .map(|item| json!({ "level": "error", "message": { "text": item.sentence() } }))
        .collect();
    let invocation = json!({
        "executionSuccessful": notes.is_empty(),
        "toolExecutionNotifications": notes,
    });
    let driver = json!({ "name": "grade", "version": env!("CARGO_PKG_VERSION"), "rules": [] });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "invocations": [invocation], "results": results }],
    })
}

fn results(item: &Item) -> Vec<Value> {
    if item.is_fault() {
        return Vec::new();
    }
    if !item.errors.is_empty() {
        let one = |error: &super::item::CompileError| {
            let region = json!({ "startLine": error.line, "startColumn": error.column });
            result(item, ["compile_error", "error"], &error.message, Some(region))
        };
        return item.errors.iter().map(one).collect();
    }
    let row = |row: &Row| match row.passed() {
        Some(false) => {
            let text = format!("{}: {}", row.name, row.why);
            Some(result(item, [item.verdict.unwrap_or_default(), "error"], &text, None))
        }
        None if row.is_open() => {
            let text = format!("{}: {}", row.name, row.why);
            Some(result(item, ["inconclusive", "note"], &text, None))
        }
        _ => None,
    };
    item.rows.iter().filter_map(row).collect()
}

/// A result: a rule that is not kept, and how grave that is.
fn result(item: &Item, [rule, level]: [&str; 2], text: &str, region: Option<Value>) -> Value {
    let file = item.file.as_deref().unwrap_or_default();
    let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
    if let (Value::Object(place), Some(region)) = (&mut place, region) {
        place.insert("region".to_owned(), region);
    }
    json!({
        "ruleId": rule,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": place }],
    })
}

/// A path as a reference in a URI: what is no plain letter, digit or sign is given in bytes.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    let byte = |byte: u8| {
        if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    path.bytes().map(byte).collect()
}
