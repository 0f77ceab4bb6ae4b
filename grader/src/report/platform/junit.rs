//! The XML of `JUnit`: a suite for each result, a case for each part of its score.

use super::{Item, Row, bug};
use crate::fault::Fault;
use crate::score::PartStatus;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

pub(super) type Xml = Writer<Vec<u8>>;

/// How many cases there are, and how they went.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) tests: usize,
    pub(super) failures: usize,
    pub(super) errors: usize,
    pub(super) skipped: usize,
}

impl Counts {
    fn of(item: &Item) -> Self {
        if item.is_fault() {
            return Self { tests: 1, errors: 1, ..Self::default() };
        }
        let count = |passed| item.rows.iter().filter(|row| row.passed() == passed).count();
        let (failures, skipped) = (count(Some(false)), count(None));
        Self { tests: item.rows.len(), failures, errors: 0, skipped }
    }

    fn and(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    pub(super) fn attributes(self, seconds: f64) -> [(&'static str, String); 5] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("skipped", self.skipped.to_string()),
            ("time", format!("{seconds:.3}")),
        ]
    }
}

/// The document.
pub fn render(items: &[Item]) -> Result<String, Fault> {
    whole(|xml| document(xml, items))
}

/// A document with what `write` puts into it.
pub(super) fn whole(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Result<String, Fault> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declared = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    declared.and_then(|()| write(&mut xml)).map_err(bug)?;
    String::from_utf8(xml.into_inner()).map(|text| text + "\n").map_err(bug)
}

fn document(xml: &mut Xml, items: &[Item]) -> io::Result<()> {
    let all = items.iter().map(Counts::of).fold(Counts::default(), Counts::and);
    let seconds = items.iter().map(|item| item.seconds).sum();
    let attributes = all.attributes(seconds);
    // The schema knows no `skipped` here: a reader that wants it adds up the suites.
    let known = attributes.iter().filter(|(key, _)| *key != "skipped");
    xml.create_element("testsuites")
        .with_attribute(("name", "grade"))
        .with_attributes(known.map(|(key, value)| (*key, value.as_str())))
        .write_inner_content(|xml| items.iter().try_for_each(|item| suite(xml, item)))?;
    Ok(())
}

fn suite(xml: &mut Xml, item: &Item) -> io::Result<()> {
    let attributes = Counts::of(item).attributes(item.seconds);
    xml.create_element("testsuite")
        .with_attribute(("name", item.exercise.as_str()))
        .with_attributes(attributes.iter().map(|(key, value)| (*key, value.as_str())))
        .write_inner_content(|xml| {
            properties(xml, item)?;
            if item.is_fault() {
                fault(xml, item)?;
            } else {
                item.rows.iter().try_for_each(|row| case(xml, item, row))?;
            }
            text(xml, "system-out", &item.screen)
        })?;
    Ok(())
}

fn properties(xml: &mut Xml, item: &Item) -> io::Result<()> {
    let mut properties = vec![("verdict".to_owned(), item.verdict.unwrap_or("none").to_owned())];
    let known = item.score.as_ref().and_then(|score| Some((score.known()?, score.of)));
    if let Some((points, of)) = known {
        properties.push(("points".to_owned(), points.to_string()));
        properties.push(("points_max".to_owned(), of.to_string()));
    }
    for (case, speedup) in &item.speedups {
        properties.push((format!("speedup: {case}"), format!("{:.3}", speedup.median)));
    }
    xml.create_element("properties").write_inner_content(|xml| {
        properties.iter().try_for_each(|(name, value)| {
            xml.create_element("property")
                .with_attributes([("name", name.as_str()), ("value", value.as_str())])
                .write_empty()
                .map(drop)
        })
    })?;
    Ok(())
}

fn fault(xml: &mut Xml, item: &Item) -> io::Result<()> {
    let name = [("name", "grading"), ("classname", item.exercise.as_str()), ("time", "0")];
    xml.create_element("testcase").with_attributes(name).write_inner_content(|xml| {
        let attributes = [("message", item.reason.as_str()), ("type", "fault")];
        xml.create_element("error")
            .with_attributes(attributes)
            .write_text_content(BytesText::new(&item.sentence()))
            .map(drop)
    })?;
    Ok(())
}

fn case(xml: &mut Xml, item: &Item, row: &Row) -> io::Result<()> {
    let attributes =
        [("name", row.name.as_str()), ("classname", item.exercise.as_str()), ("time", "0")];
    let element = xml.create_element("testcase").with_attributes(attributes);
    let why = ("message", row.why.as_str());
    let kind = ("type", item.verdict.unwrap_or_default());
    match row.part.standing {
        PartStatus::Met => element.write_empty()?,
        PartStatus::Missed => element.write_inner_content(|xml| {
            let failure = xml.create_element("failure").with_attributes([why, kind]);
            failure.write_text_content(BytesText::new(&item.reason)).map(drop)
        })?,
        PartStatus::NotReached | PartStatus::Open => element.write_inner_content(|xml| {
            xml.create_element("skipped").with_attributes([why]).write_empty().map(drop)
        })?,
    };
    Ok(())
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}
