//! Autolab: the screen, what it shows in stages, and the scores in the last line.

use super::{Item, screens};
use crate::score::{Part, PartKind, Points};
use serde_json::{Map, Value, json};

/// The problems of a lab: each kind of part is one.
const PROBLEMS: [(PartKind, &str); 3] =
    [(PartKind::Correctness, "Answers"), (PartKind::Counted, "Limits"), (PartKind::Timed, "Speed")];

/// The problems that a lab needs for these parts, with the points of each.
pub fn problems(parts: &[Part]) -> Vec<(&'static str, Points)> {
    let problem = |(kind, name): (PartKind, &'static str)| {
        let parts = || parts.iter().filter(move |part| part.kind == kind);
        parts().next()?;
        Some((name, parts().map(|part| part.of).sum()))
    };
    PROBLEMS.into_iter().filter_map(problem).collect()
}

/// What is printed. A problem with an open part has no score, and so keeps the one that it
/// has.
pub fn lines(items: &[Item]) -> String {
    let mut stages = Map::new();
    let mut scores = Map::new();
    let mut total = Some(Points::ZERO);
    for item in items {
        let mut stage = Map::new();
        for (kind, problem) in PROBLEMS {
            let parts = || item.rows.iter().filter(move |row| row.part.kind == kind);
            if parts().next().is_none() {
                continue;
            }
            let passed = parts().all(|row| row.passed() == Some(true));
            stage.insert(problem.to_owned(), json!({ "passed": passed }));
            let points: Option<Points> = parts().map(super::Row::known).sum();
            let points = points.filter(|_| !item.is_fault());
            scores
                .extend(points.map(|points| (named(items, item, problem), json!(points.value()))));
            total = total.zip(points).map(|(total, points)| total + points);
        }
        if item.rows.is_empty() || item.is_fault() {
            stage = Map::from_iter([("Graded".to_owned(), json!({ "passed": false }))]);
            total = None;
        }
        stages.insert(item.title.clone(), Value::Object(stage));
    }
    let names: Vec<&String> = stages.keys().collect();
    let mut shown = json!({ "_presentation": "semantic", "stages": names });
    if let Value::Object(shown) = &mut shown {
        shown.extend(stages.clone());
    }
    let mut last = json!({ "scores": scores });
    if let (Value::Object(last), Some(total)) = (&mut last, total) {
        let speedup = items.first().and_then(|item| item.ranked().first());
        let speedup = speedup.map_or(0.0, |(_, speedup)| (speedup.median * 100.0).round() / 100.0);
        last.insert("scoreboard".to_owned(), json!([total.value(), speedup]));
    }
    format!("{}\n{shown}\n{last}\n", screens(items))
}

fn named(items: &[Item], item: &Item, problem: &str) -> String {
    if items.len() > 1 { format!("{} {problem}", item.title) } else { problem.to_owned() }
}
