//! The files that a grading writes besides the screen. From its start on, none of
//! them holds an older result: a program that reads one reads this grading's result, or
//! why there is none.

use super::render::{self, Wanted};
use super::{check_writable, json_text, write_whole};
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::fault::Fault;
use crate::grade::Graded;
use crate::grade::stored::NoResult;
use crate::path::printable;
use crate::report::html;
use crate::report::platform::{Format, Item};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Page,
    Platform(Format),
}

/// One file that a grading writes.
#[derive(Clone, Debug)]
pub struct Outlet {
    file: PathBuf,
    form: Form,
}

impl Outlet {
    /// Makes sure that the file can be written, and that it holds no older result: a
    /// grading that is killed cannot do it any more.
    pub fn open(file: PathBuf, form: Form, exercise: Option<&str>) -> Result<Self, Fault> {
        if is_program(&file) {
            let what = format!("{} is a program, and would be written over", printable(&file));
            return Err(Fault::new(what, "name another file for the result"));
        }
        check_writable(&file)?;
        let outlet = Self { file, form };
        // Where there is none, an interrupted grading leaves none. A pipe's reader gets
        // one text.
        if outlet.file.is_file() {
            let hint = "wait for its end; if it was stopped, grade again";
            outlet.put(&Fault::new("the grading has not come to its end", hint), exercise)?;
        }
        Ok(outlet)
    }

    /// Writes that there is no result, and why.
    fn put(&self, fault: &Fault, exercise: Option<&str>) -> Result<(), Fault> {
        let text = match self.form {
            Form::Json => json_text(&NoResult::because(fault, exercise))?,
            Form::Page => html::without_result(fault),
            Form::Platform(format) => {
                let item = Item::without_result(exercise, fault, None);
                format.render(&[item], &render::around())?
            }
        };
        write_whole(&self.file, &text)
    }
}

/// Whether a file is there that a person may not want to lose.
fn is_program(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "rs") && file.is_file()
}

/// What was typed is no grading, and names the file of an earlier one: the exit code
/// says that there is no result, and so must the file. A file that holds none of ours
/// is left alone: a person who mistypes may have named any.
pub fn outdate(arguments: impl Iterator<Item = OsString>, fault: &Fault) {
    let arguments: Vec<OsString> = arguments.collect();
    let next = arguments.windows(2).filter(|pair| pair[0] == "--json").map(|pair| &*pair[1]);
    let joined = arguments.iter().filter_map(|argument| {
        let file = argument.as_bytes().strip_prefix(b"--json=")?;
        Some(OsStr::from_bytes(file))
    });
    // Such a file is named together with what it holds, so nobody has named another.
    let written = arguments.windows(2).filter(|pair| pair[0] == "--write").map(|pair| &*pair[1]);
    let written_joined = arguments.iter().filter_map(|argument| {
        Some(OsStr::from_bytes(argument.as_bytes().strip_prefix(b"--write=")?))
    });
    for (file, form) in
        written.chain(written_joined).filter_map(Wanted::read).map(Wanted::into_parts)
    {
        if file.is_file() && !is_program(&file) {
            let _ = Outlet { file, form }.put(fault, None);
        }
    }
    for file in next.chain(joined).map(PathBuf::from) {
        let held = bounded::read_to_string(&file, RESULT_BYTES_MAX).unwrap_or_default();
        if let Ok(graded) = serde_json::from_str::<Graded>(&held) {
            let _ = Outlet { file, form: Form::Json }.put(fault, Some(&graded.exercise));
        }
    }
}

/// All files that a grading writes.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    files: Vec<Outlet>,
    /// What is graded, as far as it is known.
    exercise: Option<String>,
}

impl Outlets {
    /// None yet, for this exercise.
    pub fn of(exercise: Option<&str>) -> Self {
        Self { files: Vec::new(), exercise: exercise.map(str::to_owned) }
    }

    /// One more of them.
    pub fn open(&mut self, file: PathBuf, form: Form) -> Result<(), Fault> {
        if self.files.iter().any(|other| other.file == file) {
            let what = format!("{} is to hold two things", printable(&file));
            return Err(Fault::new(what, "name a file for each"));
        }
        self.files.push(Outlet::open(file, form, self.exercise.as_deref())?);
        Ok(())
    }

    /// The grading ended without a result. The fault is told on the screen, too: a
    /// file that cannot be written now changes nothing.
    pub fn close(&self, fault: &Fault) {
        for outlet in &self.files {
            let _ = outlet.put(fault, self.exercise.as_deref());
        }
    }
}
