//! `grade render`, and `--write`: results in the forms that platforms read.

use super::outlet::{Form, Outlets};
use super::score::exercise_of;
use super::{ACCEPTED, CommandContext, print_data, write_whole};
use crate::course::plan::{self, Plan};
use crate::course::{Course, Exercise};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::grade::stored::{NoResult, Stored};
use crate::report::platform::{FormContext, Format, Item, VARIABLES, Visibility};
use crate::report::{Context, Paint};
use crate::score::{self, Terms};
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// What `grade EXERCISE` writes for platforms.
#[derive(Debug, Args)]
pub struct WriteArgs {
    /// Write the result for a platform, too: junit=FILE, github=FILE and so on
    /// (`grade render --help` lists all); may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = wanted())]
    write: Vec<Wanted>,
    /// When students see the result on Gradescope
    #[arg(long, value_name = "WHEN", default_value = "visible", hide = true)]
    visibility: Visibility,
}

#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The platform's form
    format: Format,
    /// Results that --json has written
    #[arg(required = true, value_name = "RESULT")]
    files: Vec<PathBuf>,
    /// Write to this file (by default standard output)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// When the results' files were handed in, like 2027-01-31T23:59:00+01:00 (by default in time)
    #[arg(long, value_name = "TIME")]
    handed_in: Option<String>,
    /// When students see the result on Gradescope
    #[arg(long, value_name = "WHEN", default_value = "visible")]
    visibility: Visibility,
}

/// One file that is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    format: Format,
    file: PathBuf,
}

/// Reads `FORMAT=FILE`; a file's name may be any.
fn wanted() -> impl TypedValueParser<Value = Wanted> {
    OsStringValueParser::new().try_map(|text: OsString| {
        Wanted::read(&text).ok_or_else(|| {
            let names: Vec<String> = Format::ALL.into_iter().map(Format::name).collect();
            format!("write it as FORMAT=FILE; the formats are {}", names.join(", "))
        })
    })
}

impl Wanted {
    /// Reads `FORMAT=FILE`.
    pub fn read(text: &OsStr) -> Option<Self> {
        let bytes = text.as_bytes();
        let sign = bytes.iter().position(|&byte| byte == b'=')?;
        let name = std::str::from_utf8(&bytes[..sign]).ok()?;
        let format = Format::from_str(name, false).ok()?;
        let file = &bytes[sign + 1..];
        (!file.is_empty()).then(|| Self { format, file: OsStr::from_bytes(file).into() })
    }

    /// The file, and what it holds.
    pub fn into_parts(self) -> (PathBuf, Form) {
        (self.file, Form::Platform(self.format))
    }
}

impl WriteArgs {
    /// Whether anything is wanted.
    pub fn is_wanted(&self) -> bool {
        !self.write.is_empty()
    }

    /// Makes sure of all files before anything else is done.
    pub(super) fn open(&self, outlets: &mut Outlets) -> Result<(), Fault> {
        for wanted in self.write.iter().cloned() {
            let (file, form) = wanted.into_parts();
            outlets.open(file, form)?;
        }
        Ok(())
    }

    /// Writes all of them.
    pub(super) fn fill(
        &self,
        graded: &Graded,
        exercise: &Exercise,
        plan: &Plan,
        context: &Context,
    ) -> Result<(), Fault> {
        let around = FormContext { visibility: self.visibility, ..around() };
        let terms = Terms { manifest: &exercise.manifest, plan, handed_in: None };
        for Wanted { format, file } in &self.write {
            let item = Item::of(graded, score::score(graded, &terms), &plain(context));
            write_whole(file, &format.render(&[item], &around)?)?;
        }
        Ok(())
    }
}

/// What a form may hold besides results.
pub fn around() -> FormContext {
    let variable = |name: &&'static str| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((*name, value))
    };
    let variables = VARIABLES.iter().filter_map(variable).collect();
    FormContext { now: Timestamp::now(), variables, ..FormContext::default() }
}

fn plain(context: &Context) -> Context {
    Context { paint: Paint { color: false }, ..context.clone() }
}

impl CommandContext {
    pub(super) fn render(&self, args: &RenderArgs) -> Result<u8, Fault> {
        let mut outlets = Outlets::of(None);
        let done = self.rendered(args, &mut outlets);
        done.inspect_err(|fault| outlets.close(fault))
    }

    fn rendered(&self, args: &RenderArgs, outlets: &mut Outlets) -> Result<u8, Fault> {
        if let Some(file) = &args.out {
            outlets.open(file.clone(), Form::Platform(args.format))?;
        }
        let course = self.course()?;
        let plan = course.plan()?;
        let handed_in = args.handed_in.as_deref().map(plan::moment).transpose()?;
        let item = |file: &PathBuf| self.item(&course, &plan, handed_in, file);
        let items: Vec<Item> = args.files.iter().map(item).collect::<Result<_, _>>()?;
        let around = FormContext { visibility: args.visibility, handed_in, ..around() };
        let text = args.format.render(&items, &around)?;
        match &args.out {
            Some(file) => write_whole(file, &text)?,
            None => print_data(&text),
        }
        Ok(ACCEPTED)
    }

    fn item(
        &self,
        course: &Course,
        plan: &Plan,
        handed_in: Option<Timestamp>,
        file: &Path,
    ) -> Result<Item, Fault> {
        let stored = Stored::read_and_judge(file)?;
        if let Stored::NoResult(NoResult { exercise: None, fault, .. }) = &stored {
            return Ok(Item::without_result(None, fault, None));
        }
        let exercise = match (exercise_of(course, &stored, file), &stored) {
            (Ok(exercise), _) => exercise,
            // What was typed may have been no exercise: that is the fault.
            (Err(_), Stored::NoResult(NoResult { exercise, fault, .. })) => {
                return Ok(Item::without_result(exercise.as_deref(), fault, None));
            }
            (Err(fault), Stored::Graded(_)) => return Err(fault),
        };
        let slug = &exercise.name.slug;
        let terms = Terms { manifest: &exercise.manifest, plan, handed_in };
        Ok(match &stored {
            Stored::Graded(graded) => {
                let context =
                    self.context(course, &exercise, &crate::progress::Progress::default())?;
                Item::of(graded, score::score(graded, &terms), &plain(&context))
            }
            Stored::NoResult(NoResult { fault, .. }) => {
                let score = score::without_result(slug, fault, &terms);
                Item::without_result(Some(slug), fault, Some((&exercise, score)))
            }
        })
    }
}
