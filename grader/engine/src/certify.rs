//! Certifies a machine: verdicts on candidates whose true speedup is known, counted.
//! The rule stands alone here: a grading also tries a second time, and measures the
//! solution before anybody fails, which makes wrong verdicts rarer still.

mod certificate;
mod machine;

use crate::bounded::{self, PAGES_BYTES_MAX};
use crate::fault::Fault;
use crate::measure::known::{Kind, Task, Testbed};
use crate::measure::{Budget, timing_lock};
use crate::process::Spawner;
use crate::verdict::{Decision, decide};
use crate::whole;
pub use certificate::{
    Answer, Certificate, CertificateStatus, Certified, Count, Load, Trial, Truth,
};
pub use machine::Machine;
use rand::seq::SliceRandom;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// How far the goal is from the truth, in percent, above it and below.
pub const MARGINS: [u32; 2] = [10, 20];
/// What a serial candidate spins: 1.67 times as fast as the baseline, by construction.
const SERIAL_SHARE: f64 = 0.6;
/// What each thread of a parallel candidate spins. How fast that is depends on the
/// machine, and is measured.
const PARALLEL_SHARE: f64 = 0.55;
/// Beside a margin of 10 % this standard error of the true speedup, as a share, is
/// nothing; with a larger one than the second, the margin says too little.
const ERROR_ENOUGH: f64 = 0.005;
const ERROR_MAX: f64 = 0.015;

/// What is asked of one certification.
#[derive(Clone, Debug)]
pub struct Order {
    /// A path of `grade`.
    pub launcher: PathBuf,
    /// How many verdicts to make.
    pub verdicts: usize,
    /// The day.
    pub date: String,
    /// The machine that they are made on.
    pub machine: Machine,
}

/// What goes on.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// How long the candidates must spin is being found.
    Sizing,
    /// The true speedup of such candidates is being found.
    Calibrating(Kind),
    /// A verdict was made.
    Judged {
        /// The verdicts so far, counted.
        count: Count,
        /// How many verdicts there will be.
        of: usize,
        /// About how long the rest takes, in seconds.
        left_s: f64,
    },
}

/// Makes the verdicts. `store` is the course's `target/grade`.
pub fn certify(
    spawner: &Spawner,
    store: &Path,
    order: &Order,
    hear: &mut dyn FnMut(Step),
) -> Result<Certificate, Fault> {
    let threads = order.machine.threads;
    if threads < 2 {
        let what = "there is one core, so there are no verdicts on speed to certify";
        return Err(Fault::new(what, "run it where two cores or more may be used"));
    }
    hear(Step::Sizing);
    let testbed = {
        let _alone = alone(store)?;
        Testbed::new(spawner.clone(), &order.launcher, threads)?
    };
    let truths = truths(&testbed, store, hear)?;
    let mut trials = Vec::new();
    let asked = questions(&truths, order.verdicts);
    for question in &asked {
        let _alone = alone(store)?;
        trials.push(trial(&testbed, question)?);
        let (done, of) = (trials.len(), asked.len());
        let seconds: f64 = trials.iter().map(|trial| trial.seconds).sum();
        let left_s = seconds / done as f64 * (of - done) as f64;
        hear(Step::Judged { count: Count::of(&trials), of, left_s });
    }
    Ok(Certificate::new(&order.machine, &order.date, truths, trials))
}

/// The candidates and their true speedups. A serial one does the same steps as the
/// baseline, only fewer: its speedup is known without a clock. Where the cores are
/// hardly ever all free, that of a parallel one is not known, and it is left out.
fn truths(
    testbed: &Testbed,
    store: &Path,
    hear: &mut dyn FnMut(Step),
) -> Result<Vec<Truth>, Fault> {
    let serial = Truth {
        kind: Kind::Serial,
        share: SERIAL_SHARE,
        speedup: SERIAL_SHARE.recip(),
        error: 0.0,
    };
    hear(Step::Calibrating(Kind::Parallel));
    let _alone = alone(store)?;
    let measured = testbed.speedup(Kind::Parallel, PARALLEL_SHARE, ERROR_ENOUGH)?;
    let parallel = measured.filter(|(_, error)| *error <= ERROR_MAX).map(|(speedup, error)| {
        Truth { kind: Kind::Parallel, share: PARALLEL_SHARE, speedup, error }
    });
    Ok([Some(serial), parallel].into_iter().flatten().collect())
}

/// One verdict to be made.
#[derive(Clone, Copy, Debug)]
struct Question {
    truth: Truth,
    margin: u32,
    goal: f64,
}

/// `verdicts` questions, by turns above the truth and below, by turns at each margin, by
/// turns of each kind; in random order, so that what changes slowly meets all alike.
fn questions(truths: &[Truth], verdicts: usize) -> Vec<Question> {
    let each = truths.iter().flat_map(|&truth| {
        MARGINS.into_iter().flat_map(move |margin| {
            let factor = 1.0 + f64::from(margin) / 100.0;
            let goals = [truth.speedup / factor, truth.speedup * factor];
            goals.map(|goal| Question { truth, margin, goal })
        })
    });
    let each: Vec<Question> = each.collect();
    let mut asked: Vec<Question> = each.into_iter().cycle().take(verdicts).collect();
    asked.shuffle(&mut rand::rng());
    asked
}

fn trial(testbed: &Testbed, question: &Question) -> Result<Trial, Fault> {
    let Question { truth: Truth { kind, share, speedup, .. }, margin, goal } = *question;
    let seen = testbed.measure(&Task { kind, share, goal, budget: Budget::GRADING })?;
    Ok(Trial {
        kind,
        margin,
        truth: speedup,
        goal,
        answer: match decide(&seen.timing) {
            Decision::Met => Answer::Met,
            Decision::NotMet | Decision::Unstable => Answer::NotMet,
            Decision::Unclear(_) | Decision::More => Answer::Undecided,
        },
        pairs: seen.timing.counted().len(),
        others: seen.ticks.others_share(),
        seconds: seen.seconds,
    })
}

/// Waits until no grading of this course is being timed, as gradings wait for each
/// other. The lock goes with the file.
fn alone(store: &Path) -> Result<File, Fault> {
    let path = timing_lock(store);
    let fault = |error: &std::io::Error| Fault::file("lock", &path, error);
    fs::create_dir_all(store).map_err(|error| fault(&error))?;
    let file = File::create(&path).map_err(|error| fault(&error))?;
    file.lock().map_err(|error| fault(&error))?;
    Ok(file)
}

/// Where a course's `target/grade` keeps the certificate of its machine.
pub fn path(store: &Path) -> PathBuf {
    store.join("certificate.json")
}

/// Keeps a certificate, in the place of an older one.
pub fn keep(store: &Path, certificate: &Certificate) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(certificate)
        .map_err(|error| Fault::new(error.to_string(), "this is a bug in the grader"))?;
    let path = path(store);
    whole::write(&path, &(text + "\n")).map_err(|error| Fault::file("write", &path, &error))
}

/// What the kept certificate says of this machine; nothing if there is none, or if it
/// is of another machine or another version of the grader.
pub fn kept(store: &Path, machine: &Machine) -> Option<Certified> {
    let text = bounded::read_to_string(&path(store), PAGES_BYTES_MAX).ok()?;
    let certificate: Certificate = serde_json::from_str(&text).ok()?;
    certificate.is_of(machine).then(|| certificate.summary())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(kind: Kind, speedup: f64) -> Truth {
        Truth { kind, share: 0.5, speedup, error: 0.0 }
    }

    #[test]
    fn half_of_the_goals_are_met_at_each_margin_and_kind() {
        let truths = [truth(Kind::Serial, 1.6), truth(Kind::Parallel, 1.8)];
        let asked = questions(&truths, 40);
        assert_eq!(asked.len(), 40);
        for truth in truths {
            for margin in MARGINS {
                let here = asked.iter().filter(|question| {
                    question.truth.kind == truth.kind && question.margin == margin
                });
                let (met, missed): (Vec<&Question>, Vec<&Question>) =
                    here.partition(|question| question.goal < truth.speedup);
                assert_eq!((met.len(), missed.len()), (5, 5), "{truth:?} {margin}");
                let factor = 1.0 + f64::from(margin) / 100.0;
                assert!((truth.speedup / met[0].goal - factor).abs() < 1e-12);
                assert!((missed[0].goal / truth.speedup - factor).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_certificate_is_of_one_machine() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path();
        let machine = Machine {
            cpu_quota: None,
            left_out: Vec::new(),
            cores: 2,
            threads: 2,
            processor: "a processor".to_owned(),
            system: "linux x86_64".to_owned(),
            toolchain: "rustc 1.95.0".to_owned(),
            certified: None,
        };
        assert_eq!(kept(store, &machine), None);
        let certificate = Certificate::new(&machine, "2026-11-26", Vec::new(), Vec::new());
        keep(store, &certificate).expect("it can be written");
        assert_eq!(kept(store, &machine), Some(certificate.summary()));
        // Another compiler does not change what the rule is worth; other cores do.
        let other = Machine { toolchain: "rustc 1.96.0".to_owned(), ..machine.clone() };
        assert!(kept(store, &other).is_some());
        for other in [
            Machine { cores: 4, ..machine.clone() },
            Machine { threads: 1, ..machine.clone() },
            Machine { processor: "another".to_owned(), ..machine.clone() },
        ] {
            assert_eq!(kept(store, &other), None);
        }
        fs::write(path(store), "{").expect("a file of ours");
        assert_eq!(kept(store, &machine), None);
    }
}
