//! Every form, read back: by the numbers in it, and with hostile text.

use super::item::harmless;
use super::*;
use crate::course::Manifest;
use crate::course::plan::Plan;
use crate::grade::Graded;
use crate::grade::made_up::{case, graded, starved, unclear, wrong};
use crate::report::{Context, Paint};
use crate::score::{Score, Terms};
use crate::verdict::{Outcome, Verdict};
use pulldown_cmark::{Event as Mark, Options, Parser};
use quick_xml::events::Event;

const MANIFEST: &str = "format = 1\ntitle = \"My topic\"\nteaches = []\nhints = [\"\", \"\", \"\"]\n\
                        [limits]\ntime_wall_s = 5\nmemory_peak_mib = 64\n\
                        [correctness]\nrepeats = 1\n\
                        [[timed]]\ncase = \"large\"\ngoal = { efficiency = 0.8 }\n";

fn scored(with: impl Fn(&Terms) -> Score) -> Score {
    let manifest: Manifest = toml::from_str(MANIFEST).expect("a sound manifest");
    with(&Terms { manifest: &manifest, plan: &Plan::default(), handed_in: None })
}

fn item_called(title: &str, graded: &Graded) -> Item {
    let context = Context {
        title: title.to_owned(),
        command: "cargo grade".to_owned(),
        lesson: "lessons/src/07_my_topic.md".to_owned(),
        next: None,
        asks_for_speed: true,
        before: None,
        predicted: None,
        paint: Paint { color: false },
    };
    Item::of(graded, scored(|terms| crate::score::score(graded, terms)), &context)
}

fn item(graded: &Graded) -> Item {
    item_called("My topic", graded)
}

fn fault(text: &str) -> Item {
    let fault = Fault::new(text, "free some space");
    Item::without_result(Some("my_topic"), &fault, None)
}

fn accepted() -> Item {
    item(&graded(vec![Outcome::Passed; 2], vec![case("large", 1.9)]))
}

fn slow() -> Item {
    item(&graded(vec![Outcome::Passed; 2], vec![case("large", 1.4)]))
}

fn open() -> Item {
    item(&graded(vec![Outcome::Passed; 2], vec![unclear("large")]))
}

fn refused(diagnostics: &str) -> Item {
    let diagnostics = diagnostics.to_owned();
    item(&graded(vec![Outcome::DoesNotCompile { diagnostics }], vec![]))
}

fn around() -> FormContext {
    let now = "2027-01-31T12:00:00Z".parse().expect("a moment");
    let variables = BTreeMap::from([("CLASSROOM", "parallel".to_owned())]);
    FormContext { now, variables, ..FormContext::default() }
}

fn rendered(format: Format, items: &[Item]) -> String {
    format.render(items, &around()).expect("it can be rendered")
}

fn json_of(format: Format, items: &[Item]) -> Value {
    let text = rendered(format, items);
    serde_json::from_str(text.lines().last().filter(|_| format == Format::Autolab).unwrap_or(&text))
        .expect("JSON")
}

/// The points that a platform takes from a form, and the most there are where it says so.
fn points(format: Format, items: &[Item]) -> Option<f64> {
    let value = || json_of(format, items);
    match format {
        Format::Classroom50 | Format::Gradescope => value()["score"].as_f64(),
        Format::Prairielearn => value()["score"].as_f64().map(|share| share * 10.0),
        Format::Classroom => {
            let value = value();
            let tests = value["tests"].as_array().expect("tests");
            tests.iter().map(|test| test["score"].as_f64()).sum()
        }
        Format::Autolab => value()["scoreboard"][0].as_f64(),
        Format::Csv => table(items)[0][3].parse().ok(),
        Format::Junit => {
            let text = rendered(format, items);
            let found = texts_of_xml(&text).into_iter().skip_while(|text| text != "points").nth(1);
            found.and_then(|points| points.parse().ok())
        }
        _ => None,
    }
}

fn table(items: &[Item]) -> Vec<::csv::StringRecord> {
    let text = rendered(Format::Csv, items);
    ::csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|record| record.expect("CSV"))
        .collect()
}

const WITH_POINTS: [Format; 7] = [
    Format::Junit,
    Format::Classroom50,
    Format::Classroom,
    Format::Gradescope,
    Format::Autolab,
    Format::Prairielearn,
    Format::Csv,
];

#[test]
fn each_form_has_the_points_and_none_where_there_are_none() {
    for format in WITH_POINTS {
        let check = |item: Item, expected: Option<f64>| {
            let found = points(format, std::slice::from_ref(&item));
            assert_eq!(found, expected, "{format:?}: {}", rendered(format, &[item]));
        };
        check(accepted(), Some(10.0));
        check(slow(), Some(8.0));
        check(item(&graded(vec![wrong("", "")], vec![])), Some(0.0));
        check(item(&graded(vec![starved()], vec![])), None);
        check(fault("the disk is full"), None);
        // Autolab takes each problem by itself, and has no sum where one is open.
        check(open(), (format != Format::Autolab).then_some(6.0));
    }
}

/// A sum without one of them would count it as zero.
#[test]
fn one_that_is_not_graded_leaves_no_sum() {
    for format in WITH_POINTS {
        if !matches!(format, Format::Junit | Format::Csv) {
            let other = Item { exercise: "other".to_owned(), ..fault("full") };
            assert_eq!(points(format, &[accepted(), other]), None, "{format:?}");
        }
    }
    let rows: Vec<String> =
        table(&[accepted(), fault("full")]).iter().map(|row| row[3].to_owned()).collect();
    assert_eq!(rows, ["10", ""]);
}

/// The points of one exercise are given once.
#[test]
fn of_several_results_for_an_exercise_the_best_counts() {
    for format in WITH_POINTS {
        if !matches!(format, Format::Junit | Format::Csv) {
            let items = [slow(), fault("full"), accepted(), open()];
            assert_eq!(points(format, &items), Some(10.0), "{format:?}");
        }
    }
    assert_eq!(table(&[slow(), accepted()]).len(), 2);
}

/// The keys of numbers, wherever they stand.
fn has_number(value: &Value) -> bool {
    let points = ["score", "points", "max-score", "max_points", "max_score"];
    match value {
        Value::Object(map) => map.iter().any(|(key, value)| {
            let is_zero_of_zero = key == "max_score" && *value == 0;
            (points.contains(&key.as_str()) && value.is_number() && !is_zero_of_zero)
                || has_number(value)
        }),
        Value::Array(values) => values.iter().any(has_number),
        _ => false,
    }
}

#[test]
fn a_fault_is_said_everywhere_and_numbered_nowhere() {
    for format in Format::ALL {
        let text = rendered(format, &[fault("the disk is full")]);
        assert!(text.contains("the disk is full"), "{format:?}: {text}");
        if let Ok(value) = serde_json::from_str(&text) {
            assert!(!has_number(&value), "{format:?}: {text}");
        }
    }
    assert_eq!(json_of(Format::Check50, &[fault("x")])["error"]["type"], "Fault");
    assert_eq!(json_of(Format::Exercism, &[fault("x")])["status"], "error");
    assert_eq!(json_of(Format::Prairielearn, &[fault("x")])["gradable"], false);
    assert_eq!(json_of(Format::Classroom, &[fault("x")])["status"], "error");
    assert_eq!(json_of(Format::Autolab, &[fault("x")])["scores"], serde_json::json!({}));
    let run = &json_of(Format::Sarif, &[fault("x")])["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(rendered(Format::Junit, &[fault("x")]).contains("errors=\"1\""));
    assert!(
        rendered(Format::Annotations, &[fault("x")]).starts_with("::error title=my_topic%3A not")
    );
}

/// Neither a pass nor a fail.
#[test]
fn what_nobody_can_tell_is_neither() {
    let items = [open()];
    let check50 = json_of(Format::Check50, &items);
    let passed: Vec<&Value> = (0..2).map(|at| &check50["results"][at]["passed"]).collect();
    assert_eq!(passed, [&Value::Bool(true), &Value::Null]);
    assert_eq!(json_of(Format::Exercism, &items)["tests"][1]["status"], "error");
    let test = &json_of(Format::Gradescope, &items)["tests"][1];
    assert_eq!((&test["status"], &test["score"]), (&Value::Null, &Value::Null));
    let junit = rendered(Format::Junit, &items);
    assert!(junit.contains("skipped=\"1\"") && junit.contains("failures=\"0\""), "{junit}");
    assert!(rendered(Format::Annotations, &items).starts_with("::warning file="));
    assert_eq!(json_of(Format::Autolab, &items)["scores"], serde_json::json!({ "Answers": 6.0 }));
}

/// What a student may write where it hurts.
const HOSTILE: &str = "a\0b\u{1b}[31mc\u{fffe}d]]>e\rf\u{202e}g\n::error::h\n  ::add-mask::i\n\
                       ##[command]j %0A%25 <script>&amp;\"'`|*_[k](http://l)@m #1 =2\u{2028}n";

fn hostile() -> Item {
    let mut graded = graded(vec![Outcome::Passed, wrong(HOSTILE, HOSTILE)], vec![]);
    graded.tests[1].name = HOSTILE.to_owned();
    graded.candidate.path = format!("={HOSTILE}.rs").into();
    (graded.verdict, graded.reason) = graded.judged_again();
    item_called(HOSTILE, &graded)
}

fn strings(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            into.push(key.clone());
            strings(value, into);
        }),
        _ => {}
    }
}

/// All texts and attributes of a document, in order.
fn texts_of_xml(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut texts = Vec::new();
    let mut buffer = String::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("a sound attribute");
                    let value = std::str::from_utf8(&attribute.value).expect("UTF-8");
                    texts.push(
                        quick_xml::escape::unescape(value).expect("known entities").into_owned(),
                    );
                }
            }
            Event::Text(text) => buffer += std::str::from_utf8(&text).expect("UTF-8"),
            Event::GeneralRef(name) => {
                let name = std::str::from_utf8(&name).expect("UTF-8").to_owned();
                buffer += &quick_xml::escape::unescape(&format!("&{name};")).expect("known");
            }
            Event::End(_) => texts.push(std::mem::take(&mut buffer)),
            Event::Eof => return texts,
            _ => {}
        }
    }
}

/// The text of Markdown, and its HTML, which is ours alone.
fn text_of_markdown(text: &str) -> (String, String) {
    let (mut words, mut markup) = (String::new(), String::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Mark::Text(text) => words += &text,
            Mark::Html(text) | Mark::InlineHtml(text) => markup += &text,
            Mark::Start(tag) => {
                use pulldown_cmark::Tag;
                let is_active = matches!(tag, Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis);
                assert!(!is_active, "{tag:?} in {text}");
            }
            _ => {}
        }
    }
    (words, markup)
}

#[test]
fn hostile_text_arrives_as_text() {
    let expected = harmless(HOSTILE);
    assert!(expected.contains("d]]>e\\u{d}f\\u{202e}g\n| ::error::h"), "{expected}");
    for format in Format::ALL {
        let other = Item { exercise: "other".to_owned(), ..hostile() };
        let text = rendered(format, &[hostile(), other]);
        let odd = text.chars().find(|&c| {
            c.is_control() && c != '\n' && c != '\t' || "\u{202e}\u{fffe}\u{2028}".contains(c)
        });
        assert_eq!(odd, None, "{format:?}");
        assert!(!text.contains("##["), "{format:?}: {text}");
        let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
        let found = if format == Format::Annotations {
            assert_eq!(commands.count(), text.lines().count(), "{text}");
            text.replace("%0A", "\n").replace("%25", "%")
        } else {
            assert_eq!(commands.count(), 0, "{format:?}: {text}");
            read_back(format, &text)
        };
        let expected = match format {
            Format::Github => expected.replace('\n', " "),
            _ => expected.clone(),
        };
        assert!(found.contains(&expected), "{format:?}: {found}");
    }
}

fn read_back(format: Format, text: &str) -> String {
    match format {
        Format::Junit => texts_of_xml(text).join("\0"),
        Format::Github => {
            let (words, markup) = text_of_markdown(text);
            let ours = ["<details>", "</details>", "<summary>", "</summary>", "<pre>", "</pre>"];
            let rest = ours.iter().fold(markup, |markup, tag| markup.replace(tag, ""));
            assert!(!rest.contains('<'), "{rest}");
            words
        }
        Format::Csv => {
            let records = ::csv::Reader::from_reader(text.as_bytes());
            let fields = records.into_records().flat_map(|record| {
                let record = record.expect("CSV");
                assert!(record[1].starts_with("'="), "{record:?}");
                record.iter().map(str::to_owned).collect::<Vec<_>>()
            });
            fields.collect::<Vec<_>>().join("\0")
        }
        _ => {
            // Before Autolab's last lines stands the screen.
            let json = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
            let values: Vec<Value> = match format {
                Format::Autolab => text.lines().rev().take(2).map(json).collect(),
                _ => vec![json(text)],
            };
            let mut found = Vec::new();
            for value in &values {
                strings(value, &mut found);
            }
            found.join("\0")
        }
    }
}

#[test]
fn at_most_ten_annotations_of_a_kind_and_the_rest_is_counted() {
    let error = |line| format!("error[E0308]: wrong {line}\n --> student.rs:{line}:5\n");
    let said: String = (1..=25).map(error).collect();
    let text = rendered(Format::Annotations, &[refused(&said)]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 10);
    let first = "::error file=exercises/07_my_topic/student.rs,line=1,col=5,title=My topic%3A does \
                 not compile::wrong 1";
    assert_eq!(lines[0], first);
    assert_eq!(lines[9], "::error title=And more::16 more; the summary has them all");
    assert_eq!(rendered(Format::Annotations, &[accepted()]).lines().count(), 1);
}

#[test]
fn a_summary_keeps_below_what_github_takes() {
    let items = vec![refused(&"error: x\n".repeat(10_000)); 60];
    let text = rendered(Format::Github, &items);
    assert!(text.len() < 1024 * 1024, "{} bytes", text.len());
    assert!(text.contains("\nMore results, left out because GitHub takes no more: "));
}

#[test]
fn compile_errors_have_their_lines_in_sarif() {
    let items = [refused("error[E0308]: mismatched types\n --> student.rs:12:5\n")];
    let result = &json_of(Format::Sarif, &items)["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 12);
    assert_eq!(place["artifactLocation"]["uri"], "exercises/07_my_topic/student.rs");
    assert_eq!(result["message"]["text"], "mismatched types");
}

/// One result in each form, so that a change of one is seen.
#[test]
fn a_slow_result_in_every_form() {
    let item = Item { screen: "The screen.\n".to_owned(), ..slow() };
    assert_eq!(item.verdict, Some(Verdict::LowSpeedup.name()));
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    for format in Format::ALL {
        let text = rendered(format, std::slice::from_ref(&item));
        let text = text.replace(&version, "\"version\": \"[version]\"");
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("slow_{}", format.name()), text);
        });
    }
}
