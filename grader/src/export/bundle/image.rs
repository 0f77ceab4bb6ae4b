//! The folder that a container's image is built from, and what stands in the gaps of the
//! texts of bundles. The image holds no solution: a person who may pull it may read it.

use super::{Source, put_below, put_filled, to_grade};
use crate::course::Exercise;
use crate::export::{Audience, OWN};
use crate::fault::Fault;
use crate::score::Points;
use crate::tree::Tree;
use std::path::Path;
use std::str::FromStr;

const DOCKERFILE: &str = include_str!("../../../copies/bundle/image/Dockerfile");
const JUDGE: &str = include_str!("../../../copies/bundle/image/judge");
/// What a name without a registry begins with.
const PREFIX: &str = "grade-";

/// The name of an image, as `docker build --tag` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageName(String);

impl ImageName {
    /// The name on the machine where it was built.
    pub fn of(exercise: &Exercise) -> Self {
        Self(format!("{PREFIX}{}", exercise.name.slug))
    }
}

impl FromStr for ImageName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
        let begins_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if begins_well && text.chars().all(is_allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err("write it as `docker pull` takes it: registry.example/course/my_topic:1")
    }
}

/// What stands in the gaps of a text, by what stands for it there.
#[derive(Debug)]
pub(super) struct Words(Vec<(&'static str, String)>);

impl Words {
    /// The words for an exercise.
    pub(super) fn of(exercise: &Exercise, image: &ImageName) -> Self {
        let slug = &exercise.name.slug;
        let lab: String = slug.chars().filter(char::is_ascii_alphanumeric).collect();
        let module = lab[..1].to_ascii_uppercase() + &lab[1..];
        Self(vec![
            ("MY_TOPIC", slug.clone()),
            ("MY_FOLDER", exercise.name.folder.clone()),
            ("MY_IMAGE", image.0.clone()),
            ("MY_LAB", lab),
            ("MY_MODULE", module),
            ("MY_UUID", uuid(slug)),
            // Last, since it is free text. A string of JSON is one of YAML, too.
            ("MY_TITLE", serde_json::Value::from(exercise.manifest.title.as_str()).to_string()),
        ])
    }

    /// With the problems of a lab and their points.
    pub(super) fn with_problems(mut self, problems: &[(&str, Points)]) -> Self {
        let line = |(name, points): &(&str, Points)| {
            format!("- name: {name}\n  description: ''\n  max_score: {points}\n  optional: false")
        };
        let lines: Vec<String> = problems.iter().map(line).collect();
        self.0.insert(0, ("MY_PROBLEMS", lines.join("\n")));
        self
    }

    /// What Autolab calls a lab: letters and digits.
    pub(super) fn lab(&self) -> String {
        self.fill("MY_LAB")
    }

    /// A text with its gaps filled.
    pub(super) fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (gap, word)| text.replace(gap, word))
    }
}

/// Another one for each exercise, and the same each time: `PrairieLearn` knows a question by
/// it.
fn uuid(slug: &str) -> String {
    let mut bytes: [u8; 16] = [0; 16];
    let hash = blake3::hash(format!("grade export --prairielearn {slug}").as_bytes());
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    // Version 8, made from a hash (RFC 9562).
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The folder: a recipe with what a platform adds to it, a script, and the course with this
/// one exercise.
pub(super) fn folder(source: &Source, image: &ImageName, more: &str) -> Result<Tree, Fault> {
    let names = std::slice::from_ref(&source.exercise.name);
    let copied = to_grade(source.spawner, source.course, names, Audience::Students)?;
    let mut course = copied.tree;
    // What a person would look for in a repository.
    let is_for_people = |place: &Path| {
        let folders = [".devcontainer", ".github", ".vscode", "lessons"];
        // The program holds a page, and cannot be built without it.
        let is_held = place.ends_with("adding_an_exercise.md");
        let is_own = OWN.iter().any(|(own, _)| place == Path::new(own));
        is_own || (!is_held && folders.iter().any(|folder| place.starts_with(folder)))
    };
    course.retain(|place, _| !is_for_people(place));
    let mut tree = Tree::new();
    put_below(&mut tree, "image/course", course);
    let recipe = if more.is_empty() { DOCKERFILE.to_owned() } else { [DOCKERFILE, more].concat() };
    let words = Words::of(source.exercise, image);
    put_filled(&mut tree, "image", &[("Dockerfile", &recipe), ("judge", JUDGE)], &words);
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_image_is_one_that_docker_takes() {
        for name in ["grade-my_topic", "ghcr.io/org/course:1", "localhost:5000/x@sha256:ab"] {
            assert!(name.parse::<ImageName>().is_ok(), "{name}");
        }
        for name in ["", "a b", "\"x\"", "-x", "a\nb", "ä", "$(x)"] {
            assert!(name.parse::<ImageName>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_question_keeps_its_number() {
        assert_eq!(uuid("my_topic"), uuid("my_topic"));
        assert_ne!(uuid("my_topic"), uuid("my_topics"));
        let parts: Vec<usize> = uuid("my_topic").split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
    }
}
