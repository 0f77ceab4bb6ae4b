//! What `grade verify` found in the forms that platforms read: a suite of `JUnit` XML for
//! each exercise, or annotations of GitHub Actions at the place that is to be mended.

use super::github::{Annotation, commands};
use super::item::harmless;
use super::junit::{Counts, Xml, whole};
use crate::fault::Fault;
use crate::report::verified::at;
use crate::verify::{Finding, LawStatus};
use clap::ValueEnum;
use quick_xml::events::BytesText;
use std::io;

/// A form that `grade verify` writes to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for people
    #[default]
    Text,
    /// `JUnit` XML, which most CI systems show
    Junit,
    /// Workflow commands that make annotations in GitHub Actions
    Github,
}

impl Format {
    /// The laws in this form; what people read stands elsewhere. A run that ended in a fault
    /// says so.
    pub fn render(self, findings: &[Finding], fault: Option<&Fault>) -> Result<String, Fault> {
        let broken = fault
            .map(|fault| Finding::plain("course", "grading", LawStatus::Broken, fault.to_string()));
        let all: Vec<&Finding> = findings.iter().chain(&broken).collect();
        match self {
            Self::Text => Ok(String::new()),
            Self::Junit => whole(|xml| document(xml, &all)),
            Self::Github => {
                Ok(commands(&all.iter().filter_map(|one| annotation(one)).collect::<Vec<_>>()))
            }
        }
    }
}

/// What a fault is called where the laws are: none of them is.
const FAULT: &str = "grading";

fn is_fault(finding: &Finding) -> bool {
    finding.exercise == "course" && finding.subject == FAULT
}

/// What is wrong, where, and what to do.
fn message(finding: &Finding) -> String {
    let mut text = finding.detail.trim_end().to_owned();
    let place = finding.place.as_ref().map(at);
    for (label, value) in [("at", &place), ("to mend it", &finding.mend)] {
        if let Some(value) = value {
            text = format!("{text}\n{label}: {value}");
        }
    }
    if let Some(again) = &finding.again {
        text = format!("{text}\nto see it: grade {again}");
    }
    harmless(&text)
}

fn annotation(finding: &Finding) -> Option<Annotation> {
    let kind = match finding.standing {
        LawStatus::Broken => "error",
        LawStatus::Unclear => "warning",
        LawStatus::Sound | LawStatus::Skipped => return None,
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(("file", harmless(&place.file)));
        properties.extend(place.line.map(|line| ("line", line.to_string())));
    }
    let title = format!("{} {}", finding.exercise, finding.subject);
    properties.push(("title", harmless(&title)));
    Some(Annotation { kind, properties, message: message(finding) })
}

fn counts(findings: &[&Finding]) -> Counts {
    let count = |standing| findings.iter().filter(|one| one.standing == standing).count();
    let faults = findings.iter().filter(|one| is_fault(one)).count();
    Counts {
        tests: findings.len(),
        failures: count(LawStatus::Broken) - faults,
        errors: faults,
        skipped: count(LawStatus::Unclear) + count(LawStatus::Skipped),
    }
}

fn document(xml: &mut Xml, findings: &[&Finding]) -> io::Result<()> {
    let attributes = counts(findings).attributes(0.0);
    let mut of_each: Vec<&Finding> = findings.to_vec();
    of_each.sort_by(|a, b| a.exercise.cmp(&b.exercise));
    xml.create_element("testsuites")
        .with_attribute(("name", "grade verify"))
        .with_attributes(attributes.iter().map(|(key, value)| (*key, value.as_str())))
        .write_inner_content(|xml| {
            let mut suites = of_each.chunk_by(|a, b| a.exercise == b.exercise);
            suites.try_for_each(|findings| suite(xml, findings))
        })?;
    Ok(())
}

fn suite(xml: &mut Xml, findings: &[&Finding]) -> io::Result<()> {
    let attributes = counts(findings).attributes(0.0);
    xml.create_element("testsuite")
        .with_attribute(("name", harmless(&findings[0].exercise).as_str()))
        .with_attributes(attributes.iter().map(|(key, value)| (*key, value.as_str())))
        .write_inner_content(|xml| findings.iter().try_for_each(|one| case(xml, one)))?;
    Ok(())
}

fn case(xml: &mut Xml, finding: &Finding) -> io::Result<()> {
    let (name, exercise) = (harmless(&finding.subject), harmless(&finding.exercise));
    let place = finding.place.as_ref();
    let file = place.map(|place| ("file", harmless(&place.file)));
    let line = place.and_then(|place| place.line).map(|line| ("line", line.to_string()));
    let of_place: Vec<(&str, String)> = file.into_iter().chain(line).collect();
    let element = xml
        .create_element("testcase")
        .with_attributes([("name", name.as_str()), ("classname", exercise.as_str()), ("time", "0")])
        .with_attributes(of_place.iter().map(|(key, value)| (*key, value.as_str())));
    let message = message(finding);
    let first = message.lines().next().unwrap_or_default();
    match finding.standing {
        LawStatus::Sound => element.write_empty()?,
        LawStatus::Broken => element.write_inner_content(|xml| {
            let (name, kind) =
                if is_fault(finding) { ("error", "fault") } else { ("failure", "law") };
            xml.create_element(name)
                .with_attributes([("message", first), ("type", kind)])
                .write_text_content(BytesText::new(&message))
                .map(drop)
        })?,
        LawStatus::Unclear | LawStatus::Skipped => element.write_inner_content(|xml| {
            xml.create_element("skipped").with_attribute(("message", first)).write_empty().map(drop)
        })?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Place;

    fn findings() -> Vec<Finding> {
        let finding = |subject: &str, standing, detail: &str| {
            Finding::plain("my_topic", subject, standing, detail.to_owned())
        };
        let place =
            Place { file: "solutions/07_my_topic/mutants/a,b.rs".to_owned(), line: Some(1) };
        vec![
            finding("layout", LawStatus::Sound, "the three trees line up"),
            Finding {
                place: Some(place),
                mend: Some("mend its `Expect` line".to_owned()),
                again: Some("my_topic --mutant a".to_owned()),
                ..finding("a", LawStatus::Broken, "<b>]]>\u{0}\n::error::x")
            },
            finding("solution", LawStatus::Unclear, "expected accepted"),
        ]
    }

    #[test]
    fn the_laws_are_a_suite_for_each_exercise() {
        let fault = Fault::new("the disk is full", "make room");
        let text = Format::Junit.render(&findings(), Some(&fault)).expect("it can be written");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn what_is_broken_is_an_annotation_at_its_place() {
        let text = Format::Github.render(&findings(), None).expect("it can be written");
        insta::assert_snapshot!(text);
        assert_eq!(text.matches("::error ").count(), 1, "{text}");
    }
}
