//! A run's folder: what is where in it, read and written.
//!
//! ```text
//! plan.json                 who handed in what, and the units
//! sources/KEY.rs            each unit's source
//! journal/NAME.jsonl        what happened, one file for each worker
//! results/KEY.NAME-N.json   each whole result
//! rounds/R.json             what a round's tasks have to do
//! fence                     the round that counts now
//! jobs.jsonl                the engine's jobs
//! logs/                     what the engine's tasks printed
//! ```

use crate::batch::journal::{Ended, Fold, Key};
use crate::batch::plan::{FORMAT, Plan};
use crate::bounded::{self, RESULT_BYTES_MAX};
use crate::course::sorted_entries;
use crate::fault::Fault;
use crate::grade::Graded;
use crate::whole;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// Most bytes of a plan: some ten thousand submissions have a few MiB.
const PLAN_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The folder of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    root: PathBuf,
}

impl Run {
    /// The run at `root`, which may not be there yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes its folders.
    pub fn create(&self) -> Result<(), Fault> {
        for name in ["sources", "journal", "results", "rounds", "logs"] {
            let folder = self.root.join(name);
            fs::create_dir_all(&folder).map_err(|error| Fault::file("make", &folder, &error))?;
        }
        Ok(())
    }

    /// Reads the plan.
    pub fn plan(&self) -> Result<Plan, Fault> {
        let path = self.root.join("plan.json");
        let text = bounded::read_to_string(&path, PLAN_BYTES_MAX).map_err(|error| {
            let fault = Fault::file("read", &path, &error);
            Fault::new(fault.what, "name the folder that `grade batch` was given with --out")
        })?;
        let wrong = |what: String| {
            Fault::new(what, "it was written by another version of the grader: use that one")
        };
        let version = serde_json::from_str::<Version>(&text);
        let broken =
            |error: serde_json::Error| wrong(format!("{} is no plan: {error}", path.display()));
        let Version { format } = version.map_err(broken)?;
        if format != FORMAT {
            let path = path.display();
            return Err(wrong(format!("{path} has version {format} of its format, not {FORMAT}")));
        }
        serde_json::from_str(&text).map_err(broken)
    }

    /// Writes the plan, whole or not at all.
    pub fn write_plan(&self, plan: &Plan) -> Result<(), Fault> {
        let path = self.root.join("plan.json");
        let text = serde_json::to_string_pretty(plan)
            .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
        whole::write(&path, &(text + "\n")).map_err(|error| Fault::file("write", &path, &error))
    }

    /// Reads all journals. Ends whose results are gone do not count.
    pub fn fold(&self) -> Result<Fold, Fault> {
        let mut fold = Fold::default();
        let folder = self.root.join("journal");
        let is_journal = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "jsonl");
        for path in sorted_entries(&folder)?.into_iter().filter(is_journal) {
            let text = fs::read(&path).map_err(|error| Fault::file("read", &path, &error))?;
            fold.read(&path.file_stem().unwrap_or_default().to_string_lossy(), &text);
        }
        fold.forget(|ended| !self.result_path(ended).is_some_and(|path| path.is_file()));
        Ok(fold)
    }

    /// Reads a whole result, and holds it to its hash.
    pub fn result(&self, ended: &Ended) -> Result<Graded, Fault> {
        let hint = "it was changed or torn: remove it and run `grade batch` again";
        let odd = |why: &str| {
            Fault::new(
                format!("{}: {why}", self.root.join("results").join(&ended.result).display()),
                hint,
            )
        };
        let path = self.result_path(ended).ok_or_else(|| odd("it is no name of a result"))?;
        let text = bounded::read_to_string(&path, RESULT_BYTES_MAX)
            .map_err(|error| Fault::file("read", &path, &error))?;
        if hash(text.as_bytes()) != ended.hash {
            return Err(odd("it is not what was written"));
        }
        serde_json::from_str(&text).map_err(|error| odd(&error.to_string()))
    }

    /// Where a result lies; nothing where its name would lead out of the folder.
    fn result_path(&self, ended: &Ended) -> Option<PathBuf> {
        let name = Path::new(&ended.result).file_name()?;
        (name.to_str() == Some(&*ended.result)).then(|| self.root.join("results").join(name))
    }

    /// Where a unit's source lies.
    pub fn source(&self, key: &Key) -> PathBuf {
        self.root.join("sources").join(format!("{key}.rs"))
    }
}

/// A result's hash, as journals hold it.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// The version of a file's format, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    format: u32,
}
