//! `PrairieLearn`'s `results.json`.

use super::{Item, rows, screens, sentences, sum};
use serde_json::{Value, json};

/// The result. What is not graded is not gradable here: it takes no attempt and no points.
pub fn value(items: &[Item]) -> Value {
    let Some((points, of)) = sum(items) else {
        return json!({
            "gradable": false,
            "format_errors": [sentences(items)],
            "message": sentences(items),
            "output": screens(items),
        });
    };
    let tests: Vec<Value> = rows(items)
        .map(|(name, row)| {
            json!({
                "name": name,
                "points": row.part.points.value(),
                "max_points": row.part.of.value(),
                "message": row.why,
            })
        })
        .collect();
    json!({
        "gradable": true,
        "score": points.of(of),
        "message": sentences(items),
        "output": screens(items),
        "tests": tests,
    })
}
