//! `grade bench`: criterion times the student's program beside the baseline, and what it
//! found ends in one ratio for each case. No verdict rests on it.

use super::{ACCEPTED, CommandContext, REJECTED, print};
use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::compile::toolchain::Toolchain;
use crate::course::{Course, Exercise, sorted_entries};
use crate::fault::Fault;
use crate::process::{Spawner, front};
use crate::report::{tell, visible};
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[derive(Debug, Args)]
pub struct BenchArgs {
    /// The exercise: its name or its number
    exercise: String,
}

/// Where criterion is told to keep what it finds, unless the person has told it.
const HOME: &str = "CRITERION_HOME";

impl CommandContext {
    /// Times the student's program beside the baseline, as criterion does it.
    pub(super) fn bench(&self, args: &BenchArgs) -> Result<u8, Fault> {
        let course: Course = self.course()?;
        let exercise = course.exercise(&args.exercise)?;
        let slug = &exercise.name.slug;
        let spawner = Spawner::new(self.launcher.clone(), self.isolation.into());
        let toolchain = Toolchain::find(&spawner, &course.root)?;
        tell(&format!(
            "`cargo bench -p {slug}`: criterion times the baseline and yours, about 15 seconds a \
             case after building. Runs that other programs disturb are not left out.\n"
        ));
        let home = home(&exercise);
        let before = found(&home);
        let settings = [(HOME, home.as_os_str())];
        let arguments = ["bench", "--package", slug];
        if !front::run(&toolchain.cargo, &arguments, &course.root, &settings)? {
            let next = format!("{} {slug} --quick", self.command);
            tell(&format!("The bench broke off; the reason stands above. `{next}` says more.\n"));
            return Ok(REJECTED);
        }
        // What was not measured now is about an older file.
        let new = found(&home).into_iter().filter(|(path, at)| before.get(path) != Some(at));
        let new: Vec<PathBuf> = new.map(|(path, _)| path).collect();
        print(&summary(&ratios(&new), &format!("{} {slug}", self.command)));
        Ok(ACCEPTED)
    }
}

/// A folder for each exercise: criterion compares with what it finds there, and cases of
/// two exercises may have one name.
fn home(exercise: &Exercise) -> PathBuf {
    let own = || exercise.root.join("target/grade/criterion").join(&exercise.name.slug);
    std::env::var_os(HOME).map_or_else(own, |folder| exercise.root.join(folder))
}

/// The newest runs that criterion has kept, and when each was written.
fn found(home: &Path) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let below = |folder: &PathBuf| sorted_entries(folder).unwrap_or_default();
    let groups = below(&home.to_owned());
    let runs = groups.iter().flat_map(below).map(|side| side.join("new"));
    let written = |run: PathBuf| {
        let data = run.join("estimates.json").metadata().ok()?;
        Some((run, data.modified().ok()))
    };
    runs.filter_map(written).collect()
}

/// What criterion says of one function of one case.
#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// For each case the baseline's median time over the student's.
fn ratios(runs: &[PathBuf]) -> Vec<(String, f64)> {
    let mut medians: BTreeMap<String, [Option<f64>; 2]> = BTreeMap::new();
    for run in runs {
        let Some((Benchmark { group_id, function_id }, estimates)) = read(run) else { continue };
        let at = match function_id.as_deref() {
            Some("baseline") => 0,
            Some("student") => 1,
            _ => continue,
        };
        let Estimates { median } = estimates;
        medians.entry(group_id).or_default()[at] = Some(median.point_estimate);
    }
    let ratio = |(case, [baseline, own]): (String, [Option<f64>; 2])| {
        let ratio = baseline? / own?;
        ratio.is_finite().then_some((case, ratio))
    };
    medians.into_iter().filter_map(ratio).collect()
}

fn read(run: &Path) -> Option<(Benchmark, Estimates)> {
    let text = |name: &str| bounded::read_to_string(&run.join(name), PAGES_BYTES_MAX).ok();
    let benchmark = serde_json::from_str(&text("benchmark.json")?).ok()?;
    Some((benchmark, serde_json::from_str(&text("estimates.json")?).ok()?))
}

fn summary(ratios: &[(String, f64)], command: &str) -> String {
    let mut lines = vec![String::new()];
    if !ratios.is_empty() {
        lines.push("The baseline's median time over yours:".to_owned());
    }
    let width = ratios.iter().map(|(case, _)| case.chars().count()).max().unwrap_or_default();
    for (case, ratio) in ratios {
        lines.push(format!("  {:<width$}  {ratio:.2}x", visible(case)));
    }
    lines.push(
        "Noise is not filtered here, so this may differ from the verdict's speedup.".to_owned(),
    );
    lines.push(format!("The verdict: {command}\n"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_case_ends_in_one_ratio() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |group: &str, side: &str, median: &str| {
            let run = folder.path().join(group).join(side).join("new");
            fs::create_dir_all(&run).expect("ours");
            let named = format!("{{\"group_id\": \"{group}\", \"function_id\": \"{side}\"}}");
            fs::write(run.join("benchmark.json"), named).expect("ours");
            let found = format!("{{\"median\": {{\"point_estimate\": {median}}}, \"mean\": 1}}");
            fs::write(run.join("estimates.json"), found).expect("ours");
        };
        write("large", "baseline", "193.0");
        write("large", "student", "100.0");
        // One side is missing, or has no time, or is not what criterion writes.
        write("half", "baseline", "5.0");
        write("none", "baseline", "5.0");
        write("none", "student", "0.0");
        write("odd", "baseline", "5.0");
        write("odd", "student", "null");
        let runs: Vec<PathBuf> = found(folder.path()).into_keys().collect();
        assert_eq!(ratios(&runs), [("large".to_owned(), 1.93)]);
        let text = summary(&ratios(&runs), "grade spin");
        assert!(text.contains("  large  1.93x\nNoise is not filtered"), "{text}");
        assert!(summary(&[], "grade spin").starts_with("\nNoise"));
    }
}
