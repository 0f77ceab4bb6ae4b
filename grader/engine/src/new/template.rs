//! The exercises that a new one can begin as: a small problem for each kind of goal, and what
//! is changed in it for what is asked besides.

use super::Template;
use crate::fault::Fault;

/// What the goal of a new exercise is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To be faster than the baseline by a share of the cores.
    #[default]
    Cores,
    /// To be faster on all cores than on one.
    Scaling,
    /// To be faster than cores can bring: a better algorithm.
    Speed,
    /// The same, and that its time grows as it should.
    Growth,
    /// A goal about the student's choice in a sweep.
    Sweep,
}

/// What a new exercise asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What the goal is about.
    pub purpose: Purpose,
    /// What else counts than time.
    pub counted: Option<Counted>,
    /// What its inputs are.
    pub inputs: Inputs,
}

/// A resource that has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Memory, which the grader sees from outside.
    Memory,
}

/// What inputs are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inputs {
    /// Values in memory.
    #[default]
    Values,
    /// Folders with files that the spec prepares.
    Files,
}

macro_rules! files {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../template/", $folder, "/", $file)))),*]
    };
}

/// A problem: the files that are its own.
struct Problem {
    exercise: &'static [Template],
    solution: &'static [Template],
    lesson: &'static str,
}

/// What all have in common.
const COMMON: &[Template] = files!("exercise": "Cargo.toml", "bench.rs");

const GAPS: Problem = Problem {
    exercise: files!("exercise": "exercise.toml", "spec.rs", "student.rs"),
    solution: files!("solution":
        "solution.rs",
        "accepted/chunks_and_seams.rs",
        "accepted/halves_by_join.rs",
        "accepted/own_threads.rs",
        "serial/keeps_the_last_value.rs",
        "serial/zips_the_list_with_itself.rs",
        "mutants/forgets_the_seam.rs",
        "mutants/looks_at_half.rs",
        "mutants/misses_falling_gaps.rs",
        "mutants/one_chunk.rs",
        "mutants/one_task_for_each_pair.rs",
    ),
    lesson: include_str!("../../template/lesson.md"),
};
const CLOSEST: Problem = Problem {
    exercise: files!("algorithm": "exercise.toml", "spec.rs", "student.rs"),
    solution: files!("algorithm":
        "solution.rs",
        "accepted/keeps_the_order_of_equals.rs",
        "accepted/sorts_halves_side_by_side.rs",
        "accepted/takes_the_smallest_from_a_heap.rs",
        "serial/counts_with_indices.rs",
        "serial/looks_back.rs",
        "mutants/all_pairs.rs",
        "mutants/all_pairs_on_all_cores.rs",
        "mutants/does_not_sort.rs",
        "mutants/looks_at_half.rs",
    ),
    lesson: include_str!("../../template/algorithm/lesson.md"),
};
const PARTS: Problem = Problem {
    exercise: files!("sweep": "exercise.toml", "spec.rs", "student.rs"),
    solution: files!("sweep":
        "solution.rs",
        "accepted/always_the_same_length.rs",
        "accepted/spawns_each_part.rs",
        "accepted/splits_halves.rs",
        "serial/keeps_the_last_value.rs",
        "serial/zips_the_list_with_itself.rs",
        "mutants/forgets_the_seam.rs",
        "mutants/one_part.rs",
        "mutants/part_of_no_length.rs",
        "mutants/parts_of_64.rs",
    ),
    lesson: include_str!("../../template/sweep/lesson.md"),
};
const FOLDERS: Problem = Problem {
    exercise: files!("files": "exercise.toml", "spec.rs", "student.rs"),
    solution: files!("files":
        "solution.rs",
        "accepted/bridges_the_folder.rs",
        "accepted/halves_by_join.rs",
        "accepted/own_threads.rs",
        "serial/keeps_no_values.rs",
        "serial/reads_line_by_line.rs",
        "mutants/looks_at_half.rs",
        "mutants/marks_the_ends.rs",
        "mutants/one_file_after_the_other.rs",
        "mutants/one_long_part.rs",
    ),
    lesson: include_str!("../../template/files/lesson.md"),
};

/// Takes the place of a mutant that one thread does as badly as all: against itself it
/// would pass.
const ONE_LONG_PART: &str = include_str!("../../template/more/one_long_part.rs");
/// Breaks the limit on memory.
const WRITES_ALL_DOWN: &str = include_str!("../../template/more/writes_all_gaps_down.rs");

/// All files of a new exercise, with the template's names.
#[derive(Debug)]
pub(super) struct Files {
    /// In the exercise's folder.
    pub(super) exercise: Vec<(&'static str, String)>,
    /// In the solution's.
    pub(super) solution: Vec<(&'static str, String)>,
    /// The page.
    pub(super) lesson: String,
}

/// The files for what is asked for; a fault where no template has it all.
pub(super) fn files(wanted: Wanted) -> Result<Files, Fault> {
    let Wanted { purpose, counted, inputs } = wanted;
    let problem = match (purpose, inputs) {
        (Purpose::Cores | Purpose::Scaling, Inputs::Values) => GAPS,
        (Purpose::Cores | Purpose::Scaling, Inputs::Files) => FOLDERS,
        (Purpose::Speed | Purpose::Growth, Inputs::Values) => CLOSEST,
        (Purpose::Sweep, Inputs::Values) => PARTS,
        (_, Inputs::Files) => return Err(none("files", "of cores or of scaling")),
    };
    let is_gaps = matches!((purpose, inputs), (Purpose::Cores | Purpose::Scaling, Inputs::Values));
    if counted.is_some() && !is_gaps {
        return Err(none("a counted resource", "of cores or of scaling, without files"));
    }
    let owned = |files: &[Template]| -> Vec<(&'static str, String)> {
        files.iter().map(|(file, text)| (*file, (*text).to_owned())).collect()
    };
    let mut files = Files {
        exercise: owned(&[COMMON, problem.exercise].concat()),
        solution: owned(problem.solution),
        lesson: problem.lesson.to_owned(),
    };
    if purpose == Purpose::Sweep || inputs == Inputs::Files {
        files.derive_input_and_output();
    }
    match purpose {
        Purpose::Scaling => files.run_against_one_thread(),
        Purpose::Growth => files.ask_for_growth(),
        Purpose::Cores | Purpose::Speed | Purpose::Sweep => {}
    }
    if counted == Some(Counted::Memory) {
        files.limit_memory();
    }
    Ok(files)
}

fn none(what: &str, fits: &str) -> Fault {
    let what = format!("no template has {what} with that goal");
    let hint = format!("take a goal {fits}, or begin as an exercise that has both: `--like`");
    Fault::new(what, hint)
}

impl Files {
    fn change(&mut self, file: &str, change: impl FnOnce(&str) -> String) {
        if let Some((_, text)) = self.exercise.iter_mut().find(|(name, _)| *name == file) {
            *text = change(text);
        }
    }

    /// A spec with types of its own derives serde's traits for them.
    fn derive_input_and_output(&mut self) {
        let rayon = "rayon.workspace = true\n";
        let both = format!("{rayon}serde.workspace = true\n");
        self.change("Cargo.toml", |text| text.replacen(rayon, &both, 1));
    }

    fn run_against_one_thread(&mut self) {
        let goal = "\ngoal = { efficiency";
        let against = format!("\nagainst = \"one_thread\"{goal}");
        self.change("exercise.toml", |text| text.replacen(goal, &against, 1));
        let says = "The goal is an efficiency of";
        let also = format!("You run against yourself on one thread. {says}");
        self.lesson = self.lesson.replacen(says, &also, 1);
        let each = "mutants/one_task_for_each_pair.rs";
        if let Some(mutant) = self.solution.iter_mut().find(|(file, _)| *file == each) {
            *mutant = ("mutants/one_long_part.rs", ONE_LONG_PART.to_owned());
            let bullet = "- `one_long_part`: nearly all pairs are in one of two parts. How to see \
                          it: the report names the cause *imbalance*.";
            self.lesson = with_bullet(&self.lesson, "- `one_task_for_each_pair`", bullet);
        }
    }

    fn ask_for_growth(&mut self) {
        let growth = "\n# At most 2.8 times as long for twice the values: all pairs take 4 times as \
                      long,\n# on any number of cores.\n[[timed]]\ncase = \"many values\"\n\
                      against = \"half_the_size\"\ngoal = { no_slower = 0.36 }\n";
        self.change("exercise.toml", |text| format!("{text}{growth}"));
        let says = "which a few cores cannot bring.";
        let also = format!(
            "{says} A second goal is about growth: twice the values may take you at most 2.8 times \
             as long."
        );
        self.lesson = self.lesson.replacen(says, &also, 1);
    }

    /// A limit that holds for a hidden case: the input of an example can be recognised.
    fn limit_memory(&mut self) {
        let limit = "\n# The input has 32 MiB, and 96 while it is handed over. Leave an allocator \
                     room.\n[[counted]]\nwhat = \"MiB of memory\"\nlimit = { at_most = 112 }\n\
                     cases = [\"four million values\"]\n";
        self.change("exercise.toml", |text| format!("{text}{limit}"));
        let timed = "            Case::timed(\"many values\"";
        let hidden = "            Case::hidden(\"four million values\", 4_194_304),\n";
        self.change("spec.rs", |text| text.replacen(timed, &format!("{hidden}{timed}"), 1));
        let mutant = ("mutants/writes_all_gaps_down.rs", WRITES_ALL_DOWN.to_owned());
        self.solution.push(mutant);
        let bullet = "- `writes_all_gaps_down`: a list of all gaps, twice as wide as the values. \
                      How to see it: the report says how much memory is allowed.";
        let first = "- `forgets_the_seam`";
        let (old, new) = (format!("\n{first}"), format!("\n{bullet}\n{first}"));
        self.lesson = self.lesson.replacen(&old, &new, 1);
        let says = "## Go\n";
        let also =
            format!("Memory has a limit, too: the values, and no list beside them.\n\n{says}");
        self.lesson = self.lesson.replacen(says, &also, 1);
    }
}

/// The page with another line in the place of the one that begins so.
fn with_bullet(page: &str, begins: &str, bullet: &str) -> String {
    let line =
        |line: &str| if line.starts_with(begins) { bullet.to_owned() } else { line.to_owned() };
    page.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    const PURPOSES: [Purpose; 5] =
        [Purpose::Cores, Purpose::Scaling, Purpose::Speed, Purpose::Growth, Purpose::Sweep];

    /// Every file below the template's folder.
    fn on_disk() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("template");
        let (mut folders, mut texts) = (vec![root], BTreeSet::new());
        while let Some(folder) = folders.pop() {
            for path in crate::course::sorted_entries(&folder).expect("our source") {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    texts.insert(std::fs::read_to_string(path).expect("our source"));
                }
            }
        }
        texts
    }

    #[test]
    fn every_file_of_the_templates_is_written_by_some_wish() {
        let memory = Wanted { counted: Some(Counted::Memory), ..Wanted::default() };
        let folders = Wanted { inputs: Inputs::Files, ..Wanted::default() };
        let of = |purpose| Wanted { purpose, ..Wanted::default() };
        let wishes = PURPOSES.map(of).into_iter().chain([memory, folders]);
        let mut written: BTreeSet<String> = BTreeSet::new();
        for wanted in wishes {
            let Files { exercise, solution, lesson } = files(wanted).expect("there is one");
            written.extend(exercise.into_iter().chain(solution).map(|(_, text)| text));
            written.insert(lesson);
        }
        let lost: Vec<String> = on_disk().difference(&written).cloned().collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn each_mutant_is_among_the_pitfalls() {
        for purpose in PURPOSES {
            for counted in [None, Some(Counted::Memory)] {
                for inputs in [Inputs::Values, Inputs::Files] {
                    let Ok(files) = files(Wanted { purpose, counted, inputs }) else { continue };
                    let mutants = files.solution.iter().filter_map(|(file, _)| {
                        PathBuf::from(file.strip_prefix("mutants/")?)
                            .file_stem()?
                            .to_str()
                            .map(str::to_owned)
                    });
                    for mutant in mutants {
                        let bullet = format!("\n- `{mutant}`: ");
                        assert!(files.lesson.contains(&bullet), "{purpose:?}: {mutant}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_no_template_has_is_a_fault() {
        let folders = |purpose| Wanted { purpose, inputs: Inputs::Files, ..Wanted::default() };
        let fault = files(folders(Purpose::Speed)).expect_err("no such template");
        assert_eq!(fault.what, "no template has files with that goal");
        let memory = Some(Counted::Memory);
        let counted = Wanted { counted: memory, ..folders(Purpose::Cores) };
        assert!(files(counted).is_err());
        assert!(
            files(Wanted { purpose: Purpose::Sweep, counted: memory, ..Wanted::default() })
                .is_err()
        );
    }
}
