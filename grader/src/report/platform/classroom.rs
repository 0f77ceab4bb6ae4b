//! Classroom 50's `result.json`, and the form of GitHub Classroom's graders before it.

use super::{FormContext, Item, Row, rows, sentences, sum};
use serde_json::{Map, Value, json};

/// What Classroom 50's runner says of a submission.
pub const VARIABLES: &[&str] = &[
    "CLASSROOM",
    "ASSIGNMENT",
    "ASSIGNMENT_TYPE",
    "SUBMISSION_TAG",
    "COMMIT_URL",
    "RELEASE_URL",
    "REVIEW_URL",
    "USERNAME",
    "OWNER",
];

/// The result of Classroom 50. Its points are whole, so each part is rounded.
pub fn fifty(items: &[Item], context: &FormContext) -> Value {
    let mut result = Map::new();
    result.insert("schema".to_owned(), json!("classroom50/result/v1"));
    let keys: [(&str, &[&str]); 8] = [
        ("classroom", &["CLASSROOM"]),
        ("assignment", &["ASSIGNMENT"]),
        ("assignment_type", &["ASSIGNMENT_TYPE"]),
        ("owner", &["OWNER", "USERNAME"]),
        ("submission", &["SUBMISSION_TAG"]),
        ("commit", &["COMMIT_URL"]),
        ("release", &["RELEASE_URL"]),
        ("review", &["REVIEW_URL"]),
    ];
    for (key, names) in keys {
        let value = names.iter().find_map(|name| context.variables.get(name));
        result.extend(value.map(|value| (key.to_owned(), json!(value))));
    }
    result.insert("datetime".to_owned(), json!(context.handed_in.unwrap_or(context.now)));
    result.insert("graded_at".to_owned(), json!(context.now));
    let is_known = sum(items).is_some();
    if is_known {
        let total = |points: fn(&Row) -> u64| rows(items).map(|(_, row)| points(row)).sum::<u64>();
        result.insert("score".to_owned(), json!(total(whole)));
        result.insert("max-score".to_owned(), json!(total(most)));
    }
    let test = |(name, row): (String, &Row)| {
        json!({
            "test-name": name,
            "passed": row.passed() == Some(true),
            "score": whole(row),
            "max-score": most(row),
            "standing": row.part.standing,
            "why": row.why,
        })
    };
    // A test without a score would be one without points.
    let tests: Vec<Value> = rows(items).filter(|_| is_known).map(test).collect();
    result.insert("tests".to_owned(), json!(tests));
    result.insert("output".to_owned(), json!(sentences(items)));
    Value::Object(result)
}

fn whole(row: &Row) -> u64 {
    row.part.points.rounded(row.part.of)
}

fn most(row: &Row) -> u64 {
    row.part.of.rounded(row.part.of)
}

/// What the older reporter reads, before base64. It adds up the tests' scores.
pub fn older(items: &[Item]) -> Value {
    let Some((points, of)) = sum(items) else {
        let test = json!({
            "name": "grading",
            "status": "error",
            "message": sentences(items),
            "test_code": "",
            "filename": "",
            "line_no": 0,
            "execution_time": "0s",
        });
        return json!({ "version": 1, "status": "error", "max_score": 0, "tests": [test] });
    };
    let status = |row: &Row| match row.passed() {
        Some(true) => "pass",
        Some(false) => "fail",
        None => "error",
    };
    let test = |(name, row): (String, &Row)| {
        json!({
            "name": name,
            "status": status(row),
            "message": if row.passed() == Some(true) { Value::Null } else { json!(row.why) },
            "test_code": "",
            "filename": items.first().and_then(|item| item.file.clone()).unwrap_or_default(),
            "line_no": 0,
            "execution_time": "0s",
            "score": whole(row),
        })
    };
    let is_open = rows(items).any(|(_, row)| row.is_open());
    let status = match () {
        () if points == of => "pass",
        () if is_open => "error",
        () => "fail",
    };
    let tests: Vec<Value> = rows(items).map(test).collect();
    let most = rows(items).map(|(_, row)| most(row)).sum::<u64>();
    json!({
        "version": 1,
        "status": status,
        "max_score": most,
        "tests": tests,
    })
}
