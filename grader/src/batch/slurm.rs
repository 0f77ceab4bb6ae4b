//! Makes the passes of a run on a cluster: each as one array of tasks, every task with a
//! node for itself. The scheduler is Slurm; it is asked how tasks stand, and never what a
//! verdict is: that is in the journals.

pub mod order;
pub mod queue;
pub mod rounds;

use crate::batch::clock::Since;
use crate::batch::journal::{Attempt, Fold};
use crate::batch::plan::Shard;
use crate::batch::policy::{self, LostUnits, Pass, Todo};
use crate::batch::run::{Run, hash};
use crate::batch::worker::{Bench, Foreman, Shared, Stop, Worker, WorkerEvent};
use crate::fault::Fault;
use crate::grade::Event;
use crate::process::tool::{Answer, ask};
use order::{Cut, Order};
use queue::Task;
use rounds::{Job, Round};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the queue is looked at: soon at first, then seldom.
const LOOK_FIRST: Duration = Duration::from_secs(1);
const LOOK_LAST: Duration = Duration::from_secs(15);
/// For so long a queue may not answer, or all its tasks be held, before a person is asked.
const STALLED: Duration = Duration::from_mins(1);
/// How long a controller is left alone that is busy, each time.
const BUSY_PAUSES: [Duration; 3] =
    [Duration::from_secs(2), Duration::from_secs(8), Duration::from_secs(30)];
/// What a unit takes while nothing is known, in seconds: with timing, and without.
const UNIT_S: f64 = 15.0;
const UNIT_QUICK_S: f64 = 3.0;
/// The number of passes without anything new after which no other one follows.
const IDLE_PASSES: usize = 3;

/// What a person says about the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlurmOptions {
    /// Units in a task.
    pub chunk: Option<usize>,
    /// The most tasks at once.
    pub tasks_max: usize,
    /// What the site asks for before a program runs.
    pub setup: Option<String>,
    /// Further arguments of sbatch.
    pub arguments: Vec<String>,
    /// Whether tasks of an earlier command that still run are left to themselves.
    pub restart: bool,
    /// Whether the command ends without waiting for the tasks.
    pub detach: bool,
    /// `require` or `off`.
    pub isolation: String,
}

/// A run on the cluster.
#[derive(Debug)]
pub struct Engine<'a> {
    bench: Bench<'a>,
    options: &'a SlurmOptions,
    /// The run's folder, as every node finds it.
    root: PathBuf,
    bad: BTreeSet<String>,
}

impl<'a> Engine<'a> {
    /// An engine for this run.
    pub fn new(bench: Bench<'a>, options: &'a SlurmOptions) -> Self {
        let root = bench.run.root();
        let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        Self { bench, options, root, bad: BTreeSet::new() }
    }

    /// Makes passes until nothing is left that another one may help.
    pub fn run(&mut self, foreman: &mut dyn Foreman) -> Result<Option<Stop>, Fault> {
        let last = rounds::last(self.bench.run)?;
        if last > 0 && !self.options.restart {
            // The process that submitted it may have died; its tasks go on.
            let stop = self.wait(last, foreman)?;
            if stop.is_some() {
                return Ok(stop);
            }
        }
        let (mut number, mut idle, mut prepared) = (1, 0, false);
        loop {
            let fold = self.bench.run.fold()?;
            let pass = Pass { number, lost: LostUnits::Left };
            let todo = policy::todo(self.bench.plan, &fold, Shard::ALL, pass);
            if todo.is_empty() {
                return Ok(None);
            }
            if idle >= IDLE_PASSES {
                let what = format!("{idle} arrays ended without a single result");
                let hint = format!("read the newest files in {}", self.root.join("logs").display());
                return Ok(Some(Stop::Stalled(Fault::new(what, hint))));
            }
            foreman.hear(&WorkerEvent::Pass(number, &todo));
            if !prepared {
                // Every node finds it built.
                Worker::prepare(&self.bench, &todo.all(), Shared::default(), &mut |progress| {
                    foreman.hear(&WorkerEvent::Preparing(&Event::Building(progress)));
                })?;
                prepared = true;
            }
            let round = rounds::last(self.bench.run)?.max(fold.round()) + 1;
            self.submit(round, &todo, &fold)?;
            if self.options.detach {
                return Ok(Some(Stop::Detached));
            }
            let stop = self.wait(round, foreman)?;
            if stop.is_some() {
                return Ok(stop);
            }
            let after = self.bench.run.fold()?;
            if let Some(fault) = contradiction(&fold, &after) {
                return Ok(Some(Stop::Broken(fault)));
            }
            idle = if begun(&after) > begun(&fold) { 0 } else { idle + 1 };
            number += 1;
        }
    }

    /// The line that would be typed for what is open.
    pub fn line(&self, todo: &Todo, fold: &Fold) -> String {
        let cut = self.cut(fold);
        let tasks = cut.tasks(todo);
        let round = fold.round() + 1;
        let name = name(&self.root, round);
        self.order(&name, round, (tasks.len(), cut.minutes(&tasks))).line()
    }

    fn cut(&self, fold: &Fold) -> Cut {
        let config = ask("scontrol", &words(&["show", "config"]), Path::new("/"));
        let config = config.map(|answer| answer.stdout).unwrap_or_default();
        let tasks_max = self.options.tasks_max.min(queue::task_number_max(&config));
        let ended = fold.stories.values().flat_map(|story| story.ended.values());
        let took: Vec<f64> = ended.map(|ended| ended.took_ms as f64 / 1000.0).collect();
        let unit_s = match took.len() {
            0 if self.bench.plan.quick => UNIT_QUICK_S,
            0 => UNIT_S,
            count => took.iter().sum::<f64>() / count as f64,
        };
        Cut { unit_s, chunk: self.options.chunk, tasks_max }
    }

    fn order<'b>(&'b self, name: &'b str, round: u32, size: (usize, u64)) -> Order<'b> {
        Order {
            program: self.bench.grader.spawner.launcher(),
            course: &self.bench.course.root,
            run: &self.root,
            isolation: &self.options.isolation,
            setup: self.options.setup.as_deref(),
            arguments: &self.options.arguments,
            name,
            round,
            tasks: size.0,
            minutes: size.1,
            bad: &self.bad,
        }
    }

    /// Submits one round, once it is written down.
    fn submit(&mut self, round: u32, todo: &Todo, fold: &Fold) -> Result<(), Fault> {
        let cut = self.cut(fold);
        let tasks = cut.tasks(todo);
        self.bad.extend(silent_nodes(fold));
        if nodes().is_some_and(|nodes| nodes.is_subset(&self.bad)) {
            // A bad node is better than none.
            self.bad.clear();
        }
        let size = (tasks.len(), cut.minutes(&tasks));
        Round { round, tasks }.begin(self.bench.run)?;
        let name = name(&self.root, round);
        let order = self.order(&name, round, size);
        let answer = self.submitted(&name, &order)?;
        if !answer.is_good {
            let what = format!("sbatch refused the array: {}", answer.stderr.trim());
            let hint =
                format!("mend what it names, perhaps with --slurm-arg; it was\n{}", order.line());
            return Err(Fault::new(what, hint));
        }
        // With several clusters, theirs comes behind a semicolon.
        let job = answer.stdout.trim().split(';').next().unwrap_or_default().to_owned();
        rounds::remember(self.bench.run, &Job { round, job })
    }

    /// What sbatch answers. A controller that is busy is asked again, unless it has the job
    /// all the same.
    fn submitted(&self, name: &str, order: &Order) -> Result<Answer, Fault> {
        let arguments = order.arguments();
        let mut answer = ask("sbatch", &arguments, &self.root)?;
        for pause in BUSY_PAUSES {
            if answer.is_good || !queue::is_busy(&answer.stderr) {
                break;
            }
            std::thread::sleep(pause);
            let known = listed(name).unwrap_or_default();
            answer = match known.first() {
                Some(task) => Answer { is_good: true, stdout: task.job().to_owned(), ..answer },
                None => ask("sbatch", &arguments, &self.root)?,
            };
        }
        Ok(answer)
    }

    /// Waits for the tasks of a round. Nothing comes back when all have ended.
    fn wait(&mut self, round: u32, foreman: &mut dyn Foreman) -> Result<Option<Stop>, Fault> {
        let name = name(&self.root, round);
        let (mut pause, mut well) = (LOOK_FIRST, Since::now());
        let mut told = ends(&self.bench.run.fold()?);
        loop {
            let fold = self.bench.run.fold()?;
            for ended in fold.stories.values().flat_map(|story| story.ended.values()) {
                if told.insert(ended.attempt.clone()) {
                    foreman.hear(&WorkerEvent::Remote(ended));
                }
            }
            let trouble = match listed(&name) {
                Err(fault) => Some(fault),
                Ok(tasks) => {
                    let failed = tasks.iter().filter(|task| task.is_nodes_fault());
                    self.bad.extend(
                        failed.map(|task| task.node.clone()).filter(|node| !node.is_empty()),
                    );
                    let live: Vec<&Task> = tasks.iter().filter(|task| !task.is_over()).collect();
                    if live.is_empty() {
                        return Ok(None);
                    }
                    live.iter().all(|task| task.is_held()).then(|| held(live[0]))
                }
            };
            match trouble {
                None => well = Since::now(),
                Some(fault) if well.elapsed() > STALLED => return Ok(Some(Stop::Stalled(fault))),
                Some(_) => {}
            }
            if let Some(stop) = foreman.stop() {
                return Ok(Some(stop));
            }
            std::thread::sleep(pause);
            pause = (pause * 5 / 4).min(LOOK_LAST);
        }
    }
}

/// How the tasks of the last round stand, in words; nothing where there are none.
pub fn standing(run: &Run) -> Option<String> {
    let root = std::fs::canonicalize(run.root()).ok()?;
    let round = rounds::last(run).ok().filter(|round| *round > 0)?;
    let tasks = listed(&name(&root, round)).ok()?;
    let live: Vec<&Task> = tasks.iter().filter(|task| !task.is_over()).collect();
    if live.is_empty() {
        return None;
    }
    let running = live.iter().filter(|task| task.state == "RUNNING").count();
    let reasons: BTreeSet<&str> =
        live.iter().filter(|task| task.state == "PENDING").map(|task| &*task.reason).collect();
    let why = reasons.into_iter().collect::<Vec<_>>().join(", ");
    let waiting = live.len() - running;
    Some(match waiting {
        0 => format!("Round {round}: {running} tasks run"),
        _ => format!("Round {round}: {running} tasks run, {waiting} wait ({why})"),
    })
}

/// A job's name tells which round of which run it is, also to a person who did not submit it.
fn name(root: &Path, round: u32) -> String {
    format!("grade-{}-{round}", &hash(root.as_os_str().as_bytes())[..12])
}

/// The tasks of that name.
fn listed(name: &str) -> Result<Vec<Task>, Fault> {
    let arguments = words(&["-h", "-r", "-t", "all", "-n", name, "-o", queue::FORMAT]);
    let answer = ask("squeue", &arguments, Path::new("/"))?;
    if answer.is_good {
        return Ok(queue::tasks(&answer.stdout));
    }
    let what = format!("squeue does not answer: {}", answer.stderr.trim());
    Err(Fault::new(what, "ask the cluster's administrators whether its controller is up"))
}

fn held(task: &Task) -> Fault {
    let job = task.job();
    let what = format!("all tasks of job {job} are held: {}", task.reason);
    let hint = format!(
        "`scontrol release {job}` lets them go on; where their nodes are drained, `scontrol update \
         nodename=NODE state=resume`; to begin anew, `scancel {job}`"
    );
    Fault::new(what, hint)
}

/// Nodes on which a worker began and was not heard of again before it had a result.
fn silent_nodes(fold: &Fold) -> BTreeSet<String> {
    let by = |attempt: &Attempt| attempt.by.clone();
    let heard: BTreeSet<String> =
        fold.stories.values().flat_map(|story| story.ended.keys().map(by)).collect();
    let begun: BTreeSet<String> =
        fold.stories.values().flat_map(|story| story.begun.iter().map(by)).collect();
    let is_silent = |journal: &&String| {
        // What was begun may itself be what ends workers.
        !fold.closed.contains(*journal)
            && !fold.fenced.contains(*journal)
            && !heard.contains(*journal)
            && !begun.contains(*journal)
    };
    let journals = fold.opened.keys().filter(is_silent);
    let nodes = journals.flat_map(|journal| &fold.opened[journal]);
    nodes.filter(|opened| opened.job.is_some()).map(|opened| opened.node.clone()).collect()
}

/// All nodes that the scheduler knows; nothing if it does not say.
fn nodes() -> Option<BTreeSet<String>> {
    let answer = ask("sinfo", &words(&["-h", "-N", "-o", "%N"]), Path::new("/")).ok()?;
    let nodes: BTreeSet<String> = answer.stdout.split_whitespace().map(str::to_owned).collect();
    (answer.is_good && !nodes.is_empty()).then_some(nodes)
}

/// What a worker found since then that must not be.
fn contradiction(before: &Fold, after: &Fold) -> Option<Fault> {
    let mut new = after.stories.iter().flat_map(|(key, story)| {
        let known = before.stories.get(key).map(|story| &story.faults);
        let is_new =
            move |attempt: &Attempt| known.is_none_or(|known| !known.contains_key(attempt));
        story.faults.iter().filter(move |(attempt, _)| is_new(attempt)).map(|(_, fault)| fault)
    });
    new.find(|fault| fault.is_internal).cloned()
}

fn ends(fold: &Fold) -> BTreeSet<Attempt> {
    fold.stories.values().flat_map(|story| story.ended.keys().cloned()).collect()
}

/// How many attempts were begun.
fn begun(fold: &Fold) -> usize {
    fold.stories.values().map(|story| story.begun.len()).sum()
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}
