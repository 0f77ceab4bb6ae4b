//! The format of a result: what the grader writes is what `grader/result/schema.json` says,
//! field by field, and is read back as it was.

use grade_result::{Code, Stored};
use grader::fault::Fault;
use grader::grade::Graded;
use grader::grade::made_up::{case, graded, starved, unclear, wrong};
use grader::grade::stored::NoResult;
use grader::verdict::{Counted, Outcome, Runs, Verdict};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> Value {
    let text = fs::read_to_string(here().join("result/schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

/// One result of each kind that a check can end in.
fn made_up() -> Vec<Graded> {
    let printed = || "a line\n".to_owned();
    let counted = Counted {
        what: "loads".to_owned(),
        case: "case 0".to_owned(),
        amount: 9,
        allowed: 4,
        baseline: 4,
        advisory: true,
    };
    let nondeterministic = match wrong("[1]", "[2]") {
        Outcome::Wrong { input, mismatch, printed, .. } => {
            Outcome::Wrong { input, mismatch, printed, right_runs: Some(Runs { right: 2, of: 5 }) }
        }
        other => other,
    };
    let outcomes = [
        Outcome::Passed,
        Outcome::DoesNotCompile { diagnostics: "error: no".to_owned() },
        Outcome::TookTooLong { limit_s: 5.0, cpu_s: 0.1, printed: printed() },
        Outcome::OutOfMemory { limit_mib: 64, printed: printed() },
        Outcome::Crashed { how: "it panicked".to_owned(), signal: Some(6), printed: printed() },
        starved(),
        Outcome::SolutionTookTooLong { limit_s: 5.0 },
        Outcome::ChecksTookTooLong { limit_s: 120.0 },
        wrong("[1]", "[2]"),
        nondeterministic,
        Outcome::UsedTooMuch { counted: counted.clone() },
    ];
    let mut made: Vec<Graded> =
        outcomes.into_iter().map(|outcome| graded(vec![outcome], Vec::new())).collect();
    let timed = [case("large", 1.9), case("large", 1.2), unclear("large")];
    made.extend(timed.map(|case| graded(vec![Outcome::Passed], vec![case])));
    made[0].printed = printed();
    made[0].counted.push(Counted { amount: 1, ..counted });
    made[0].only_case = Some("case 0".to_owned());
    made[0].machine.cpu_quota = Some(1.5);
    made
}

/// The recordings, as they are written today: some are older than the figures in a file.
fn recorded() -> Vec<Graded> {
    let files = fs::read_dir(here().join("tests/evidence")).expect("the folder").flatten();
    let text = |path: &Path| fs::read_to_string(path).expect("it was recorded");
    files.map(|file| serde_json::from_str(&text(&file.path())).expect("a result")).collect()
}

/// Everything that this test knows the grader to write.
fn written() -> Vec<Value> {
    let fault = Fault::new("it broke", "mend it");
    let no_results = [None, Some("my_topic")].map(|slug| NoResult::because(&fault, slug));
    let value = |graded: &Graded| serde_json::to_value(graded).expect("data");
    let no_result = |none: &NoResult| serde_json::to_value(none).expect("data");
    let (made, recorded) = (made_up(), recorded());
    made.iter().chain(&recorded).map(value).chain(no_results.iter().map(no_result)).collect()
}

/// The part of JSON Schema that `schema.json` uses, and one rule more: no field stands in a
/// file that the schema does not describe.
struct Schema {
    definitions: Map<String, Value>,
}

impl Schema {
    /// What is wrong with a value, and where.
    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        for (word, wanted) in schema.as_object().expect("a schema is an object") {
            match word.as_str() {
                "$schema" | "$defs" | "title" | "description" | "format" => {}
                "$ref" => {
                    let name = wanted.as_str().expect("a name").trim_start_matches("#/$defs/");
                    self.check(&self.definitions[name], value, at)?;
                }
                "anyOf" | "oneOf" => self.check_any(wanted, value, at)?,
                "const" if wanted == value => {}
                "const" => return Err(format!("{at}: {value} is not {wanted}")),
                "enum" if wanted.as_array().expect("a list").contains(value) => {}
                "enum" => return Err(format!("{at}: {value} is none of {wanted}")),
                "type" => check_type(wanted, value, at)?,
                "minimum" | "maximum" => check_bound(word, wanted, value, at)?,
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, item, &format!("{at}[{index}]"))?;
                    }
                }
                "properties" => self.check_fields(schema, value, at)?,
                "required" => {
                    let missing = |key: &&Value| value.get(key.as_str().unwrap_or("")).is_none();
                    if let Some(key) = wanted.as_array().expect("a list").iter().find(missing) {
                        return Err(format!("{at}: {key} is missing"));
                    }
                }
                // With `properties`; alone it is a map.
                "additionalProperties" if schema.get("properties").is_some() => {}
                "additionalProperties" => {
                    for (key, item) in value.as_object().into_iter().flatten() {
                        self.check(wanted, item, &format!("{at}.{key}"))?;
                    }
                }
                "propertyNames" => {
                    for key in value.as_object().into_iter().flat_map(Map::keys) {
                        self.check(wanted, &json!(key), at)?;
                    }
                }
                other => panic!("this test does not know `{other}`"),
            }
        }
        Ok(())
    }

    fn check_any(&self, choices: &Value, value: &Value, at: &str) -> Result<(), String> {
        let choices = choices.as_array().expect("a list").iter();
        let found: Vec<_> = choices.map(|choice| self.check(choice, value, at)).collect();
        if found.iter().any(Result::is_ok) {
            return Ok(());
        }
        let why: Vec<String> = found.into_iter().filter_map(Result::err).collect();
        Err(why.join("; or "))
    }

    fn check_fields(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        for (key, item) in value.as_object().into_iter().flatten() {
            let Some(wanted) = schema["properties"].get(key) else {
                return Err(format!("{at}: `{key}` is not described"));
            };
            self.check(wanted, item, &format!("{at}.{key}"))?;
        }
        Ok(())
    }
}

fn check_type(wanted: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is = |name: &Value| match name.as_str().expect("a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("this test does not know the type `{other}`"),
    };
    let fits = wanted.as_array().map_or_else(|| is(wanted), |names| names.iter().any(is));
    if fits { Ok(()) } else { Err(format!("{at}: {value:.60} is no {wanted}")) }
}

fn check_bound(word: &str, bound: &Value, value: &Value, at: &str) -> Result<(), String> {
    let (Some(number), Some(bound)) = (value.as_f64(), bound.as_f64()) else { return Ok(()) };
    let fits = if word == "minimum" { number >= bound } else { number <= bound };
    if fits { Ok(()) } else { Err(format!("{at}: {number} is beyond the {word} {bound}")) }
}

fn check(value: &Value) -> Result<(), String> {
    let schema = schema();
    let definitions = schema["$defs"].as_object().expect("definitions").clone();
    Schema { definitions }.check(&schema, value, "result")
}

#[test]
fn the_schema_is_that_of_the_types() {
    let kept = fs::read_to_string(here().join("result/schema.json")).expect("the schema");
    let again = "cargo run -p grade_result --features schema --example schema > \
                 grader/result/schema.json";
    assert!(kept == grade_result::schema(), "the types have changed; write it again:\n{again}");
}

#[test]
fn every_result_is_as_the_schema_says() {
    let written = written();
    for value in &written {
        assert_eq!(check(value), Ok(()), "{} {}", value["exercise"], value["verdict"]);
    }
    let verdicts: BTreeSet<&str> =
        written.iter().filter_map(|value| value["verdict"].as_str()).collect();
    let all: BTreeSet<&str> = Verdict::ALL.into_iter().map(Verdict::name).collect();
    assert_eq!(verdicts, all, "each verdict was looked at");
}

#[test]
fn what_is_no_result_is_not_as_the_schema_says() {
    let sound = serde_json::to_value(&made_up()[2]).expect("data");
    assert_eq!(check(&sound), Ok(()));
    let broken = |change: fn(&mut Value)| {
        let mut value = sound.clone();
        change(&mut value);
        check(&value).expect_err("it is broken")
    };
    let found = broken(|value| value["seeds"] = json!(1));
    assert!(found.contains("`seeds` is not described"), "{found}");
    let found = broken(|value| drop(value.as_object_mut().expect("one").remove("machine")));
    assert!(found.contains("\"machine\" is missing"), "{found}");
    let found = broken(|value| value["schema"] = json!(1));
    assert!(found.contains("beyond the minimum"), "{found}");
    let found = broken(|value| value["verdict"] = json!("good"));
    assert!(found.contains("\"good\""), "{found}");
    let found = broken(|value| value["candidate"]["seed"] = json!("7"));
    assert!(found.contains("result.candidate.seed"), "{found}");
    broken(|value| value["tests"][0]["outcome"]["kind"] = json!("passed"));
}

/// A later grader of the same version may have a reason more, or a field.
#[test]
fn what_a_later_grader_adds_does_not_stop_a_reader() {
    let mut value = serde_json::to_value(&made_up()[2]).expect("data");
    value["reason"]["code"] = json!("too_late");
    value["reason"]["since"] = json!(3);
    let read: grade_result::Graded = serde_json::from_value(value.clone()).expect("a result");
    assert_eq!(read.reason.code, Code::Other);
    let read: Graded = serde_json::from_value(value).expect("a result");
    assert_eq!(read.reason.code(), Code::TimeLimit, "it follows from the evidence");
}

/// A field that the types do not know would be lost here.
#[test]
fn what_is_written_is_read_and_judged_alike() {
    for value in written() {
        let stored: Stored = serde_json::from_value(value.clone()).expect("a result");
        let is_whole = serde_json::to_value(&stored).expect("data") == value;
        assert!(is_whole, "{} {}: it was not read whole", value["exercise"], value["verdict"]);
        let Stored::Graded(_) = stored else { continue };
        let read: Graded = serde_json::from_value(value).expect("a result");
        let again = serde_json::to_value(&read).expect("data");
        let again: Graded = serde_json::from_value(again).expect("a result");
        assert!(again == read, "{}: it was not written whole", read.exercise);
        assert_eq!(read.judged_again(), (read.verdict, read.reason.clone()));
    }
}
