//! Finds the exercises, solutions and lessons of a course and reads their
//! manifests. It names no exercise: what there is, the folders say.

pub mod goals;
pub mod plan;
pub mod quiz;
pub mod worth;

use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::candidate::{Candidate, Origin};
use crate::fault::Fault;
use crate::verdict::{Against, Cause, Goal, Limit, Occasion};
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use worth::{PointsRule, Worth};

/// The folder that holds `exercises/`, `solutions/` and `lessons/`.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its absolute path.
    pub root: PathBuf,
}

/// The name of an exercise: `03_parallel_map` is number 3, slug `parallel_map`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Only sorts.
    pub number: u32,
    /// The identity: crate name, command argument, key in files.
    pub slug: String,
    /// The folder, in `exercises/` and in `solutions/`.
    pub folder: String,
}

/// One exercise, its manifest read and found sound.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Number and slug.
    pub name: Name,
    /// The manifest.
    pub manifest: Manifest,
    /// The course's folder.
    pub root: PathBuf,
}

/// `exercise.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this format: 1.
    pub format: u32,
    /// What a person calls the exercise.
    pub title: String,
    /// The ideas that it teaches.
    pub teaches: Vec<String>,
    /// From a nudge to almost the answer.
    pub hints: Vec<String>,
    /// What is said first after such a result, before the three.
    #[serde(default)]
    pub hints_after: BTreeMap<Occasion, String>,
    /// What a candidate may use.
    pub limits: Limits,
    /// Names that a graded file may not say, each with the reason: a library's functions
    /// that switch off what the exercise checks by.
    #[serde(default)]
    pub refused_names: BTreeMap<String, String>,
    /// How often hidden cases are tried.
    pub correctness: Correctness,
    /// What it is worth.
    #[serde(default)]
    pub points: PointsRule,
    /// The cases that are timed; none where only the answer counts.
    #[serde(default)]
    pub timed: Vec<TimedCase>,
    /// The resources that are counted, and how much is allowed.
    #[serde(default)]
    pub counted: Vec<CountedResource>,
    /// Whether inputs come with files, which a candidate may then read.
    #[serde(default)]
    pub input_files: bool,
    /// What of the machine its programs may read beside that.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// A library that was built elsewhere, if a crate of the exercise links one.
    #[serde(default)]
    pub native_library: Option<NativeLibrary>,
    /// What it takes to build the crates that the exercise needs, where that is much.
    #[serde(default)]
    pub first_build: FirstBuild,
    /// What to do about a cause here, in the place of the general advice.
    #[serde(default)]
    pub advice: BTreeMap<Cause, String>,
}

/// What one candidate process may use.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// For one call, in seconds.
    pub time_wall_s: f64,
    /// At most, in MiB.
    pub memory_peak_mib: u64,
}

/// Something of the machine that a library reads before it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// How much memory and how many cores the control groups allow.
    ControlGroups,
}

/// A prebuilt library that one of an exercise's crates links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeLibrary {
    /// What a person calls it.
    pub name: String,
    /// The version that the crate was made for.
    pub version: String,
    /// What a linker calls it: `z` for `libz.so`.
    pub library: String,
    /// The variable by which the crate is told in which folder it lies.
    pub variable: String,
    /// The variable that makes the crate download it, if it can.
    #[serde(default)]
    pub download_variable: Option<String>,
    /// Where else a person gets it.
    pub by_hand: String,
    /// The packages of npm that hold it, by platform.
    #[serde(default)]
    pub npm: BTreeMap<String, NpmPackage>,
}

/// A package of npm with a library for one platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpmPackage {
    /// Name and version, as `npm pack` takes them.
    pub package: String,
    /// The BLAKE3 hash of the library in it, in hexadecimal.
    pub blake3: String,
}

impl NativeLibrary {
    /// The name of its file on this system.
    pub fn file(&self) -> String {
        let ending = if cfg!(target_os = "macos") { "dylib" } else { "so" };
        format!("lib{}.{ending}", self.library)
    }

    /// Its name and version, for a person.
    pub fn called(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// What is wrong about it: its words become names of files and variables.
    fn complaint(&self) -> Option<String> {
        let plain = |word: &String| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(allowed)
        };
        let variables = [Some(&self.variable), self.download_variable.as_ref()];
        let words = [&self.library, &self.version].into_iter();
        let odd = words.chain(variables.into_iter().flatten()).find(|word| !plain(word));
        let odd_package = self.npm.values().find(|npm| npm.package.starts_with('-'));
        match (odd, odd_package) {
            (Some(word), _) => Some(format!("`{word}`: letters, digits, `.`, `_` and `-` only")),
            (None, Some(npm)) => Some(format!("`{}` is no package of npm", npm.package)),
            (None, None) => None,
        }
    }
}

/// What building an exercise's crates takes, once.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstBuild {
    /// In minutes of one core.
    pub cpu_minutes: f64,
    /// On the disk, in MiB.
    pub disk_mib: u64,
}

/// How thoroughly answers are checked.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correctness {
    /// Fresh inputs per hidden case and thread count.
    pub repeats: u32,
}

/// One resource that the spec counts, and its limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedResource {
    /// A counter of the spec.
    pub what: String,
    /// The most that is allowed.
    pub limit: Limit,
    /// The cases that it holds for; all, where none is named.
    #[serde(default)]
    pub cases: Vec<String>,
    /// Whether the count comes from the student's own process, as every counter of a
    /// spec does: honest code cannot help telling the truth, hostile code can.
    #[serde(default)]
    pub advisory: bool,
    /// What it is worth to keep to it.
    #[serde(default = "Worth::of_counted")]
    pub points: Worth,
}

/// What the grader counts itself, from outside.
pub const MEMORY: &str = "MiB of memory";

/// One timed case and its goal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedCase {
    /// A case of the spec with the role `timed`.
    pub case: String,
    /// The speedup that is asked for.
    pub goal: Goal,
    /// Whom the candidate runs against.
    #[serde(default)]
    pub against: Opponent,
    /// What it is worth to reach it.
    #[serde(default = "Worth::of_timed")]
    pub points: Worth,
}

/// Whom a candidate runs against, as the manifest writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opponent {
    /// The spec's serial program.
    #[default]
    Baseline,
    /// Itself on one thread.
    OneThread,
    /// Itself with the best choice of a sweep.
    BestChoice,
    /// Itself on half of the input: how the time grows.
    HalfTheSize,
}

impl Opponent {
    /// The name in files: `one_thread`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::OneThread => "one_thread",
            Self::BestChoice => "best_choice",
            Self::HalfTheSize => "half_the_size",
        }
    }

    /// The opponent of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Baseline, Self::OneThread, Self::BestChoice, Self::HalfTheSize];
        all.into_iter().find(|opponent| opponent.name() == name)
    }

    /// Whom samples were taken against; nothing for the solution, which no manifest names.
    pub fn of(against: Against) -> Option<Self> {
        match against {
            Against::Baseline => Some(Self::Baseline),
            Against::OneThread => Some(Self::OneThread),
            Against::BestChoice { .. } => Some(Self::BestChoice),
            Against::HalfTheSize => Some(Self::HalfTheSize),
            Against::Solution => None,
        }
    }
}

impl CountedResource {
    /// What is wrong about `advisory`.
    fn complaint(&self) -> Option<String> {
        let is_seen = self.what == MEMORY;
        match (is_seen, self.advisory) {
            (true, true) => Some(format!("{MEMORY}: the grader sees them from outside")),
            (false, false) => Some(format!(
                "`{}` are counted in the student's process: add `advisory = true`",
                self.what
            )),
            _ => None,
        }
    }

    /// Whether the limit holds for this case.
    pub fn holds_for(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.iter().any(|name| name == case)
    }
}

impl Manifest {
    /// The most points that the exercise gives.
    pub fn points_max(&self) -> u32 {
        let timed = self.timed.iter().map(|case| case.points);
        let parts = timed.chain(self.counted.iter().map(|resource| resource.points));
        self.points.correctness.points() + parts.map(Worth::points).sum::<u32>()
    }
}

impl TimedCase {
    /// Whether it asks for growth in a way that means nothing: a whole input
    /// takes longer than half of it, on whatever machine.
    fn grows_oddly(&self) -> bool {
        let sound = matches!(self.goal, Goal::NoSlower(share) if share < 1.0);
        self.against == Opponent::HalfTheSize && !sound
    }
}

/// The folder beside a solution with candidates that are wrong on purpose.
pub const MUTANTS: &str = "mutants";
/// The folder beside a solution with other candidates that must be accepted.
pub const ACCEPTED: &str = "accepted";
/// The folder beside a solution with serial candidates, none of which may be faster than the
/// baseline.
pub const SERIAL: &str = "serial";
/// The stub in an exercise's folder, in a copy of the course that holds no solution.
pub const STUB: &str = "stub.rs";
/// The version of the manifest's format.
const FORMAT: u32 = 1;
/// From a nudge to almost the answer.
const HINTS: usize = 3;

impl Course {
    /// Finds the course that `start` lies in.
    pub fn find(start: &Path) -> Result<Self, Fault> {
        let is_root = |folder: &&Path| {
            folder.join("exercises").is_dir()
                && folder.join("lessons").is_dir()
                && folder.join("Cargo.toml").is_file()
        };
        let root = start.ancestors().find(is_root).ok_or_else(|| {
            let what = format!("no course here: {} has no `exercises/` above it", start.display());
            Fault::new(what, "go into the course's folder, or name it with `--course DIR`")
        })?;
        Ok(Self { root: root.to_owned() })
    }

    /// The folder for pictures, made if need be.
    pub fn pictures(&self) -> Result<PathBuf, Fault> {
        let folder = self.root.join("target/grade/pictures");
        fs::create_dir_all(&folder).map_err(|error| Fault::file("make", &folder, &error))?;
        Ok(folder)
    }

    /// The folder for results and their pages, made if need be.
    pub fn reports(&self) -> Result<PathBuf, Fault> {
        let folder = self.root.join("target/grade/reports");
        fs::create_dir_all(&folder).map_err(|error| Fault::file("make", &folder, &error))?;
        Ok(folder)
    }

    /// The names of all exercises, in order.
    pub fn names(&self) -> Result<Vec<Name>, Fault> {
        let folder = self.root.join("exercises");
        let mut names = Vec::new();
        for entry in sorted_entries(&folder)? {
            if entry.is_dir() {
                names.push(Name::parse(&entry)?);
            }
        }
        for (at, one) in names.iter().enumerate() {
            let same = |other: &&Name| other.number == one.number || other.slug == one.slug;
            if let Some(other) = names[..at].iter().find(same) {
                let shared = if other.number == one.number { "number" } else { "name" };
                let what =
                    format!("`{}` and `{}` have the same {shared}", other.folder, one.folder);
                let hint = format!("give one of the folders in `exercises/` a free {shared}");
                return Err(Fault::new(what, hint));
            }
        }
        Ok(names)
    }

    /// The exercise that somebody means by `word`: its slug, its number, or its
    /// slug with dashes.
    pub fn exercise(&self, word: &str) -> Result<Exercise, Fault> {
        let names = self.names()?;
        let meant = word.replace('-', "_").to_lowercase();
        let found = names.iter().find(|name| name.is_meant_by(word));
        let name = found.ok_or_else(|| no_such_exercise(word, &meant, &names))?;
        self.read(name)
    }

    /// Whether an exercise's spec writes a function of this name. A spec that cannot be
    /// read may.
    pub fn spec_has(&self, name: &Name, function: &str) -> bool {
        let path = self.root.join("exercises").join(&name.folder).join("spec.rs");
        let Ok(text) = bounded::read_to_string(&path, PAGES_BYTES_MAX) else { return true };
        defines(&text, function)
    }

    /// Reads an exercise's manifest.
    pub fn read(&self, name: &Name) -> Result<Exercise, Fault> {
        let path = self.root.join("exercises").join(&name.folder).join("exercise.toml");
        let shown = path.strip_prefix(&self.root).unwrap_or(&path).to_owned();
        let text = bounded::read_to_string(&path, PAGES_BYTES_MAX).map_err(|error| {
            let fault = Fault::file("read", &shown, &error);
            let hint = "every folder in `exercises/` has an `exercise.toml`; copy one from \
                        another exercise, or move the folder away";
            if error.kind() == std::io::ErrorKind::NotFound {
                Fault::new(fault.what, hint)
            } else {
                fault
            }
        })?;
        let manifest = parse_manifest(&shown, &text)?;
        Ok(Exercise { name: name.clone(), manifest, root: self.root.clone() })
    }
}

impl Name {
    /// Whether somebody means it by `word`: its slug, its number, or its slug with dashes.
    pub fn is_meant_by(&self, word: &str) -> bool {
        let meant = word.replace('-', "_").to_lowercase();
        self.slug == meant || self.folder == meant || meant.parse() == Ok(self.number)
    }

    fn parse(folder: &Path) -> Result<Self, Fault> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let parsed = name.split_once('_').and_then(|(number, slug)| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let is_slug =
                slug.starts_with(|c: char| c.is_ascii_lowercase()) && slug.chars().all(plain);
            is_slug.then_some(())?;
            Some(Self { number: number.parse().ok()?, slug: slug.to_owned(), folder: name.clone() })
        });
        parsed.ok_or_else(|| {
            let what = format!("`exercises/{name}` is not the name of an exercise");
            Fault::new(what, "name the folder like `07_my_topic`: a number, then a crate name")
        })
    }
}

/// Whether a function of this name stands in a source, comments and texts left out.
fn defines(source: &str, function: &str) -> bool {
    let mut at = 0;
    let words = tokenize(source, FrontmatterAllowed::No).filter_map(|token| {
        let begin = at;
        at += token.len as usize;
        let is_word = matches!(token.kind, TokenKind::Ident | TokenKind::RawIdent);
        is_word.then(|| source[begin..at].trim_start_matches("r#"))
    });
    let words: Vec<&str> = words.collect();
    words.windows(2).any(|pair| pair == ["fn", function])
}

fn no_such_exercise(word: &str, meant: &str, names: &[Name]) -> Fault {
    let near = names
        .iter()
        .map(|name| (strsim::jaro_winkler(meant, &name.slug), name))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    // Below this likeness a suggestion is a guess.
    let alike = 0.7;
    let hint = match near {
        _ if meant.chars().all(|c| c.is_ascii_digit()) => {
            let numbers = names.first().zip(names.last());
            numbers.map_or_else(
                || "the course has no exercise yet".to_owned(),
                |(first, last)| format!("the numbers go from {} to {}", first.number, last.number),
            )
        }
        Some((likeness, name)) if likeness > alike => format!("did you mean `{}`?", name.slug),
        _ => "`grade list` shows all exercises".to_owned(),
    };
    Fault::new(format!("there is no exercise `{word}`"), hint)
}

impl Exercise {
    /// The exercise's folder.
    pub fn folder(&self) -> PathBuf {
        self.root.join("exercises").join(&self.name.folder)
    }

    /// The manifest's file.
    pub fn manifest_file(&self) -> PathBuf {
        self.folder().join("exercise.toml")
    }

    /// The folder of its solution and mutants.
    pub fn solutions(&self) -> PathBuf {
        self.root.join("solutions").join(&self.name.folder)
    }

    /// Its lesson page.
    pub fn lesson(&self) -> PathBuf {
        self.root.join("lessons/src").join(format!("{}.md", self.name.folder))
    }

    /// The student's file.
    pub fn student(&self) -> Result<Candidate, Fault> {
        let path = self.folder().join("student.rs");
        if !path.exists() {
            let what = format!("exercises/{}/student.rs is not there", self.name.folder);
            let hint = format!("`grade reset {}` brings the stub back", self.name.slug);
            return Err(Fault::new(what, hint));
        }
        Candidate::read(Origin::Student, &path, &self.root)
    }

    /// Whether this copy of the course holds the exercise's solution.
    pub fn has_solution(&self) -> bool {
        !self.stub().is_file() || self.solutions().join("solution.rs").exists()
    }

    /// The stub as the course's authors wrote it, in a copy that holds no solution.
    pub fn stub(&self) -> PathBuf {
        self.folder().join(STUB)
    }

    /// The course's own file that the judge is linked with: the solution, or the stub where
    /// there is none. Both have the public items that the spec names.
    pub fn reference(&self) -> Result<Candidate, Fault> {
        if self.has_solution() {
            return self.solution();
        }
        Candidate::read(Origin::Solution, &self.stub(), &self.root)
    }

    /// The course's answer.
    pub fn solution(&self) -> Result<Candidate, Fault> {
        self.holds_solution()?;
        let path = self.solutions().join("solution.rs");
        Candidate::read(Origin::Solution, &path, &self.root).map_err(|fault| {
            Fault::new(fault.what, "every exercise has a solution; the judge is built with it")
        })
    }

    /// The candidates that are wrong on purpose, by name.
    pub fn mutants(&self) -> Result<Vec<Candidate>, Fault> {
        self.candidates(MUTANTS, Origin::Mutant)
    }

    /// Other candidates than the solution that must be accepted, by name.
    pub fn accepted(&self) -> Result<Vec<Candidate>, Fault> {
        self.candidates(ACCEPTED, Origin::Alternative)
    }

    /// Other serial programs than the baseline, by name.
    pub fn serial(&self) -> Result<Vec<Candidate>, Fault> {
        self.candidates(SERIAL, Origin::Alternative)
    }

    /// The candidates in one folder beside the solution; none where there is no folder.
    fn candidates(&self, folder: &str, origin: Origin) -> Result<Vec<Candidate>, Fault> {
        let folder = self.solutions().join(folder);
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let is_rust = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
        let paths = sorted_entries(&folder)?.into_iter().filter(is_rust);
        paths.map(|path| Candidate::read(origin, &path, &self.root)).collect()
    }

    /// Refuses what a copy without solutions cannot do.
    pub fn holds_solution(&self) -> Result<(), Fault> {
        if self.has_solution() {
            return Ok(());
        }
        let slug = &self.name.slug;
        let what = format!(
            "this copy of the course holds no solution, mutants and alternatives of `{slug}`"
        );
        let hint = format!(
            "the repository that your instructors keep holds them; here `grade {slug}` grades \
             your file"
        );
        Err(Fault::new(what, hint))
    }

    /// The mutant of that name.
    pub fn mutant(&self, name: &str) -> Result<Candidate, Fault> {
        self.holds_solution()?;
        self.named(name, self.mutants()?, "mutant")
    }

    /// The alternative of that name that must be accepted.
    pub fn alternative(&self, name: &str) -> Result<Candidate, Fault> {
        self.holds_solution()?;
        self.named(name, self.accepted()?, "alternative")
    }

    /// One of these by its name; `kind` is what they are.
    fn named(&self, name: &str, all: Vec<Candidate>, kind: &str) -> Result<Candidate, Fault> {
        let meant = name.trim_end_matches(".rs").replace('-', "_");
        let names: Vec<String> = all.iter().map(Candidate::name).collect();
        all.into_iter().find(|candidate| candidate.name() == meant).ok_or_else(|| {
            let what = format!("`{}` has no {kind} `{name}`", self.name.slug);
            let hint = match names.len() {
                0 => format!("it has no {kind}s at all"),
                _ => format!("its {kind}s are {}", names.join(", ")),
            };
            Fault::new(what, hint)
        })
    }
}

/// The entries of a folder, sorted; dot-files are left out.
pub fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    };
    let mut paths = read().map_err(|error| Fault::file("list", folder, &error))?;
    let is_dot =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    paths.retain(|path| !is_dot(path));
    paths.sort();
    Ok(paths)
}

fn parse_manifest(path: &Path, text: &str) -> Result<Manifest, Fault> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or_default();
        broken(path, text, &at, error.message(), "mend this line; the other exercises show how")
    })?;
    let find = |word: &str| text.find(word).map(|at| at..at + word.len()).unwrap_or_default();
    let limits = manifest.limits;
    let complaint = if manifest.format != FORMAT {
        Some(("format", format!("this grader reads format {FORMAT}")))
    } else if manifest.hints.len() != HINTS {
        let text = format!("an exercise has {HINTS} hints, not {}", manifest.hints.len());
        Some(("hints", text))
    } else if manifest.hints_after.values().any(|hint| hint.trim().is_empty()) {
        Some(("hints_after", "a hint after a result says something".to_owned()))
    } else if manifest.refused_names.values().any(|why| why.trim().is_empty()) {
        Some(("refused_names", "a name is refused for a reason".to_owned()))
    } else if !(limits.time_wall_s > 0.0 && limits.time_wall_s <= 600.0) {
        Some(("time_wall_s", "a time limit lies above 0 and up to 600 seconds".to_owned()))
    } else if !(16..=65_536).contains(&limits.memory_peak_mib) {
        Some(("memory_peak_mib", "a memory limit lies in 16 to 65,536 MiB".to_owned()))
    } else if manifest.timed.iter().any(TimedCase::grows_oddly) {
        let text = "against half of the input a goal is `no_slower`, below 1".to_owned();
        Some(("half_the_size", text))
    } else if let Some(text) = manifest.counted.iter().find_map(CountedResource::complaint) {
        Some(("counted", text))
    } else if let Some(text) = manifest.native_library.as_ref().and_then(NativeLibrary::complaint) {
        Some(("native_library", text))
    } else if manifest.points_max() == 0 {
        Some(("correctness = 0", "an exercise is worth a point at least".to_owned()))
    } else if !(1..=100).contains(&manifest.correctness.repeats) {
        Some(("repeats", "hidden cases are repeated 1 to 100 times".to_owned()))
    } else {
        None
    };
    match complaint {
        None => Ok(manifest),
        Some((key, text_)) => Err(broken(path, text, &find(key), &text_, "change this value")),
    }
}

/// Points at a place in a manifest, as a compiler would.
fn broken(path: &Path, text: &str, at: &Range<usize>, message: &str, hint: &str) -> Fault {
    let start = at.start.min(text.len());
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let shown = text[line_start..].lines().next().unwrap_or_default();
    let column = text[line_start..start].chars().count();
    let room = shown.chars().count().saturating_sub(column).max(1);
    let marks = text.get(at.clone()).map_or(1, |part| part.chars().count()).clamp(1, room);
    let margin = line.to_string().len();
    let what = format!(
        "{}:{line}:{}: {message}\n{:margin$} |\n{line} | {shown}\n{:margin$} | {:column$}{}",
        path.display(),
        column + 1,
        "",
        "",
        "",
        "^".repeat(marks)
    );
    Fault::new(what, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"format = 1
title = "Map"
teaches = ["map"]
hints = ["a", "b", "c"]

[limits]
time_wall_s = 5
memory_peak_mib = 512

[correctness]
repeats = 3

[[timed]]
case = "large"
goal = { efficiency = 0.8, parallelism = 2.0 }
"#;

    #[test]
    fn a_function_is_found_where_it_is_code() {
        for (source, expected) in [
            ("impl Exercise for A { fn choices(&self) -> u8 { 1 } }", true),
            ("macro_rules! m { () => { fn /* the */ choices() {} } }", true),
            ("// fn choices\nfn other() { choices(); let s = \"fn choices\"; }", false),
            ("", false),
        ] {
            assert_eq!(defines(source, "choices"), expected, "{source}");
        }
    }

    proptest::proptest! {
        /// Whatever stands in a manifest, it is read or it is a fault.
        #[test]
        fn no_manifest_makes_it_panic(text in ".*", at in 0..GOOD.len(), length in 0..40_usize) {
            let path = Path::new("exercises/01_map/exercise.toml");
            let _ = parse_manifest(path, &text);
            // A sound one with a hole in it comes further.
            let end = (at + length).min(GOOD.len());
            let _ = parse_manifest(path, &format!("{}{text}{}", &GOOD[..at], &GOOD[end..]));
        }
    }

    fn check(change: (&str, &str), snapshot: &str) {
        assert!(GOOD.contains(change.0), "the change applies");
        let text = GOOD.replacen(change.0, change.1, 1);
        let fault = parse_manifest(Path::new("exercises/01_map/exercise.toml"), &text)
            .expect_err("it is broken");
        insta::with_settings!({ omit_expression => true, description => change.1 }, {
            insta::assert_snapshot!(snapshot, fault.to_string());
        });
    }

    #[test]
    fn a_sound_manifest_is_read() {
        let manifest = parse_manifest(Path::new("exercise.toml"), GOOD).expect("sound");
        assert_eq!(manifest.timed[0].goal, Goal::Efficiency { share: 0.8, parallelism: Some(2.0) });
    }

    #[test]
    fn a_broken_manifest_points_at_the_line() {
        check(("title", "tilte"), "manifest_unknown_key");
        check(("time_wall_s = 5\n", ""), "manifest_missing_key");
        check(("hints = [\"a\", ", "hints = ["), "manifest_two_hints");
        check(("repeats = 3", "repeats = three"), "manifest_not_a_value");
        check(("repeats = 3", "repeats = 0"), "manifest_no_repeats");
        check(("efficiency = 0.8, parallelism = 2.0", "speed = 2"), "manifest_unknown_goal");
        check(
            ("efficiency = 0.8, parallelism", "speedup_min = 3.0, parallelism"),
            "manifest_two_goals",
        );
        check(("efficiency = 0.8", "efficiency = 1.8"), "manifest_goal_out_of_range");
        check(("format = 1", "format = 2"), "manifest_later_format");
        let growth = "case = \"large\"\nagainst = \"half_the_size\"";
        check(("case = \"large\"", growth), "manifest_growth_without_a_share");
        let counted = "[[counted]]\nwhat = \"loads\"\nlimit = { at_most = 3, times_baseline = 2 }\n\n[[timed]]";
        check(("[[timed]]", counted), "manifest_two_limits");
        let points = |rule: &str| format!("[points]\n{rule}\n\n[[timed]]");
        let check_points = |rule: &str, snapshot| check(("[[timed]]", &points(rule)), snapshot);
        check_points("correctnes = 3", "manifest_points_unknown_key");
        check_points("correctness = -3", "manifest_points_negative");
        check_points("correctness = 2.5", "manifest_points_no_whole_number");
        check_points("weight = -1", "manifest_points_weight");
        check_points("bands = [{ speed = 80, gives = 0.5 }]", "manifest_points_no_shares");
        check_points(
            "bands = [{ speed = 0.9, gives = 0.7 }, { speed = 0.8, gives = 0.5 }]",
            "manifest_points_bands_descend",
        );
        check(("case = \"large\"", "case = \"large\"\npoints = 1001"), "manifest_points_too_many");
        let none = points("correctness = 0") + "\npoints = 0";
        check(("[[timed]]", &none), "manifest_points_none");
        let advice = "[advice]\nunbalance = \"Start the longest first.\"\n\n[[timed]]";
        check(("[[timed]]", advice), "manifest_unknown_cause");
        let hint = "[hints_after]\ncontentoin = \"Take a copy each.\"\n\n[[timed]]";
        check(("[[timed]]", hint), "manifest_hint_after_no_result");
        let hint = "[hints_after]\ncontention = \" \"\n\n[[timed]]";
        check(("[[timed]]", hint), "manifest_hint_after_is_empty");
    }
}
