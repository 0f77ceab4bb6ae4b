//! Gradescope's `results.json`.

use super::{FormContext, Item, Row, Visibility, rows, screens, sentences, sum};
use crate::score::Points;
use serde_json::{Map, Value, json};

/// The result. Where there are no points it has no score, and then Gradescope says that the
/// autograder failed, and gives none.
pub fn value(items: &[Item], context: &FormContext) -> Value {
    let known = sum(items);
    let mut result = Map::new();
    if let Some((points, _)) = known {
        result.insert("score".to_owned(), json!(points.value()));
    }
    let seconds: f64 = items.iter().map(|item| item.seconds).sum();
    let rest = json!({
        "execution_time": seconds.round(),
        "output": format!("{}\n{}", sentences(items), screens(items)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility(context.visibility),
        "stdout_visibility": "hidden",
        "tests": rows(items).map(|(name, row)| test(&name, row, row.known().filter(|_| known.is_some()))).collect::<Vec<_>>(),
        "leaderboard": leaderboard(items),
        "extra_data": { "verdicts": items.iter().map(|item| item.verdict).collect::<Vec<_>>() },
    });
    if let Value::Object(rest) = rest {
        result.extend(rest);
    }
    Value::Object(result)
}

/// A part, with its points. One that is open has no number, and so neither passes nor fails.
fn test(name: &str, row: &Row, points: Option<Points>) -> Value {
    let mut test = Map::new();
    if let Some(points) = points {
        let status = if row.passed() == Some(true) { "passed" } else { "failed" };
        test.insert("score".to_owned(), json!(points.value()));
        test.insert("max_score".to_owned(), json!(row.part.of.value()));
        test.insert("status".to_owned(), json!(status));
    }
    let name = if points.is_none() { format!("{name} (not graded yet)") } else { name.to_owned() };
    test.insert("name".to_owned(), json!(name));
    test.insert("output".to_owned(), json!(row.why));
    Value::Object(test)
}

/// The speedups of results that are right and decided.
fn leaderboard(items: &[Item]) -> Vec<Value> {
    let several = items.iter().map(|item| item.ranked().len()).sum::<usize>() > 1;
    let entry = |item: &Item, case: &str, median: f64| {
        let name =
            if several { format!("Speedup: {}, {case}", item.title) } else { "Speedup".to_owned() };
        json!({ "name": name, "value": (median * 100.0).round() / 100.0, "order": "desc" })
    };
    let of_item = |item: &Item| -> Vec<Value> {
        item.ranked().iter().map(|(case, speedup)| entry(item, case, speedup.median)).collect()
    };
    items.iter().flat_map(of_item).collect()
}

fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Visible => "visible",
        Visibility::AfterDueDate => "after_due_date",
        Visibility::AfterPublished => "after_published",
        Visibility::Hidden => "hidden",
    }
}
